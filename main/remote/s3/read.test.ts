import { expect, test } from 'vitest'
import { ObjectLost } from '../types.ts'
import {
  afterEachTest,
  bytesOf,
  listed,
  never,
  object,
  refuse,
  remoteAt,
  serve,
  serveBucket,
  serveS3rver,
  tagOf,
  thrownBy,
} from './testing.ts'

const done = afterEachTest()

async function bucket(objects: Record<string, string>, before?: Parameters<typeof serveBucket>[1]) {
  const all = new Map(Object.entries(objects))
  const server = await serveBucket(all, before)
  done.push(server.close)
  return { ...server, objects: all }
}

async function raw(...args: Parameters<typeof serve>) {
  const server = await serve(...args)
  done.push(server.close)
  return server
}

const lost = (message: string, again: boolean) => ({ constructor: ObjectLost, message, again })
const broken = lost('the connection broke off before its end', true)
const failed = async (work: () => Promise<unknown>) => {
  const thrown = await thrownBy(work)
  return { ...(thrown as object), constructor: thrown?.constructor, message: (thrown as Error).message }
}

test('reads the whole and a range from s3rver', async () => {
  const server = await serveS3rver()
  done.push(server.close)
  await server.put({ 'in/a b+c.csv': 'zero,one,two', 'in/empty': '' })
  Object.assign(process.env, server.credentials)
  delete process.env.AWS_SESSION_TOKEN
  const remote = remoteAt(server.endpoint, { prefix: 'in' })
  const [item, empty] = await listed(remote)
  if (!item || 'left' in item || !empty || 'left' in empty) throw new Error('Not listed')

  const { bytes, ...whole } = await remote.read(item, null, never)
  // The listing knows parts of a second, the header of an answer does not.
  const mtime = Math.floor((item.mtime ?? 0) / 1000) * 1000
  expect(whole).toEqual({ size: 12, mtime, tag: tagOf('zero,one,two'), partial: false })
  expect(await bytesOf(bytes)).toBe('zero,one,two')

  const part = await remote.read(item, { from: 5, to: 8 }, never)
  expect(part).toMatchObject({ size: 12, mtime, partial: true })
  expect(await bytesOf(part.bytes)).toBe('one')
  const past = await remote.read(item, { from: 9, to: 1000 }, never)
  expect(await bytesOf(past.bytes)).toBe('two')
  expect(await bytesOf((await remote.read(empty, null, never)).bytes)).toBe('')

  await server.put({ 'in/a b+c.csv': 'another' })
  expect(await failed(() => remote.read(item, null, never))).toMatchObject(
    lost('it changed during the sync', true),
  )
})

test('signs hostile and odd keys as they are sent', async () => {
  const keys = ['../up', 'a/./b', 'a//b', '/abs', "!'()*~", 'a+b c', '%41', 'é\u{1F600}', '\u0001\n', '?#&=']
  const { endpoint } = await bucket(Object.fromEntries(keys.map((key) => [key, `of ${key}`])))
  const remote = remoteAt(endpoint)
  for (const key of keys) {
    expect(await bytesOf((await remote.read(object(key), null, never)).bytes)).toBe(`of ${key}`)
  }
})

test('tells a removed object from a changed one', async () => {
  const { endpoint, objects, requests } = await bucket({ a: 'one', b: 'two' })
  const remote = remoteAt(endpoint)
  expect(await failed(() => remote.read(object('gone'), null, never))).toMatchObject(
    lost('it was removed during the sync', false),
  )
  objects.set('a', 'another')
  const changed = lost('it changed during the sync', true)
  expect(await failed(() => remote.read(object('a', tagOf('one')), null, never))).toMatchObject(changed)
  expect(requests.at(-1)?.headers['if-match']).toBe(tagOf('one'))
  expect(await failed(() => remote.read(object('b'), { from: 9, to: 12 }, never))).toMatchObject(changed)
  // An empty range cannot be asked for.
  expect(await remote.read(object('b'), { from: 1, to: 1 }, never)).toMatchObject({ partial: false, size: 3 })
})

test.each([
  [403, 'AccessDenied', 'it may not be read (AccessDenied)'],
  [403, 'InvalidObjectState', 'it is archived and has to be restored first'],
  [400, 'InvalidRequest', 'it cannot be read (InvalidRequest)'],
])('says why one object cannot be had: %i %s', async (status, code, message) => {
  const { endpoint } = await raw((_, response) => refuse(response, status, code))
  expect(await failed(() => remoteAt(endpoint).read(object('a'), null, never))).toMatchObject(
    lost(message, false),
  )
})

