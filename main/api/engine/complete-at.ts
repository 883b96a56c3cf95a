import type { z } from 'zod'
import type { Completion as CompletionSchema } from '#shared/contract/engine.ts'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import { identName, lex, quoteText } from '#shared/sql/index.ts'
import { listSnapshots } from '../../lake/index.ts'
import { lakeContext } from '../lake-context.ts'
import type { EngineContext } from './context.ts'
import { sourceOf } from './resolve.ts'

type Completion = z.infer<typeof CompletionSchema>

/** What is written of an AT clause before the caret: its source, VERSION or TIMESTAMP, and the value so far. */
const begun =
  /("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_]*)\s+AT\s*\(\s*(?:(VERSION|TIMESTAMP)\s*=>\s*(?:(?:TIMESTAMP|TIMESTAMPTZ|DATE)\s+)?('?)([\w:. -]*)|[\p{L}]*)$/iu

/** Snapshots that are offered. */
const most = 50

/** Digits of an id that are unique among the others, 7 at least. */
function digitsOf(id: string, all: readonly SnapshotInfo[]): string {
  for (let length = 7; length < id.length; length++) {
    const start = id.slice(0, length)
    if (all.every((other) => other.id === id || !other.id.startsWith(start))) return start
  }
  return id
}

/** Ids and times of the source's snapshots inside of an AT clause, newest first; null anywhere else. */
export async function completeAt(
  { app, workspace }: EngineContext,
  text: string,
  offset: number,
): Promise<Completion[] | null> {
  const match = begun.exec(text.slice(Math.max(0, offset - 500), offset))
  if (!match) return null
  const [, written = '', kind, quote = '', typed = ''] = match
  // Inside of a comment or another text there is no AT.
  const start = offset - match[0].length
  const around = lex(text).find(({ from, to }) => from < start && start < to)
  if (around?.kind === 'comment' || around?.kind === 'string') return null
  const source = sourceOf(identName(lex(written)[0]) ?? written)
  const all = await listSnapshots(lakeContext(app, workspace), source).catch(() => [])
  const closed = text.slice(offset).startsWith("'")
  const value = (plain: string) => (quote === '' ? quoteText(plain) : closed ? plain : `${plain}'`)
  return all.slice(0, most).flatMap((snapshot): Completion[] => {
    const { id, syncedAt, rows, latest, partial } = snapshot
    const [digits, time] = [digitsOf(id, all), syncedAt.slice(0, 16).replace('T', ' ')]
    const words = [
      rows !== null && `${rows.toLocaleString('en-US')} rows`,
      latest && 'latest',
      partial && 'partial',
    ]
    const about = words.filter(Boolean).join(', ')
    const offer = (label: string, insert: string, detail: string): Completion => ({
      label,
      kind: 'source',
      insert,
      detail: [detail, about].filter(Boolean).join(', '),
    })
    if (kind === undefined) {
      return [
        offer(`VERSION => '${digits}'`, `VERSION => '${digits}'`, `${time} UTC`),
        offer(`TIMESTAMP => '${time}'`, `TIMESTAMP => '${time}'`, digits),
      ]
    }
    if (kind.toUpperCase() === 'VERSION') return [offer(digits, value(digits), `${time} UTC`)]
    // A time that is half written would stand there twice.
    return typed === '' ? [offer(time, value(time), digits)] : []
  })
}
