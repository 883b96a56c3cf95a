import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { electronWorkers } from './workers.ts'

class FakeProcess extends EventEmitter {
  posted: unknown[] = []
  kills = 0
  started: boolean
  constructor(started: boolean) {
    super()
    this.started = started
  }
  postMessage(message: unknown) {
    this.posted.push(message)
  }
  kill() {
    this.kills += 1
    return this.started
  }
}

let programs: string
beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'lakebench-workers-'))
  writeFileSync(
    join(programs, 'git.js'),
    "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m))",
  )
})
afterEach(() => rmSync(programs, { recursive: true, force: true }))

function start(child: FakeProcess) {
  const forks: unknown[][] = []
  const fork = (...args: unknown[]) => {
    forks.push(args)
    return child
  }
  return { forks, workers: electronWorkers(programs, { fork } as never) }
}

test('engines are processes', () => {
  const child = new FakeProcess(true)
  const { forks, workers } = start(child)
  const port = workers('native')
  expect(forks).toEqual([
    [
      join(programs, 'native.js'),
      [],
      {
        serviceName: 'Lakebench native',
        stdio: 'inherit',
        execArgv: [],
        env: expect.objectContaining({ UV_THREADPOOL_SIZE: '16' }),
      },
    ],
  ])
  const heard: unknown[] = []
  const ends: string[] = []
  port.listen(
    (message) => heard.push(message),
    (why) => ends.push(why),
  )
  port.post({ id: 1, rows: 3n })
  child.emit('message', { id: 1 })
  child.emit('error', 'FatalError', 'v8', '{}')
  child.emit('exit', 5)
  expect([child.posted, heard, ends]).toEqual([[{ id: 1, rows: 3n }], [{ id: 1 }], ['FatalError in v8']])
  port.close()
  expect(child.kills).toBe(1)
})

test('a process that has not started is ended when it has', () => {
  const child = new FakeProcess(false)
  start(child).workers('wasm').close()
  child.started = true
  child.emit('spawn')
  expect(child.kills).toBe(2)
})

test('the rest are threads', async () => {
  const { forks, workers } = start(new FakeProcess(true))
  const port = workers('git')
  const answer = new Promise((resolve) => port.listen(resolve, () => undefined))
  port.post({ a: 1n })
  expect(await answer).toEqual({ a: 1n })
  port.close()
  expect(forks).toEqual([])
})
