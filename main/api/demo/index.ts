import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { Run } from '#shared/contract/evaluation.ts'
import { DemoResult } from '#shared/contract/workspace.ts'
import { AppError, inputError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import type { Work } from '#shared/progress.ts'
import { runEvaluation } from '../../evaluation/index.ts'
import { ensureImage, type LakeContext, readContracts, syncSources } from '../../lake/index.ts'
import { openWorkspace, setTrust } from '../../workspace/index.ts'
import type { App } from '../app.ts'
import { evaluationContext } from '../evaluation-context.ts'
import { lakeContext } from '../lake-context.ts'
import { makeHistory } from './history.ts'
import { juneArrives, makeLake } from './lake.ts'

/** Written when the demo stands; holds what making it did. */
const doneFile = 'demo.json'
/** Written first: a folder that has it is ours to make anew. */
const makingFile = '.lakebench-demo'

/**
 * Makes the demo: `root`/lake from the data files of vega-datasets and `root`/workspace with its history, syncs it
 * before and after June arrives, and runs its evaluation over all its commits. All by the verbs that users have. A
 * finished demo is given back as it is; one whose making was broken off is made anew. Default `root`:
 * `<LAKEBENCH_HOME>/demo`. Throws `DEMO_FOLDER` for a folder with other things in it, and what the verbs throw.
 */
export async function makeDemo(app: App, root: string | null, work: Work): Promise<DemoResult> {
  const dir = resolve(root ?? join(app.home, 'demo'))
  const finished = await finishedDemo(dir)
  if (finished) return finished
  await claim(dir)
  const [lake, workspaceRoot] = [join(dir, 'lake'), join(dir, 'workspace')]
  step(work, 0, 'Write the lake')
  await makeLake(app, dir, lake, work)
  work.signal?.throwIfAborted()
  step(work, 1, 'Write the workspace')
  await mkdir(workspaceRoot, { recursive: true })
  const commits = await makeHistory(app, workspaceRoot)
  // The app made it, so nobody needs to be asked.
  await setTrust(app.home, await openWorkspace(app, workspaceRoot), true)
  const workspace = await openWorkspace(app, workspaceRoot)
  const ctx = lakeContext(app, workspace)

  step(work, 2, 'Sync January to May')
  const first = await syncAll(ctx, work)
  step(work, 3, 'Sync June')
  await juneArrives(dir, lake)
  const second = await syncAll(ctx, work)

  step(work, 4, 'Run the evaluation')
  const older = commits.slice(0, -1).map(({ commit }) => commit)
  const evaluated = await runEvaluation(
    evaluationContext({ app, workspace }),
    {
      evaluation: 'delay',
      refs: [...older, 'HEAD'],
      snapshots: [],
      params: {},
      jobs: Math.min(2, availableParallelism()),
      force: false,
    },
    {
      ...(work.signal && { signal: work.signal }),
      emit: (event) => {
        if (event.type === 'progress') work.onProgress?.(event.progress)
        if (event.type === 'cell' && event.state === 'running')
          step(work, 4, `Run ${event.algorithm} as of ${short(event.commit)}`)
      },
    },
  )
  const failed = evaluated.runs.find(({ error }) => error !== null)
  if (failed) throw runFailed(failed)
  const head = commits.at(-1)?.commit
  const result: DemoResult = {
    id: workspace.id,
    root: workspace.root,
    lake,
    commits,
    snapshots: [
      ...first,
      ...second.filter((one) => !first.some(({ snapshot }) => snapshot === one.snapshot)),
    ],
    runs: evaluated.runs.map(({ commit, algorithm, metrics }) => ({ commit, algorithm, metrics })),
    gates: evaluated.gates
      .filter(({ commit }) => commit === head)
      .map(({ name, passed }) => ({ name, passed })),
  }
  await writeWhole(dir, doneFile, `${JSON.stringify(result, null, 2)}\n`)
  await rm(join(dir, makingFile), { force: true })
  step(work, 5, 'Done')
  return result
}

function runFailed({ algorithm, commit, error }: Run): AppError {
  return new AppError({
    code: 'DEMO_RUN_FAILED',
    kind: 'failed',
    message: `\`${algorithm}\` of the demo's evaluation failed at ${short(commit)}: ${error} Make the demo again.`,
  })
}

function step(work: Work, done: number, detail: string): void {
  work.signal?.throwIfAborted()
  work.onProgress?.({ phase: 'Demo', done, total: 5, unit: 'steps', detail })
}

/** What an earlier making wrote, when demo, lake and workspace still stand where they were made. */
async function finishedDemo(dir: string): Promise<DemoResult | null> {
  try {
    const result = DemoResult.parse(JSON.parse(await readFile(join(dir, doneFile), 'utf8')))
    await readdir(result.lake)
    await readFile(join(result.root, 'lakebench.yml'))
    return result.lake === join(dir, 'lake') ? result : null
  } catch {
    return null
  }
}

/** Takes an empty folder, or clears one that an earlier making left. */
async function claim(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const entries = await readdir(dir)
  const ours = entries.includes(makingFile) || entries.includes(doneFile)
  if (entries.length > 0 && !ours) {
    throw inputError(
      'DEMO_FOLDER',
      'This folder has other things in it. Name an empty or a new one for the demo.',
      {
        file: dir,
      },
    )
  }
  await refuseBusy(dir)
  await writeWhole(dir, makingFile, `${process.pid}\n`)
  for (const name of [doneFile, 'lake', 'workspace', '.arriving']) {
    await rm(join(dir, name), { recursive: true, force: true })
  }
}

/** Two makings at once would take each other's files away. */
async function refuseBusy(dir: string): Promise<void> {
  const pid = Number(await readFile(join(dir, makingFile), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return
  try {
    process.kill(pid, 0)
  } catch {
    return
  }
  throw new AppError({
    code: 'DEMO_BUSY',
    kind: 'failed',
    message: `Another Lakebench (process ${pid}) is making this demo. Wait for it, or end it and try again.`,
    place: { file: dir },
  })
}

/** Syncs every source, builds the images, and says what came. The first failure is thrown. */
async function syncAll(ctx: LakeContext, work: Work): Promise<DemoResult['snapshots']> {
  const { sources, failed } = await syncSources(ctx, { sources: [], rehash: false }, work)
  const [failure] = failed
  if (failure) throw AppError.fromData(failure)
  const { contracts } = await readContracts(ctx.workspace)
  const made: DemoResult['snapshots'] = []
  for (const { source, snapshot } of sources) {
    const contract = contracts.find((one) => one.source === source)
    if (!contract) continue
    const image = await ensureImage(ctx, { source, snapshot, contract }, work)
    made.push({ source, snapshot, rows: image.rows, rejects: image.rejects })
  }
  return made
}

async function writeWhole(dir: string, name: string, text: string): Promise<void> {
  const temporary = join(dir, `${name}.${process.pid}.tmp`)
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(dir, name))
}
