import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { createApp } from './app.ts'

it('starts no worker once it is closed, so that the process can end', async () => {
  const started: string[] = []
  const app = createApp({
    home: tmpdir(),
    resources: tmpdir(),
    startWorker: (name) => {
      started.push(name)
      return { post: () => undefined, listen: () => undefined, close: () => undefined }
    },
  })
  const asked = app.native.call('query', {} as never).catch(({ kind }) => kind)
  app.close()
  expect(await asked).toBe('cancelled')
  // Such as the next step of work whose last one was cancelled just now.
  await expect(app.native.call('query', {} as never)).rejects.toMatchObject({ kind: 'cancelled' })
  expect(() => app.startWorker('reader')).toThrow()
  expect(started).toEqual(['native'])
})
