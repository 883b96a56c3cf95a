import type { Move } from '#shared/contract/files.ts'
import { digestOf, listFiles, readText } from '../files.ts'
import type { Place } from './change.ts'
import type { Step } from './steps.ts'

/** Texts that name a query by its path. Other SQL and code does not: a path in them is a value. */
const naming = /^(evaluations|charts|boards|reports)\/.+\.(ya?ml|json|md)$/

/** What has to be written so that texts which name a moved file or folder name its new path. */
export async function mentionEdits(
  workspace: Place,
  moves: readonly Move[],
): Promise<{ edits: Extract<Step, { act: 'put' }>[]; bytes: Map<string, Uint8Array> }> {
  const edits: Extract<Step, { act: 'put' }>[] = []
  const bytes = new Map<string, Uint8Array>()
  const moving = (path: string) => moves.some(({ from }) => path === from || path.startsWith(`${from}/`))
  for (const { path } of await listFiles(workspace)) {
    if (!naming.test(path) || moving(path)) continue
    const { text, digest } = await readText(workspace, path).catch(() => ({ text: '', digest: '' }))
    const next = moves.reduce((now, move) => renamed(now, move), text)
    if (next === text) continue
    const after = Buffer.from(next, 'utf8')
    bytes.set(digest, Buffer.from(text, 'utf8'))
    bytes.set(digestOf(after), after)
    edits.push({ act: 'put', path, before: digest, after: digestOf(after) })
  }
  return { edits, bytes }
}

/** The text with each whole mention of the old path, or of a path in the old folder, at the new place. */
export function renamed(text: string, { from, to }: Move): string {
  if (!text.includes(from)) return text
  const literal = from.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\w./-])${literal}(?![\\w-]|\\.\\w)`, 'g'), () => to)
}
