import { describe, expect, it } from 'vitest'
import { connectWorker, type Handlers, type Port } from './index.ts'

/** A worker that takes calls and answers none. */
function deafWorkers() {
  const posted: unknown[][] = []
  const start = (): Port => {
    const messages: unknown[] = []
    posted.push(messages)
    return {
      post: (message) => void messages.push(message),
      listen: () => undefined,
      close: () => undefined,
    }
  }
  return { posted, start }
}

describe('a worker that was closed', () => {
  it('is not started again to be told that a call is cancelled', async () => {
    const { posted, start } = deafWorkers()
    const worker = connectWorker<Handlers>('native', start)
    const controller = new AbortController()
    const call = worker.call('query', {}, { signal: controller.signal }).catch(({ kind }) => kind)
    worker.close()
    controller.abort()
    expect(await call).toBe('cancelled')
    expect(posted).toEqual([[{ id: 0, name: 'query', input: {} }]])
  })

  it('rejects calls when the host starts none any more', async () => {
    const worker = connectWorker<Handlers>('native', () => {
      throw new Error('closed')
    })
    await expect(worker.call('query', {})).rejects.toThrow('closed')
  })
})
