import { createHash } from 'node:crypto'
import { DuckDBInstance } from '@duckdb/node-api'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { HandlerWork } from '../../../worker/index.ts'

/**
 * The digest of an image's logical content: tables, columns with types and rows in their order, whatever wrote the
 * file and however it is laid out.
 */
export async function imageDigest({ path }: { path: string }, work: HandlerWork): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const hash = createHash('sha256')
  try {
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run(`ATTACH ${quoteText(path)} AS image (READ_ONLY)`)
    for (const table of ['data', 'rejects', 'objects']) {
      const described = (await connection.runAndReadAll(`DESCRIBE image.main.${table}`)).getRows()
      const columns = described.map(([name, type]) => [String(name), String(type)] as const)
      hash.update(`${JSON.stringify([table, columns])}\n`)
      const fields = columns.map(([name]) => `CAST(${quoteIdent(name)} AS VARCHAR)`).join(', ')
      const result = await connection.stream(
        `SELECT CAST(to_json([${fields}]) AS VARCHAR) FROM image.main.${table}`,
      )
      for await (const chunk of result) {
        work.signal.throwIfAborted()
        for (const text of chunk.getColumnValues(0)) hash.update(`${text}\n`)
      }
    }
    return hash.digest('hex')
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
