import type { CatalogueColumn, EngineSet, ImageRef, ResolvedStatement } from '#shared/contract/engine.ts'
import type { ColumnProfile } from '#shared/format/profile.ts'
import type { ProfiledColumn } from '#shared/profile/index.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import { client, follow } from '../../client/index.ts'
import {
  inBackground,
  type OverResult,
  overQuietly,
  profileResult,
  type ResultHandle,
  runQuietly,
} from '../../engine/index.ts'

/** What a contract says of a column, as far as a profile shows it. */
export type About = Partial<Pick<CatalogueColumn, 'unit' | 'meaning' | 'required' | 'bounds'>>

export interface TargetColumn extends ProfiledColumn {
  about: About
}

/** Rows that can be profiled: a result, or a source at one snapshot. */
export interface ProfileTarget {
  columns: TargetColumn[]
  rows: number
  /** Profiles of at most eight columns, in their order. Throws AppError. */
  profile(
    columns: readonly TargetColumn[],
    options: { exact: boolean; signal: AbortSignal },
  ): Promise<ColumnProfile[]>
  /** What is known without computing anything. */
  kept(): Promise<ColumnProfile[]>
  /** Answers a SELECT that sees the rows as `result`. Throws AppError. */
  ask(sql: string, signal: AbortSignal): Promise<OverResult>
}

const withAbout = (columns: readonly Column[], about: ReadonlyMap<string, About>): TargetColumn[] =>
  columns.map((column) => {
    const said = about.get(`${column.name} ${column.type}`) ?? {}
    return { ...column, about: said, ...(said.bounds && { bounds: said.bounds }) }
  })

const plain = ({ name, type, bounds }: TargetColumn): ProfiledColumn => ({
  name,
  type,
  ...(bounds && { bounds }),
})

/** A result as the grid shows it. Its profiles live as long as it. */
export function resultTarget(handle: ResultHandle, about: ReadonlyMap<string, About>): ProfileTarget {
  return {
    columns: withAbout(handle.columns, about),
    rows: handle.rows,
    profile: (columns, { exact, signal }) =>
      profileResult(
        { rows: handle.rows, over: (sql, stop) => overQuietly(handle, sql, stop) },
        columns.map(plain),
        { exact, signal },
      ),
    kept: async () => [],
    ask: (sql, signal) => overQuietly(handle, sql, signal),
  }
}

/** A source at the snapshot of an image of a set. */
export interface SourceRows {
  set: EngineSet
  image: ImageRef
  columns: CatalogueColumn[]
}

/** A source at the snapshot of its image. Its profiles are kept on this computer beside the image. */
export function sourceTarget({ set, image, columns }: SourceRows): ProfileTarget {
  // Only what is asked of several columns at once needs the rows here: on native, which works beside the window.
  let rows: Promise<ResultHandle> | null = null
  const handle = () => {
    rows ??= inBackground((signal) => runQuietly(wholeOf({ set, image }), { engine: 'native', signal }))
    rows.catch(() => {
      rows = null
    })
    return rows
  }
  const own = columns.map(({ name, type, ...about }) => ({
    name,
    type,
    about,
    ...(about.bounds && { bounds: about.bounds }),
  }))
  return {
    columns: own,
    rows: image.rows,
    profile: (asked, { exact, signal }) =>
      follow(
        (options) =>
          client.engine.profile({ set: set.id, image: image.key, columns: asked.map(plain), exact }, options),
        { signal },
      ),
    kept: async () => {
      const kept = await client.engine.keptProfiles({
        set: set.id,
        image: image.key,
        columns: own.map(({ name }) => name),
      })
      const bounds = new Map(own.map((column) => [column.name, column.bounds]))
      return kept.filter(({ name, bounds: held }) => {
        const asked = bounds.get(name)
        return held?.min === asked?.min && held?.max === asked?.max
      })
    },
    ask: async (sql, signal) => overQuietly(await handle(), sql, signal),
  }
}

/** All rows of an image as a statement. The set may mean another snapshot by the source's name. */
function wholeOf({ set, image: { source, snapshot, key } }: Omit<SourceRows, 'columns'>): ResolvedStatement {
  const first = set.images.find((one) => one.source === source)
  const view = first?.key === key ? source : `${source}@${snapshot}`
  return {
    set,
    sql: `SELECT * FROM ${quoteIdent(view)}`,
    stateful: false,
    steady: true,
    yieldsRows: true,
    reads: [{ source, snapshot }],
    wholeTable: view,
  }
}
