import type { At } from '#shared/contract/engine.ts'
import type { Column } from '#shared/value.ts'
import { plainLiteral } from '../edit-as-query.ts'
import { filterSql } from '../filters.ts'
import { openDraft } from '../open.ts'
import { derive } from '../run.ts'
import { nameInSql } from '../source-sql.ts'
import { executionOf } from '../store.ts'
import type { Filter } from '../types.ts'
import type { Clicks } from './column-facts.tsx'
import type { Shown } from './facts.ts'

const same = (one: Shown, other: Shown): boolean =>
  one.column === other.column &&
  one.op === other.op &&
  JSON.stringify(one.value) === JSON.stringify(other.value)

/** On the shown result a part is a filter; pressed again, it is none. */
export function filterClicks(id: string, executionId: string): Clicks {
  return {
    verb: 'Filter',
    show(shown) {
      const filters = executionOf(id, executionId)?.filters ?? []
      const others = filters.filter((filter) => !same(filter, shown))
      const next: Filter[] =
        others.length < filters.length ? others : [...filters, { id: crypto.randomUUID(), ...shown }]
      void derive(id, executionId, { filters: next })
    },
  }
}

/** A query of the rows of a source that a part stands for. */
export function sourceQuery(source: string, shown: Shown, columns: Column[]): string {
  const of = nameInSql(source)
  const sql = filterSql({ id: '', ...shown }, columns, { name: nameInSql, literal: plainLiteral })
  return `SELECT *\nFROM ${of}\nWHERE ${sql.replace(/\bFROM result\b/, () => `FROM ${of}`)}\nLIMIT 1000;\n`
}

/** Of a source a part is a query of its rows, which opens as a draft. */
export function queryClicks(source: string, columns: Column[], at: At): Clicks {
  return {
    verb: 'Query',
    show: (shown) =>
      openDraft(sourceQuery(source, shown, columns), {
        title: source,
        ...(Object.keys(at).length > 0 && { at }),
      }),
  }
}
