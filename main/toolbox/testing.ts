import { DuckDBInstance } from '@duckdb/node-api'
import { inputError } from '#shared/errors.ts'
import type { Cell } from '#shared/value.ts'
import type { NativeClient } from '../engine/index.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Stand-in for the native process in this folder's tests. */
export async function testNative(): Promise<NativeClient> {
  const analysis = await (await DuckDBInstance.create()).connect()
  const error = (cause: unknown) => inputError('SQL_ERROR', (cause as Error).message)
  const open = async (statements: readonly string[]) => {
    const connection = await (await DuckDBInstance.create()).connect()
    await connection.run("SET TimeZone='UTC'")
    for (const statement of statements) await connection.run(statement)
    await connection.run('SET enable_external_access=false; SET lock_configuration=true')
    return connection
  }
  const plan = async (statements: readonly string[], sql: string) => {
    const connection = await open(statements)
    const text = (
      await connection.runAndReadAll(`SELECT json_serialize_plan($$${sql}$$::VARCHAR)`)
    ).getRows()[0]?.[0]
    return String(text).replaceAll(/"(query_location|alias|\w*_index)":("[^"]*"|\d+)/g, '')
  }
  const handlers: Record<string, (input: never) => Promise<unknown>> = {
    async analyse({ sql }: { sql: string }) {
      const quoted = `'${sql.replaceAll("'", "''")}'`
      const text = (
        await analysis.runAndReadAll(`SELECT json_serialize_sql(${quoted}::VARCHAR)`)
      ).getRows()[0]?.[0]
      const tree = JSON.parse(String(text)) as { error: boolean; error_message?: string } & {
        [key: string]: Json
      }
      if (tree.error) {
        if (String(tree.error_message).includes('Only SELECT'))
          return { tables: [], functions: [], selectLike: false, volatile: [] }
        throw inputError('SQL_SYNTAX', String(tree.error_message))
      }
      const tables = new Set<string>()
      const functions = new Set<string>()
      const named = new Set<string>()
      const walk = (node: Json) => {
        if (Array.isArray(node)) return node.forEach(walk)
        if (node === null || typeof node !== 'object') return
        if (node.type === 'BASE_TABLE') tables.add(String(node.table_name))
        if (typeof node.function_name === 'string') functions.add(node.function_name.toLowerCase())
        if (node.cte_map && typeof node.cte_map === 'object' && !Array.isArray(node.cte_map))
          for (const entry of (node.cte_map.map ?? []) as { key: string }[]) named.add(entry.key)
        Object.values(node).forEach(walk)
      }
      walk(tree)
      const volatile = [...functions].filter((name) => ['random', 'now', 'uuid', 'nextval'].includes(name))
      return {
        tables: [...tables].filter((name) => !named.has(name)),
        functions: [...functions],
        selectLike: true,
        volatile,
      }
    },
    async query({
      set,
      sql,
      limit = 10_000,
    }: {
      set: { statements: string[] }
      sql: string
      limit?: number
    }) {
      try {
        const reader = await (await open(set.statements)).runAndReadAll(sql)
        const types = reader.columnTypes().map(String)
        const rows = reader.getRowsJson().slice(0, limit) as Cell[][]
        return {
          columns: reader.columnNames().map((name, index) => ({ name, type: types[index] })),
          page: { from: 0, columns: types.map((_, index) => rows.map((row) => row[index] ?? null)) },
        }
      } catch (cause) {
        throw error(cause)
      }
    },
    async describe({ set, sql }: { set: { statements: string[] }; sql: string }) {
      try {
        const reader = await (await open(set.statements)).runAndReadAll(`SELECT * FROM (${sql}\n) LIMIT 0`)
        return reader
          .columnNames()
          .map((name, index) => ({ name, type: String(reader.columnTypes()[index]) }))
      } catch (cause) {
        throw error(cause)
      }
    },
    async samePlan({ set, a, b }: { set: { statements: string[] }; a: string; b: string }) {
      const [one, two] = [await plan(set.statements, a), await plan(set.statements, b)]
      return { same: one === two, why: '' }
    },
  }
  return {
    call: (name: string, input: never) => (handlers[name] as (input: never) => Promise<unknown>)(input),
    onRestart: () => undefined,
    close: () => undefined,
  } as unknown as NativeClient
}
