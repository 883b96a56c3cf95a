import { expect, test } from 'vitest'
import type { ResolvedStatement } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { ResultHandle } from '../engine/index.ts'
import { createResolver } from './resolver.ts'

const statement = (set: string, more: Partial<ResolvedStatement> = {}): ResolvedStatement => ({
  set: { id: set.repeat(64), images: [], statements: [] },
  sql: 'SELECT 1',
  stateful: false,
  steady: true,
  yieldsRows: true,
  reads: [],
  wholeTable: null,
  ...more,
})
const input = { sql: 'SELECT 1', at: {}, params: {}, types: {} }

/** A main whose answer can change, and an engine that notes what it runs and what is closed. */
function world() {
  const state = {
    now: statement('a'),
    refusal: null as AppError | null,
    ran: [] as string[],
    closed: [] as string[],
  }
  const resolver = createResolver(async () => {
    await new Promise((done) => setTimeout(done, 2))
    if (state.refusal) throw state.refusal
    return structuredClone(state.now)
  })
  const run = async ({ set }: ResolvedStatement, signal: AbortSignal) => {
    const name = set.id.slice(0, 1)
    state.ran.push(name)
    await new Promise((done) => setTimeout(done, 1))
    signal.throwIfAborted()
    return { rows: state.ran.length, close: async () => void state.closed.push(name) } as ResultHandle
  }
  const ask = () => resolver(input, run, { signal: new AbortController().signal })
  return { state, ask, run, resolver }
}

test('what was resolved before starts before main has answered, and runs once', async () => {
  const { state, ask } = world()
  await ask()
  const second = ask()
  expect(state.ran).toEqual(['a', 'a'])
  expect((await second).resolved).toEqual(statement('a'))
  expect(state.ran).toEqual(['a', 'a'])
})

test('when main says otherwise, only what it says counts', async () => {
  const { state, ask } = world()
  await ask()
  state.now = statement('b')
  const { resolved, handle } = await ask()
  expect(resolved).toEqual(statement('b'))
  expect(handle.rows).toBe(3)
  await new Promise((done) => setTimeout(done, 10))
  expect(state.ran).toEqual(['a', 'a', 'b'])
})

test('a refusal by main ends what was begun', async () => {
  const { state, ask } = world()
  await ask()
  state.refusal = new AppError({ code: 'SOURCE_NOT_SYNCED', kind: 'input', message: 'It is not here.' })
  await expect(ask()).rejects.toMatchObject({ code: 'SOURCE_NOT_SYNCED' })
})

test.each([{ stateful: true }, { yieldsRows: false }])(
  'what changes something waits for main: %j',
  async (more) => {
    const { state, ask } = world()
    state.now = statement('a', more)
    await ask()
    const second = ask()
    expect(state.ran).toEqual(['a'])
    await second
    expect(state.ran).toEqual(['a', 'a'])
  },
)

test('a set that main knew only after it was asked is run again', async () => {
  const { state, resolver, run } = world()
  const signal = new AbortController().signal
  await resolver(input, run, { signal })
  let first = true
  const { handle } = await resolver(
    input,
    async (...given) => {
      if (first) {
        first = false
        throw new AppError({ code: 'SET_UNKNOWN', kind: 'failed', message: 'Run it again.' })
      }
      return run(...given)
    },
    { signal },
  )
  expect(handle.rows).toBe(2)
  expect(state.ran).toEqual(['a', 'a'])
})
