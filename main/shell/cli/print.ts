import type { Progress } from '#shared/progress.ts'
import { formatBytes, formatCount } from '#shared/quantity.ts'
import type { Cell } from '#shared/value.ts'

/** A column of a printed table; numbers stand at the right. */
export interface Column {
  title: string
  right?: boolean
}

/** Rows under their titles, as wide as they need. Control characters of data are shown and not obeyed. */
export function table(columns: Column[], rows: string[][]): string {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map(visible))
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] ?? ''))))
  const line = (row: string[]) =>
    columns
      .map(({ right }, index) => {
        const cell = row[index] ?? ''
        const space = ' '.repeat((widths[index] ?? 0) - width(cell))
        return right ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = cells
  return [line(head), widths.map((count) => '─'.repeat(count)).join('  '), ...body.map(line)].join('\n')
}

const width = (text: string): number => [...text].length

/** Text from outside as one line that a terminal does not obey. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is made visible
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) =>
    char === '\n' ? '⏎' : char === '\t' ? '→' : '\ufffd',
  )
}

/** A cell as a table shows it. */
export function cellText(cell: Cell): string {
  if (cell === null) return 'NULL'
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** Writes how far work has come: one line that is written over in a terminal, else a line a phase. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  let last = ''
  let shown = 0
  const said = new Set<string>()
  let hasSteps = false
  return {
    show({ phase, done, total, unit, detail }: Progress): void {
      const step = unit === 'steps' && detail ? `${phase} ${detail}` : phase
      if (!stream.isTTY) {
        // A log is told each step once, and the phases of work that has no steps.
        if (said.has(step) || (unit !== 'steps' && hasSteps)) return
        hasSteps ||= unit === 'steps'
        said.add(step)
        stream.write(`${visible(step)}\n`)
        return
      }
      const now = Date.now()
      if (step === last && now - shown < 100) return
      last = step
      shown = now
      const amount = unit === 'bytes' ? formatBytes : formatCount
      const far = total === null ? amount(done) : `${amount(done)} of ${amount(total)}`
      const text = visible(`${phase} · ${far} ${unit === 'bytes' ? '' : unit}${detail ? ` · ${detail}` : ''}`)
      stream.write(`\r\u001b[2K${[...text].slice(0, (stream.columns ?? 80) - 1).join('')}`)
    },
    clear(): void {
      if (stream.isTTY && last !== '') stream.write('\r\u001b[2K')
      last = ''
    },
  }
}