test.each([
  [404, 'NoSuchBucket', 'REMOTE_MISSING'],
  [403, 'InvalidAccessKeyId', 'REMOTE_REFUSED'],
  [400, 'ExpiredToken', 'REMOTE_REFUSED'],
  [403, 'RequestTimeTooSkewed', 'REMOTE_REFUSED'],
  [503, 'SlowDown', 'REMOTE_BUSY'],
])('does not blame the object for its remote: %i %s', async (status, answer, code) => {
  const { endpoint } = await raw((_, response) => refuse(response, status, answer))
  expect(await thrownBy(() => remoteAt(endpoint).read(object('a'), null, never))).toMatchObject({
    kind: 'remote',
    code,
  })
})

test('gives the whole when the server knows no ranges', async () => {
  const { endpoint } = await raw((_, response) => response.end('whole'))
  const body = await remoteAt(endpoint).read(object('a'), { from: 1, to: 2 }, never)
  expect(body.partial).toBe(false)
  expect(await bytesOf(body.bytes)).toBe('whole')
})

test('takes no other range than it asked for', async () => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-4/9' })
    response.end('12345')
  })
  expect(await thrownBy(() => remoteAt(endpoint).read(object('a'), { from: 1, to: 6 }, never))).toMatchObject(
    {
      code: 'REMOTE_WRONG',
    },
  )
})

test('notices a body that breaks off, with and without a length', async () => {
  for (const headers of [{ 'content-length': 1_000_000 }, {}]) {
    const { endpoint } = await raw((_, response) => {
      response.writeHead(200, headers)
      response.write('x'.repeat(1000), () => setTimeout(() => response.destroy(), 20))
    })
    const { bytes } = await remoteAt(endpoint).read(object('a'), null, never)
    expect(await failed(() => bytesOf(bytes))).toMatchObject(broken)
  }
})

test('notices a range that is shorter than it says', async () => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-9/20' })
    response.end('12345')
  })
  const { bytes } = await remoteAt(endpoint).read(object('a'), { from: 0, to: 10 }, never)
  expect(await failed(() => bytesOf(bytes))).toMatchObject(broken)
})

test('notices a body that falls silent', async () => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(200, { 'content-length': 10 })
    response.write('12345')
  })
  const remote = remoteAt(endpoint, {}, { timeouts: { connect: 1000, silence: 300 } })
  const { bytes } = await remote.read(object('a'), null, never)
  expect(await failed(() => bytesOf(bytes))).toMatchObject(broken)
})

test('streams, and ends at once when it is cancelled amid a body', async () => {
  let sent = 0
  const { endpoint } = await raw((_, response) => {
    response.writeHead(200, { 'content-length': 1e12 })
    const chunk = Buffer.alloc(65_536)
    const more = () => {
      do sent += chunk.length
      while (response.write(chunk))
    }
    response.on('drain', more)
    more()
  })
  const remote = remoteAt(endpoint)
  const controller = new AbortController()
  const reason = new Error('enough')
  const { bytes } = await remote.read(object('a'), null, controller.signal)
  let got = 0
  const thrown = await thrownBy(async () => {
    for await (const chunk of bytes) {
      got += chunk.length
      if (got >= 1_000_000 && !controller.signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 200))
        // Nobody took more, so the server could not send much more.
        expect(sent).toBeLessThan(20_000_000)
        controller.abort(reason)
      }
    }
  })
  expect(thrown).toBe(reason)
  expect(await thrownBy(() => remote.read(object('a'), null, controller.signal))).toBe(reason)
})

test('is cancelled while it waits for an answer, for its next try and for a silent body', async () => {
  const reason = new Error('enough')
  const cancelled = async (endpoint: string, whole: boolean) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 100)
    const remote = remoteAt(
      endpoint,
      {},
      { patience: { attempts: 5, delay: () => 60_000 }, timeouts: { connect: 60_000, silence: 60_000 } },
    )
    const began = performance.now()
    const thrown = await thrownBy(async () => {
      const { bytes } = await remote.read(object('a'), null, controller.signal)
      if (whole) await bytesOf(bytes)
    })
    expect(performance.now() - began).toBeLessThan(5000)
    return thrown
  }
  const silent = await raw(() => {})
  expect(await cancelled(silent.endpoint, false)).toBe(reason)
  const busy = await raw((_, response) => refuse(response, 503, 'SlowDown'))
  expect(await cancelled(busy.endpoint, false)).toBe(reason)
  const half = await raw((_, response) => {
    response.writeHead(200, { 'content-length': 10 })
    response.write('12345')
  })
  expect(await cancelled(half.endpoint, true)).toBe(reason)
})

test('a reader that stops early lets go of the connection', async () => {
  let closed = () => {}
  const gone = new Promise<void>((resolve) => {
    closed = resolve
  })
  const { endpoint } = await raw((_, response) => {
    response.on('close', closed)
    response.writeHead(200, { 'content-length': 1e9 })
    response.write(Buffer.alloc(1000))
  })
  const { bytes } = await remoteAt(endpoint).read(object('a'), null, never)
  for await (const _ of bytes) break
  await gone
})
