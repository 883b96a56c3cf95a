import { lineColumn } from '#shared/sql/index.ts'
import { callsIn } from './calls.ts'
import type { SourceFile } from './parse.ts'

export interface RenamedFile {
  path: string
  /** The whole file with the new name. */
  text: string
  /** The lines (from 1) that become others. */
  lines: { line: number; before: string; after: string }[]
}

/** The files in which a transform is defined, tested or called, as they are under its new name. */
export function renamedFiles(name: string, to: string, files: readonly SourceFile[]): RenamedFile[] {
  return files.flatMap((file) => {
    const calls = callsIn(name, file)
    if (calls.length === 0) return []
    const { path } = file
    // From the end, so that places before stay where they are.
    const text = [...calls]
      .sort((a, b) => b.from - a.from)
      .reduce((now, call) => now.slice(0, call.from) + to + now.slice(call.to), file.text)
    const [before, after] = [file.text.split('\n'), text.split('\n')]
    const numbers = [...new Set(calls.map(({ from }) => lineColumn(file.text, from).line))]
    const lines = numbers.map((line) => ({
      line,
      before: before[line - 1] ?? '',
      after: after[line - 1] ?? '',
    }))
    return [{ path, text, lines }]
  })
}
