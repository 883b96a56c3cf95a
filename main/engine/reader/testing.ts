import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { readFile } from './read.ts'
import type { ReadFile, ReadResult } from './types.ts'

const roomy = { memory: 64 * 2 ** 30, written: 2 ** 30, time: 600_000 }

/** Reads a file in this process; answers the rows of each table as JSON, beside what the reader says. */
export async function readHere(
  file: string,
  more: Partial<ReadFile> = {},
): Promise<ReadResult & { rows: unknown[][][]; rejected: unknown[][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'lakebench-read-'))
  const name = file.slice(file.lastIndexOf('/') + 1)
  const input = { file, name, options: {}, tables: null, folder, bounds: roomy, ...more }
  const result = await readFile(input, { signal: new AbortController().signal, onProgress: () => undefined })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows: unknown[][][] = []
  let rejected: unknown[][] = []
  for (const [index, { image }] of result.tables.entries()) {
    await connection.run(`ATTACH '${join(folder, image)}' AS t${index} (READ_ONLY)`)
    const all = async (table: string) =>
      (await connection.runAndReadAll(`SELECT * FROM t${index}.main.${table}`)).getRowsJson()
    rows.push(await all('data'))
    rejected = [...rejected, ...(await all('rejects'))]
  }
  connection.closeSync()
  instance.closeSync()
  return { ...result, rows, rejected }
}

/** A Python that has pandas, openpyxl, pyarrow and duckdb, or why there is none. */
export function pythonWithTables(): { python: string } | { missing: string } {
  for (const python of [process.env.LAKEBENCH_TEST_PYTHON, 'python3', 'python']) {
    if (!python || (python.includes('/') && !existsSync(python))) continue
    try {
      execFileSync(python, ['-c', 'import pandas, openpyxl, pyarrow, duckdb'], { stdio: 'ignore' })
      return { python }
    } catch {
      // the next one may have them
    }
  }
  return { missing: 'no Python with pandas, openpyxl, pyarrow and duckdb (LAKEBENCH_TEST_PYTHON names one)' }
}
