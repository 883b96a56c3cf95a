import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DemoResult } from '#shared/contract/workspace.ts'
import { AppError, inputError } from '#shared/errors.ts'
import { isAlive, makeFolder } from '../../disk/index.ts'
import { resolveSnapshot } from '../../lake/index.ts'
import { openWorkspace, writeDurable, writeError } from '../../workspace/index.ts'
import type { App } from '../app.ts'
import { lakeContext } from '../lake-context.ts'

/** Written when the demo stands; holds what making it did. */
const doneFile = 'demo.json'
/** Written first, with the maker's process id: a folder that has it is ours to make anew. */
const makingFile = '.lakebench-demo'

/** Folders in which this process makes a demo now. */
const making = new Set<string>()

/**
 * The demo that was made here before; null when there is none. Throws `DEMO_CHANGED` when it is not whole any more
 * or not of this computer's store: it may hold a user's work, so it is not made anew.
 */
export async function finishedDemo(app: App, dir: string): Promise<DemoResult | null> {
  const entries = await readdir(dir).catch((): string[] => [])
  if (!entries.includes(doneFile) || entries.includes(makingFile)) return null
  const changed = (why: string) =>
    inputError(
      'DEMO_CHANGED',
      `The demo in this folder ${why}, and may hold your work. Move the folder away, or name another for the demo.`,
      { file: dir },
    )
  const text = await readFile(join(dir, doneFile), 'utf8').catch(() => '')
  const result = parsed(text)
  if (!result) throw changed(`cannot be told from \`${doneFile}\``)
  if (result.lake !== join(dir, 'lake')) throw changed(`was made in another place, ${result.lake}`)
  if (!(await exists(result.lake))) throw changed('has lost its lake')
  if (!(await exists(result.root))) throw changed('has lost its workspace')
  const ctx = lakeContext(app, await openWorkspace(app, result.root))
  const known = await resolveSnapshot(ctx, 'flights', 'latest').catch(() => null)
  if (!known) throw changed('belongs to another LAKEBENCH_HOME')
  return result
}

function parsed(text: string): DemoResult | null {
  try {
    return DemoResult.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const exists = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  )

/** Takes an empty folder, or clears one whose making was broken off. Call what it answers when the making ends. */
export async function claim(dir: string): Promise<() => void> {
  if (making.has(dir)) throw busy(dir, 'This Lakebench')
  making.add(dir)
  const release = () => void making.delete(dir)
  try {
    await clear(dir)
    return release
  } catch (thrown) {
    release()
    throw thrown
  }
}

async function clear(dir: string): Promise<void> {
  await makeFolder(dir).catch((thrown) => {
    throw writeError(thrown, dir)
  })
  const entries = await readdir(dir)
  if (entries.length > 0 && !entries.includes(makingFile)) {
    throw inputError(
      'DEMO_FOLDER',
      'This folder has other things in it. Name an empty or a new one for the demo.',
      { file: dir },
    )
  }
  await refuseBusy(dir)
  await writeDurable(join(dir, makingFile), `${process.pid}\n`)
  for (const name of [doneFile, 'lake', 'workspace', '.arriving'])
    await rm(join(dir, name), { recursive: true, force: true })
}

/** The demo stands: from now on it is the user's. */
export async function finish(dir: string, result: DemoResult): Promise<void> {
  await writeDurable(join(dir, doneFile), `${JSON.stringify(result, null, 2)}\n`)
  await rm(join(dir, makingFile), { force: true })
}

/** Two makings at once would take each other's files away. */
async function refuseBusy(dir: string): Promise<void> {
  const pid = Number(await readFile(join(dir, makingFile), 'utf8').catch(() => ''))
  if (Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid))
    throw busy(dir, `Another Lakebench (process ${pid})`)
}

const busy = (dir: string, who: string): AppError =>
  new AppError({
    code: 'DEMO_BUSY',
    kind: 'failed',
    message: `${who} is making this demo already. Wait for it, or end it and try again.`,
    place: { file: dir },
  })
