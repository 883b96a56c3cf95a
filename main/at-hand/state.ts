import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { HandFile } from '#shared/contract/hand.ts'
import { inputError } from '#shared/errors.ts'
import { Instant } from '#shared/names.ts'
import { errorCode, replaceFile } from '../disk/index.ts'
import type { HandContext } from './context.ts'

/** A file at hand, or one that was taken away and may come back. */
const Kept = HandFile.extend({ removedAt: Instant.nullable().default(null) })
export type Kept = z.infer<typeof Kept>

const State = z.object({ version: z.literal(1), files: z.array(Kept) })

/** The folder whose change means that files at hand changed. */
export const handFolder = (home: string, workspace: string): string =>
  join(home, 'state', workspace, 'at-hand')

const fileOf = ({ home, workspace }: HandContext) => join(handFolder(home, workspace.id), 'files.json')

/** Days that what was taken away can be brought back. */
const keptDays = 30

/** All that is kept, oldest first. Throws `HAND_STATE` when the list cannot be read: it is never taken for empty. */
export async function readKept(ctx: HandContext): Promise<Kept[]> {
  let text: string
  try {
    text = await readFile(fileOf(ctx), 'utf8')
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return []
    throw thrown
  }
  const state = parse(text)
  if (state) return state.files
  throw inputError(
    'HAND_STATE',
    'The list of files at hand cannot be read. Move it away: the files themselves stay in the store.',
    { file: fileOf(ctx) },
  )
}

function parse(text: string) {
  try {
    return State.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Changes of one list, one after another. */
const changing = new Map<string, Promise<unknown>>()

/** Changes the list, durable on return, and tells the store what to keep for it. */
export function changeKept<Result>(
  ctx: HandContext,
  change: (files: Kept[]) => { files: Kept[]; result: Result },
): Promise<Result> {
  const file = fileOf(ctx)
  const next = async () => {
    const { files, result } = change(await readKept(ctx))
    const oldest = ctx.now().getTime() - keptDays * 86_400_000
    const kept = files.filter(({ removedAt }) => removedAt === null || Date.parse(removedAt) > oldest)
    await replaceFile(file, `${JSON.stringify({ version: 1, files: kept })}\n`)
    await ctx.files.call('keepRoots', {
      home: ctx.home,
      workspace: ctx.workspace.id,
      folder: ctx.workspace.root,
      now: ctx.now().getTime(),
      files: [...new Set(kept.map(({ sha256 }) => sha256))],
    })
    return result
  }
  const before = changing.get(file) ?? Promise.resolve()
  const now = before.then(next, next)
  changing.set(file, now)
  return now
}

/** A file at hand by its id. Throws `HAND_GONE`. */
export function fileIn(files: readonly Kept[], id: string): Kept {
  const found = files.find((one) => one.id === id && one.removedAt === null)
  if (found) return found
  throw inputError('HAND_GONE', 'This file is not at hand any more. Drop it again, or undo its removal.')
}

/** What a client sees of it. */
export function shown({ removedAt: _, ...file }: Kept): HandFile {
  return file
}
