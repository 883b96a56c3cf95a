import type { ResolvedStatement } from '#shared/contract/engine.ts'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import { AppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { statementAt } from '#shared/sql/index.ts'
import { appErrorOf, client } from '../client/index.ts'
import { formatInstant, type MenuEntry, type MenuItemSpec } from '../ui/index.ts'
import { type ComparedStatement, frame, openCompared } from '../ui/workbench.ts'
import { namedParams, paramTypes, paramValues } from './params.ts'
import { chosenOf, tabState, useExplore } from './store.ts'
import type { Execution, QueryTabState } from './types.ts'

/** One side of a comparison, at the very snapshots that it reads. */
interface Side extends ComparedStatement {
  at: Record<string, string>
  title: string
}

const oneLine = (sql: string): string => {
  const words = sql
    .replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words.length > 40 ? `${words.slice(0, 39)}…` : words
}

/** What each source that is read means to the statement: AT in its text names further snapshots. */
function atOf({ set, reads }: ResolvedStatement): Record<string, string> {
  const read = new Set(reads.map(({ source }) => source))
  const at: Record<string, string> = {}
  for (const { source, snapshot } of set.images) if (read.has(source)) at[source] ??= snapshot
  return at
}

function sideOf(tab: QueryTabState, { sql, params, resolved }: Execution): Side | null {
  if (!resolved) return null
  return {
    sql,
    at: atOf(resolved),
    params,
    types: paramTypes(namedParams(tab.text)),
    title: oneLine(sql),
  }
}

/** The result that the tab shows, else the statement at the caret. Throws AppError. */
async function currentSide(tab: QueryTabState): Promise<Side> {
  const execution = chosenOf(tab)
  const shown = execution?.state === 'done' ? sideOf(tab, execution) : null
  if (shown) return shown
  const statement = statementAt(tab.text, tab.caret.from)
  if (!statement) {
    throw new AppError({
      code: 'NO_RESULT',
      kind: 'input',
      message: 'There is no statement at the caret to compare. Write a query first.',
    })
  }
  const known = namedParams(tab.text)
  const [params, types] = [paramValues(statement.text, known, tab.params), paramTypes(known)]
  const asked = { sql: statement.text, at: tab.at, params, types }
  return { ...asked, at: atOf(await client.engine.resolve(asked)), title: oneLine(statement.text) }
}

const snapshotsOf = (at: Record<string, string>): string =>
  Object.entries(at)
    .map(([source, id]) => `${source} ${/^[0-9a-f]{12,}$/.test(id) ? short(id) : id}`)
    .join(', ')

async function compareCurrent(
  id: string,
  make: (now: Side) => Promise<{ side: Side; name?: string }>,
): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  try {
    const now = await currentSide(tab)
    const { side, name } = await make(now)
    const same = side.sql === now.sql
    openCompared(
      `Compare ${now.title.slice(0, 24)}`,
      side,
      now,
      same ? [snapshotsOf(side.at), snapshotsOf(now.at)] : [name ?? side.title, now.title],
    )
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

/** The same statement, every source that it reads one snapshot earlier. */
export function compareWithPrevious(id: string): Promise<void> {
  return compareCurrent(id, async (now) => {
    const all = await client.lake.snapshots({})
    const at = { ...now.at }
    let earlier = false
    for (const [source, snapshot] of Object.entries(now.at)) {
      const own = all
        .filter((one) => one.source === source)
        .sort((a, b) => (a.syncedAt < b.syncedAt ? 1 : -1))
      const previous = own[own.findIndex((one) => one.id === snapshot) + 1]
      if (!previous) continue
      at[source] = previous.id
      earlier = true
    }
    if (earlier) return { side: { ...now, at } }
    throw new AppError({
      code: 'SNAPSHOT_NONE',
      kind: 'input',
      message: 'What this reads has no earlier snapshot to compare with.',
    })
  })
}

/** The same statement with one source at a chosen snapshot. */
const compareAt = (id: string, source: string, snapshot: string) =>
  compareCurrent(id, async (now) => ({ side: { ...now, at: { ...now.at, [source]: snapshot } } }))

/** What the result of a tab can be compared with: earlier snapshots of its sources, and other results of the window. */
export function compareEntries(
  id: string,
  snapshots: readonly SnapshotInfo[],
  titles: ReadonlyMap<string, string>,
): MenuEntry[] {
  const { tabs } = useExplore.getState()
  const tab = tabs[id]
  const reads = chosenOf(tab)?.resolved?.reads.map(({ source }) => source)
  const sources = [...new Set(reads ?? snapshots.map(({ source }) => source))]
  const results = Object.values(tabs).flatMap((other) =>
    other.executions
      .filter((one) => one.state === 'done' && one.base !== null && one.id !== tab?.chosen)
      .map((execution): MenuItemSpec => {
        const name = `${titles.get(other.id) ?? 'query'}: ${oneLine(execution.sql)}`
        return {
          id: `result ${execution.id}`,
          label: name,
          detail: `${execution.base?.rows.toLocaleString('en-US')} rows × ${execution.base?.columns.length}`,
          run: () =>
            void compareCurrent(id, async () => {
              const side = sideOf(other, execution)
              if (side) return { side, name }
              throw new AppError({
                code: 'NO_RESULT',
                kind: 'input',
                message: 'That result is gone. Run it again.',
              })
            }),
        }
      }),
  )
  return [
    {
      id: 'previous',
      label: 'The previous snapshots',
      keys: 'Mod+K D',
      detail: 'The same query, one snapshot earlier',
      run: () => void compareWithPrevious(id),
    },
    ...sources.flatMap((source): MenuEntry[] => {
      const own = snapshots.filter((one) => one.source === source)
      if (own.length < 2) return []
      return [
        {
          heading: source,
          items: own.slice(0, 30).map(({ id: snapshot, syncedAt, latest }) => ({
            id: `${source}@${snapshot}`,
            label: `${short(snapshot)}${latest ? ', latest' : ''}`,
            detail: `${formatInstant(syncedAt)} UTC`,
            run: () => void compareAt(id, source, snapshot),
          })),
        },
      ]
    }),
    ...(results.length > 0 ? [{ heading: 'Other results', items: results.slice(0, 30) }] : []),
  ]
}
