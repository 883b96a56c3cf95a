import { lineColumn } from '#shared/sql/index.ts'
import { callsInSql, callsInText } from './calls.ts'
import type { SourceFile } from './parse.ts'

/** Where a transform is called in the files: one entry a file and line. Comments and texts of SQL do not count. */
export function usedBy(
  name: string,
  files: readonly SourceFile[],
  definition: string,
): { file: string; line: number }[] {
  return files.flatMap(({ path, text }) => {
    // The definition calls itself only in its header's examples and tests.
    if (path === definition) return []
    const calls = path.endsWith('.sql') ? callsInSql(name, text) : callsInText(name, text)
    const lines = new Set(calls.map(({ from }) => lineColumn(text, from).line))
    return [...lines].map((line) => ({ file: path, line }))
  })
}
