import { expect, test } from 'vitest'
import { createBackground } from './background.ts'

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves with `result` after a while, unless it is stopped. */
const work = (signal: AbortSignal, result: string) =>
  new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => resolve(result), 50)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('stopped'))
    })
  })

test('a task stops when the user does something, and begins again when that has ended', async () => {
  const background = createBackground()
  const heard: string[] = []
  let begun = 0
  const done = background
    .run((signal) => {
      begun += 1
      heard.push('begun')
      return work(signal, 'profile')
    })
    .then((result) => heard.push(result))
  await later(10)
  await background.use(async () => {
    await later(100)
    heard.push('answered')
  })
  await done
  expect(begun).toBe(2)
  expect(heard).toEqual(['begun', 'answered', 'begun', 'profile'])
})

test('an error is an error, and an abort ends it', async () => {
  const background = createBackground()
  await expect(background.run(() => Promise.reject(new Error('no such column')))).rejects.toThrow(
    'no such column',
  )
  const controller = new AbortController()
  const running = background.run((signal) => work(signal, 'never'), controller.signal)
  await later(5)
  controller.abort()
  await expect(running).rejects.toThrow('stopped')
  await expect(background.run(async () => 1, AbortSignal.abort())).rejects.toMatchObject({
    kind: 'cancelled',
  })
})
