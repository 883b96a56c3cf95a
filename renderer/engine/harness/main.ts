import type { NativeHandle } from '#shared/contract/engine.ts'
import { AppError, type AppErrorData, toAppError } from '#shared/errors.ts'
import type { ResultHandle } from '../handle.ts'
import type { NativeApi } from '../native.ts'
import { createEnginePair } from '../pair.ts'
import { profileResult } from '../profile.ts'

/** The engine pair on a page of its own, for tests: native answers over plain HTTP from the test's server. */

async function ask<Answer>(path: string, input: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    body: JSON.stringify(input),
    ...(signal && { signal }),
  })
  const answer = await response.json()
  if (!response.ok) throw AppError.fromData(answer as AppErrorData)
  return answer as Answer
}

async function* done(path: string, input: unknown, signal?: AbortSignal) {
  yield { type: 'done' as const, result: await ask<NativeHandle>(path, input, signal) }
}

const native = {
  run: async (input: unknown, options?: { signal?: AbortSignal }) =>
    done('/native/run', input, options?.signal),
  derive: async (input: unknown, options?: { signal?: AbortSignal }) =>
    done('/native/derive', input, options?.signal),
  keep: async (input: unknown, options?: { signal?: AbortSignal }) =>
    done('/native/keep', input, options?.signal),
  page: (input: unknown) => ask('/native/page', input),
  over: (input: unknown) => ask('/native/over', input),
  close: (input: unknown) => ask('/native/close', input),
} as unknown as NativeApi

const pair = createEnginePair({
  fetchImage: async (key, signal) => {
    const response = await fetch(`/images/${key}`, signal ? { signal } : {})
    return new Uint8Array(await response.arrayBuffer())
  },
  native,
})

const workers: Worker[] = []
const RealWorker = globalThis.Worker
globalThis.Worker = class extends RealWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options)
    workers.push(this)
  }
}

const events: string[] = []
pair.onEvent((event) => void events.push(`${event.engine} ${event.type}`))

const lab = {
  pair,
  profileResult,
  events,
  workers,
  handles: new Map<string, ResultHandle>(),
  /** An error as plain data, since only that reaches the test. */
  failure: async (step: () => Promise<unknown>) => {
    try {
      await step()
      return null
    } catch (thrown) {
      return toAppError(thrown).toData()
    }
  },
}

export type Lab = typeof lab

declare global {
  interface Window {
    lab: Lab
  }
}

window.lab = lab
