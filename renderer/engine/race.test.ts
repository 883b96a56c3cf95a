import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError, inputError } from '#shared/errors.ts'
import { headStart, roughBytes } from './known.ts'
import { pageCache } from './pages.ts'
import { type Race, race } from './race.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A runner that ends after `ms` and remembers when it was started and whether it was cancelled. */
function runner(ms: number, outcome: string | Error) {
  const state = { started: -1, cancelled: false }
  const begin = Date.now()
  const run = (signal: AbortSignal) => {
    state.started = Date.now() - begin
    signal.addEventListener('abort', () => {
      state.cancelled = true
    })
    return new Promise<string>((resolve, reject) =>
      setTimeout(() => (typeof outcome === 'string' ? resolve(outcome) : reject(outcome)), ms),
    )
  }
  return { run, state }
}

const decisive = (error: unknown) => error instanceof AppError && error.kind === 'input'

async function outcome(
  first: ReturnType<typeof runner>,
  second: ReturnType<typeof runner>,
  change: Partial<Race<string>> = {},
) {
  const discarded: string[] = []
  const result = race<string>({
    first: first.run,
    second: second.run,
    headStart: 400,
    decisive,
    discard: (late) => void discarded.push(late),
    ...change,
  }).then(
    (won) => won.result,
    (error) => error.code as string,
  )
  await vi.runAllTimersAsync()
  return { result: await result, discarded }
}

const wasmError = new Error('no such function')
const sqlError = inputError('SQL_ERROR', 'no such column')
const gone = new AppError({ code: 'MAIN_UNREACHABLE', kind: 'remote', message: 'gone' })

describe('the race', () => {
  test('a quick first answers alone', async () => {
    const [first, second] = [runner(100, 'first'), runner(100, 'second')]
    expect(await outcome(first, second)).toEqual({ result: 'first', discarded: [] })
    expect(second.state.started).toBe(-1)
  })

  test('second starts after the head start; the loser is cancelled and its late result freed', async () => {
    const [first, second] = [runner(5000, 'first'), runner(100, 'second')]
    expect(await outcome(first, second)).toEqual({ result: 'second', discarded: ['first'] })
    expect(second.state.started).toBe(400)
    expect(first.state.cancelled).toBe(true)
  })

  test('second starts at once when first is known to be long, and when first fails', async () => {
    const late = runner(100, 'second')
    await outcome(runner(300, 'first'), late, { headStart: 0 })
    expect(late.state.started).toBe(0)
    const saved = runner(100, 'second')
    expect((await outcome(runner(50, wasmError), saved)).result).toBe('second')
    expect(saved.state.started).toBe(50)
  })

  test('an error counts when second has it as well, and at once when it would be anyone’s', async () => {
    expect((await outcome(runner(50, wasmError), runner(50, sqlError))).result).toBe('SQL_ERROR')
    expect((await outcome(runner(9000, 'first'), runner(50, sqlError))).result).toBe('SQL_ERROR')
    expect((await outcome(runner(9000, 'first'), runner(50, gone))).result).toBe('first')
    expect((await outcome(runner(50, sqlError), runner(50, gone))).result).toBe('SQL_ERROR')
  })

  test('a cancel reaches both', async () => {
    const controller = new AbortController()
    const [first, second] = [runner(5000, 'first'), runner(5000, 'second')]
    setTimeout(() => controller.abort(), 1000)
    const { result, discarded } = await outcome(first, second, { signal: controller.signal })
    expect(result).toBe('CANCELLED')
    expect(discarded).toEqual(['first', 'second'])
    expect([first.state.cancelled, second.state.cancelled]).toEqual([true, true])
  })
})

test('the head start is none for what was long, large, or reads much', () => {
  expect(headStart(undefined, 1000)).toBe(400)
  expect(headStart({ wasmMs: 20, bytes: 1000 }, 1000)).toBe(400)
  expect(headStart({ wasmMs: 150, bytes: 1000 }, 1000)).toBe(0)
  expect(headStart({ wasmMs: 20, bytes: 1e9 }, 1000)).toBe(0)
  expect(headStart(undefined, 2e8)).toBe(0)
  expect(roughBytes([{ type: 'INTEGER' }, { type: 'VARCHAR' }], 10)).toBe(280)
})

test('pages are fetched once, the last used are kept, a failed one is asked for again', async () => {
  const asked: number[] = []
  const pages = pageCache(async (from) => {
    asked.push(from)
    if (from === 13) throw new Error('no')
    return { from, columns: [] }
  }, 2)
  await Promise.all([pages.get(0, 10), pages.get(0, 10)])
  await pages.get(10, 10)
  await pages.get(0, 10)
  await pages.get(20, 10)
  await pages.get(0, 10)
  await pages.get(10, 10)
  expect(asked).toEqual([0, 10, 20, 10])
  await expect(pages.get(13, 1)).rejects.toThrow('no')
  await expect(pages.get(13, 1)).rejects.toThrow('no')
  expect(asked.filter((from) => from === 13)).toHaveLength(2)
})
