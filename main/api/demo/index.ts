import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { Run } from '#shared/contract/evaluation.ts'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { AppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import type { Work } from '#shared/progress.ts'
import { makeFolder } from '../../disk/index.ts'
import { runEvaluation } from '../../evaluation/index.ts'
import { ensureImage, type LakeContext, readContracts, syncSources } from '../../lake/index.ts'
import { openWorkspace, setTrust } from '../../workspace/index.ts'
import type { App } from '../app.ts'
import { evaluationContext } from '../evaluation-context.ts'
import { lakeContext } from '../lake-context.ts'
import { claim, finish, finishedDemo } from './folder.ts'
import { makeHistory } from './history.ts'
import { juneArrives, makeLake } from './lake.ts'

/**
 * Makes the demo: `root`/lake from the data files of vega-datasets and `root`/workspace with its history, syncs it
 * before and after June arrives, and runs its evaluation over all its commits. All by the verbs that users have. A
 * finished demo is given back as it is; one whose making was broken off is made anew. Default `root`:
 * `<LAKEBENCH_HOME>/demo`. Throws `DEMO_FOLDER` for a folder with other things in it,
 * `DEMO_CHANGED` for a demo that may hold a user's work, `DEMO_BUSY`, and what the verbs throw.
 */
export async function makeDemo(app: App, root: string | null, work: Work): Promise<DemoResult> {
  const dir = resolve(root ?? join(app.home, 'demo'))
  const finished = await finishedDemo(app, dir)
  if (finished) return finished
  const release = await claim(dir)
  try {
    return await make(app, dir, work)
  } finally {
    release()
  }
}

async function make(app: App, dir: string, work: Work): Promise<DemoResult> {
  const [lake, workspaceRoot] = [join(dir, 'lake'), join(dir, 'workspace')]
  step(work, 0, 'Write the lake')
  await makeLake(app, dir, lake, work)
  work.signal?.throwIfAborted()
  step(work, 1, 'Write the workspace')
  await makeFolder(workspaceRoot)
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
  await finish(dir, result)
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

function step(work: Work, done: number, phase: string): void {
  work.signal?.throwIfAborted()
  work.onProgress?.({ phase, done, total: 5, unit: 'steps' })
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
