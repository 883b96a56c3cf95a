import { expect, test } from 'vitest'
import type { Progress } from '#shared/progress.ts'
import { progressLine } from './print.ts'

function logOf(events: Progress[]): string[] {
  const lines: string[] = []
  const log = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream
  const progress = progressLine(log)
  for (const event of events) progress.show(event)
  return lines
}
const step = (phase: string, detail?: string): Progress => ({
  phase,
  done: 0,
  total: 5,
  unit: 'steps',
  ...(detail !== undefined && { detail }),
})

test('a log is told each step once, as a line that stands for itself', () => {
  const events = [
    step('Sync June'),
    { phase: 'Fetch', done: 1, total: 9, unit: 'objects', detail: 'flights' } as const,
    step('Run mean as of 0c20199'),
    { phase: 'Measure', done: 0, total: 3, unit: 'metrics', detail: 'mae' } as const,
    step('Run mean as of 0c20199'),
    step('Test', 'late_share'),
  ]
  expect(logOf(events)).toEqual(['Sync June\n', 'Run mean as of 0c20199\n', 'Test late_share\n'])
})

test('of work without steps a log is told the phases', () => {
  const run = { phase: 'Run', done: 1, total: 2, unit: 'cells', detail: 'mean' } as const
  const measure = { phase: 'Measure', done: 0, total: 1, unit: 'metrics', detail: 'mae' } as const
  expect(logOf([run, measure, run, measure])).toEqual(['Run\n', 'Measure\n'])
})
