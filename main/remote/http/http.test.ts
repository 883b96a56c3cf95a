import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { connect, createServer as createTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Agent } from 'undici'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ObjectLost } from '../types.ts'
import { objectUrl, rootOf } from './address.ts'
import {
  closeAll,
  failure,
  listAll,
  never,
  object,
  open,
  pathsOf,
  serve,
  serveFiles,
  textOf,
} from './fixture.ts'
import { realEffects } from './request.ts'

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined)
  }
})
afterEach(async () => {
  await closeAll()
  vi.unstubAllEnvs()
})

const objects = ['a']

describe('a path', () => {
  const root = rootOf('https://host/lake?sig=secret#x')

  it('becomes an address part by part', () => {
    expect(objectUrl(root, 'a b/ü?#&+%.csv').href).toBe('https://host/lake/a%20b/%C3%BC%3F%23%26%2B%25.csv')
    expect(objectUrl(root, '%2e%2e/x').href).toBe('https://host/lake/%252e%252e/x')
    expect(objectUrl(root, 'https:/x:1').href).toBe('https://host/lake/https%3A/x%3A1')
  })

  it('leads nowhere out of the remote', async () => {
    for (const path of ['..', '../x', 'a/../../x', '//host/x', '/x', 'a\\..\\x', '', '.', 'a\0', '\ud800']) {
      expect(() => objectUrl(root, path), path).toThrow(ObjectLost)
    }
    const remote = open({ url: 'http://127.0.0.1:1', objects })
    expect(await failure(remote.read(object('../x'), null, never))).toBeInstanceOf(ObjectLost)
  })

  it('is read as the server names it', async () => {
    const { url, seen } = await serveFiles({ '/lake/a%20b/%252e%252e/%C3%BC%23.csv': 'text' })
    const remote = open({ url: `${url}/lake`, objects })
    expect(remote.address).toBe(`${url}/lake/`)
    expect(await textOf(await remote.read(object('a b/%2e%2e/ü#.csv'), null, never))).toBe('text')
    expect(seen[0]!.headers['accept-encoding']).toBe('identity')
  })
})

/** An object with a tag, ranges and conditions, as a store has it. */
function store(content: string, tag: () => string): RequestListener {
  return (request, response) => {
    const match = request.headers['if-match']
    if (match !== undefined && match !== tag()) return response.writeHead(412).end()
    const headers = { etag: tag(), 'last-modified': 'Wed, 01 May 2024 10:00:00 GMT' }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    if (!range) return response.writeHead(200, { ...headers, 'content-length': content.length }).end(content)
    const from = Number(range[1])
    if (from >= content.length) return response.writeHead(416).end()
    const part = content.slice(from, Number(range[2]) + 1)
    response
      .writeHead(206, {
        ...headers,
        'content-range': `bytes ${from}-${from + part.length - 1}/${content.length}`,
      })
      .end(part)
  }
}

describe('a read', () => {
  const found = { mtime: Date.parse('2024-05-01T10:00:00Z'), tag: '"1"', size: 10 }

  it('is of the whole or of a range', async () => {
    const { url } = await serve(store('0123456789', () => '"1"'))
    const remote = open({ url, objects })
    const whole = await remote.read(object('a'), null, never)
    expect(whole).toMatchObject({ ...found, partial: false })
    expect(await textOf(whole)).toBe('0123456789')
    const part = await remote.read(object('a', { tag: '"1"' }), { from: 2, to: 5 }, never)
    expect(part).toMatchObject({ ...found, partial: true })
    expect(await textOf(part)).toBe('234')
    expect(await textOf(await remote.read(object('a'), { from: 8, to: 50 }, never))).toBe('89')
    const none = await remote.read(object('a'), { from: 3, to: 3 }, never)
    expect(none.partial).toBe(false)
    await textOf(none)
  })

  it('is whole where the server knows no ranges', async () => {
    const { url } = await serveFiles({ '/a': '0123' })
    const body = await open({ url, objects }).read(object('a'), { from: 1, to: 2 }, never)
    expect(body).toMatchObject({ partial: false, tag: null, mtime: null })
    expect(await textOf(body)).toBe('0123')
  })

  it('keeps a weak tag as a hint, and sets no condition on it', async () => {
    const { url, seen } = await serve(store('01', () => 'W/"1"'))
    const remote = open({ url, objects })
    expect((await remote.read(object('a', { tag: 'W/"0"' }), null, never)).tag).toBe('W/"1"')
    expect((await remote.read(object('a', { tag: 'bare' }), null, never)).tag).toBe('W/"1"')
    expect(seen.map(({ headers }) => headers['if-match'])).toEqual([undefined, undefined])
  })

  it('of another object by now is lost, and worth another time', async () => {
    const { url, seen } = await serve(store('0123', () => '"2"'))
    const remote = open({ url, objects })
    const changed = { message: 'it changed during the sync', again: true }
    expect(await failure(remote.read(object('a', { tag: '"1"' }), null, never))).toMatchObject(changed)
    expect(await failure(remote.read(object('a'), { from: 9, to: 12 }, never))).toMatchObject(changed)
    expect(seen).toHaveLength(2)
    const careless = await serve((_, response) => response.writeHead(200, { etag: '"2"' }).end('x'))
    const other = open({ url: careless.url, objects })
    expect(await failure(other.read(object('a', { tag: '"1"' }), null, never))).toMatchObject(changed)
  })

  for (const [status, message] of [
    [404, 'it was removed during the sync'],
    [410, 'it was removed during the sync'],
    [403, 'it may not be read (403)'],
    [414, 'it cannot be read (414)'],
  ] as const) {
    it(`answered with ${status} is lost`, async () => {
      const { url } = await serve((_, response) => response.writeHead(status).end('no'))
      const error = await failure(open({ url, objects }).read(object('a'), null, never))
      expect(error).toBeInstanceOf(ObjectLost)
      expect(error).toMatchObject({ message, again: false })
    })
  }

  it('without credentials is refused', async () => {
    const { url } = await serve((_, response) => response.writeHead(401).end())
    const error = await failure(open({ url, objects }).read(object('a'), null, never))
    expect(error).toMatchObject({ code: 'REMOTE_REFUSED' })
  })

  it('answered with another part is refused', async () => {
    for (const range of ['bytes 0-1/4', 'bytes 1-1/4', 'multipart', '']) {
      const { url } = await serve((_, response) =>
        response.writeHead(206, { ...(range && { 'content-range': range }) }).end('01'),
      )
      const read = open({ url, objects }).read(object('a'), { from: 1, to: 3 }, never)
      expect(await failure(read), range).toMatchObject({ code: 'REMOTE_WRONG' })
    }
  })
})

/** A server that answers with bytes as they are, and then ends or resets the connection. */
async function raw(answer: string, end: 'end' | 'reset' | 'stay'): Promise<string> {
  const sockets: Socket[] = []
  const server = createTcp((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(answer, () => {
        if (end === 'end') socket.end()
        if (end === 'reset') setTimeout(() => socket.resetAndDestroy(), 50)
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

describe('a body that breaks off', () => {
  const short = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789'
  const broken: Record<string, [string, 'end' | 'reset' | 'stay']> = {
    'ends before its length': [short, 'end'],
    'is reset': [short, 'reset'],
    'goes silent': [short, 'stay'],
    'ends within a chunk': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n01234', 'end'],
    'has no last chunk': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n01\r\n', 'end'],
  }
  for (const [name, [answer, end]] of Object.entries(broken)) {
    it(`since it ${name}`, async () => {
      const url = await raw(answer, end)
      const body = await open({ url, objects }, { idle: 1000 }).read(object('a'), null, never)
      const error = await failure(textOf(body))
      expect(error).toBeInstanceOf(ObjectLost)
      expect(error).toMatchObject({ message: 'the connection broke off before its end', again: true })
    })
  }

  it('since a range is shorter than it says', async () => {
    const url = await raw(
      'HTTP/1.1 206 OK\r\ncontent-range: bytes 0-9/20\r\nconnection: close\r\n\r\n01234',
      'end',
    )
    const body = await open({ url, objects }).read(object('a'), { from: 0, to: 10 }, never)
    expect(await failure(textOf(body))).toMatchObject({ again: true })
  })

  it('is no failure while nobody reads it', async () => {
    const url = await raw(short, 'reset')
    await open({ url, objects }).read(object('a'), null, never)
    await new Promise((done) => setTimeout(done, 150))
  })
})

describe('a failure that may pass', () => {
  it('is tried again until it has passed', async () => {
    const answers = [503, 429, 500, 408]
    const { url, seen } = await serve((_, response) => {
      const status = answers.shift()
      if (status) return response.writeHead(status, { 'retry-after': '0' }).end('busy')
      response.end('well')
    })
    expect(await textOf(await open({ url, objects }).read(object('a'), null, never))).toBe('well')
    expect(seen).toHaveLength(5)
  })

  it('is told of after five tries', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(503, { 'retry-after': '86400' }).end(),
    )
    const error = await failure(open({ url, objects }).read(object('a'), null, never))
    expect(error).toMatchObject({ code: 'REMOTE_BUSY', kind: 'remote' })
    expect(seen).toHaveLength(5)
  })

  it('waits as long as it is asked to', async () => {
    let times = 0
    const { url } = await serve((_, response) => {
      if (++times > 1) return response.end('a')
      response.writeHead(429, { 'retry-after': '1' }).end()
    })
    const began = performance.now()
    expect(await pathsOf(open({ url, index: 'i' }, { longestWait: 30_000 }))).toEqual(['a'])
    expect(performance.now() - began).toBeGreaterThan(990)
  })

  it('waits no longer than until it is stopped', async () => {
    const { url } = await serve((_, response) => response.writeHead(503, { 'retry-after': '20' }).end())
    const stop = new AbortController()
    const read = open({ url, objects }, { longestWait: 30_000 }).read(object('a'), null, stop.signal)
    setTimeout(() => stop.abort('enough'), 100)
    await expect(read).rejects.toBe('enough')
  })

  it('may be the connection itself', async () => {
    const gone = createServer()
    await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done))
    const { port } = gone.address() as { port: number }
    await new Promise((done) => gone.close(done))
    const error = await failure(
      open({ url: `http://127.0.0.1:${port}`, objects }).read(object('a'), null, never),
    )
    expect(error).toMatchObject({
      code: 'REMOTE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    })

    let times = 0
    const { url } = await serve((request, response) => {
      if (++times < 3) return request.socket.destroy()
      response.end('well')
    })
    expect(await textOf(await open({ url, objects }).read(object('a'), null, never))).toBe('well')
  })

  it('may be silence before the answer', async () => {
    const { url, seen } = await serve(() => {})
    const remote = open({ url, objects }, { idle: 300, tries: 2 })
    expect(await failure(remote.read(object('a'), null, never))).toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect(seen).toHaveLength(2)
  })
})

describe('a redirect', () => {
  const to = (location: string, status = 302): RequestListener => {
    return (request, response) => {
      if (request.url === '/a') return response.writeHead(status, { location }).end('elsewhere')
      response.end(`read ${request.url}`)
    }
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`${status} is followed`, async () => {
      const { url, seen } = await serve(to('/b?c=1', status))
      const body = await open({ url, objects }, { token: () => 'tok' }).read(
        object('a', { tag: '"1"' }),
        { from: 0, to: 1 },
        never,
      )
      expect(await textOf(body)).toBe('read /b?c=1')
      expect(seen[1]!.headers).toMatchObject({ range: 'bytes=0-0', authorization: 'Bearer tok' })
    })
  }

  it('to another origin goes without the token', async () => {
    const other = await serve((_, response) => response.end('other'))
    const { url, seen } = await serve(to(`${other.url}/x`))
    const remote = open({ url, objects }, { token: () => 'tok' })
    expect(await textOf(await remote.read(object('a'), null, never))).toBe('other')
    expect(seen[0]!.headers.authorization).toBe('Bearer tok')
    expect(other.seen[0]!.headers.authorization).toBeUndefined()
  })

  it('is followed five times', async () => {
    const { url, seen } = await serve((request, response) => {
      const at = Number(new URL(request.url!, 'http://any').searchParams.get('at') ?? 0)
      if (at === 5) return response.end('here')
      response.writeHead(302, { location: `/a?at=${at + 1}` }).end()
    })
    expect(await textOf(await open({ url, objects }).read(object('a'), null, never))).toBe('here')
    expect(seen).toHaveLength(6)
    const endless = await serve((_, response) => response.writeHead(302, { location: '/a?sig=secret' }).end())
    const refused = await failure(open({ url: endless.url, objects }).read(object('a'), null, never))
    expect(refused).toMatchObject({ code: 'REMOTE_WRONG' })
    expect(inspect(refused)).not.toContain('secret')
    expect(endless.seen).toHaveLength(6)
  })

  for (const location of ['file:///etc/passwd', 'ftp://127.0.0.1/x', 'http://', 'data:text/plain,x']) {
    it(`to ${location} is refused`, async () => {
      const { url } = await serve(to(location))
      const error = await failure(open({ url, objects }).read(object('a'), null, never))
      expect(error).toMatchObject({ code: 'REMOTE_WRONG' })
    })
  }

  it('that says no place is refused', async () => {
    const { url } = await serve((_, response) => response.writeHead(301).end())
    expect(await failure(pathsOf(open({ url, listing: 's3' })))).toMatchObject({ code: 'REMOTE_WRONG' })
  })
})

describe('a token', () => {
  it('comes from the environment and stands in no error', async () => {
    const statuses = [401, 403, 404, 400, 503, 302]
    for (const status of statuses) {
      const { url, seen } = await serve((_, response) => response.writeHead(status).end())
      vi.stubEnv(
        'LAKEBENCH_HTTP_TOKENS',
        `https://data.example.org other, ${url} s3cr3t\nhttp://127.0.0.1:1 s3cr3t`,
      )
      const remote = open({ url, index: 'i' }, { ...environment, tries: 2 })
      const errors = [
        await failure(pathsOf(remote)),
        await failure(remote.read(object('a'), null, never)),
        await failure(
          open({ url: 'http://127.0.0.1:1', index: 'i' }, { ...environment, tries: 1 }).read(
            object('a'),
            null,
            never,
          ),
        ),
      ]
      expect(seen[0]!.headers.authorization).toBe('Bearer s3cr3t')
      for (const error of errors)
        expect(inspect(error, { depth: 12, showHidden: true })).not.toContain('s3cr3t')
    }
  })

  it('goes to the address that it is for, and to no other that a workspace names', async () => {
    const { url, seen } = await serveFiles({ '/a': 'x' })
    const others = [
      `${url.replace('127.0.0.1', 'localhost')} no`,
      `${url.replace('http:', 'https:')} no`,
      'no',
      ' no ',
    ]
    vi.stubEnv('LAKEBENCH_HTTP_TOKENS', others.join(','))
    await open({ url, objects }, environment).read(object('a'), null, never)
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it('that no header can hold is refused without being shown', async () => {
    const { url, seen } = await serveFiles({ '/a': 'x' })
    const error = await failure(
      open({ url, objects }, { token: () => 's3\ncr3t' }).read(object('a'), null, never),
    )
    expect(error).toMatchObject({ code: 'REMOTE_REFUSED' })
    expect(inspect(error)).not.toContain('cr3t')
    expect(seen).toEqual([])
  })
})
const environment = { token: realEffects.token }

describe('a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakebench-tls-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const tls = certificate(folder)
  const reason = tls ? '' : ' (skipped: no openssl)'

  it.skipIf(!tls)(`that nobody vouches for is refused at once${reason}`, async () => {
    const { url, seen } = await serve((_, response) => response.end('x'), tls!)
    let tries = 0
    const dispatcher = () => {
      tries++
      return new Agent()
    }
    for (const effects of [{}, { dispatcher }]) {
      const error = await failure(open({ url, objects }, effects).read(object('a'), null, never))
      expect(error).toMatchObject({
        code: 'REMOTE_TLS',
        message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      })
      expect(error.message).toContain('NODE_EXTRA_CA_CERTS')
    }
    expect(tries).toBe(1)
    expect(seen).toEqual([])
  })

  it.skipIf(!tls)(`of another host is refused${reason}`, async () => {
    const { port } = await serve((_, response) => response.end('x'), tls!)
    const dispatcher = () => new Agent({ connect: { ca: tls!.cert } })
    const remote = open({ url: `https://localhost:${port}`, objects }, { dispatcher })
    expect(await failure(remote.read(object('a'), null, never))).toMatchObject({
      code: 'REMOTE_TLS',
      details: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
  })

  it.skipIf(!tls)(`is missing where a server speaks plain http${reason}`, async () => {
    const { port } = await serveFiles({})
    const remote = open({ url: `https://127.0.0.1:${port}`, objects })
    expect(await failure(remote.read(object('a'), null, never))).toMatchObject({ code: 'REMOTE_TLS' })
  })

  it.skipIf(!tls)(`that is trusted serves, and no redirect leads to plain http${reason}`, async () => {
    const plain = await serve((_, response) => response.end('plain'))
    const { url } = await serve((request, response) => {
      if (request.url === '/b') return response.writeHead(307, { location: `${plain.url}/x` }).end()
      response.end('safe')
    }, tls!)
    const dispatcher = () => new Agent({ connect: { ca: tls!.cert } })
    const remote = open({ url, objects }, { dispatcher })
    expect(await textOf(await remote.read(object('a'), null, never))).toBe('safe')
    expect(await failure(remote.read(object('b'), null, never))).toMatchObject({
      code: 'REMOTE_WRONG',
      message: expect.stringContaining('from https to http'),
    })
    expect(plain.seen).toEqual([])
  })
})

/** A key and its own certificate, for 127.0.0.1 only; null without openssl. */
function certificate(folder: string): { key: string; cert: string } | null {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = '-x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=lake -addext subjectAltName=IP:127.0.0.1'
  try {
    execFileSync('openssl', ['req', ...made.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } catch {
    return null
  }
}

describe('a signal', () => {
  it('ends a body in its midst', async () => {
    let closed = false
    const { url } = await serve((_, response) => {
      response.on('close', () => {
        closed = true
      })
      response.write('x'.repeat(1000))
    })
    const stop = new AbortController()
    const { bytes } = await open({ url, objects }).read(object('a'), null, stop.signal)
    const reason = new Error('enough')
    setTimeout(() => stop.abort(reason), 50)
    const drain = async () => {
      for await (const _ of bytes);
    }
    await expect(drain()).rejects.toBe(reason)
    await vi.waitFor(() => expect(closed).toBe(true))
  })

  it('ends a request and a listing, and is not tried again', async () => {
    const { url, seen } = await serve(() => {})
    const stop = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => stop.abort(reason), 50)
    const remote = open({ url, index: 'i' })
    const both = await Promise.allSettled([
      remote.read(object('a'), null, stop.signal),
      listAll(remote, '**/*', stop.signal),
    ])
    expect(both).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    expect(await failure(remote.read(object('a'), null, stop.signal))).toBe(reason)
    expect(seen).toHaveLength(2)
  })
})

it('ends what is under way when it is closed', async () => {
  const { url } = await serve((_, response) => {
    response.write('x')
  })
  const remote = open({ url, objects })
  const body = await remote.read(object('a'), null, never)
  setTimeout(() => remote.close(), 50)
  expect(await failure(textOf(body))).toBeInstanceOf(ObjectLost)
})

it('lets go of the connection of a body that is left', async () => {
  const { url, seen } = await serve((_, response) => {
    response.write('x')
  })
  const { bytes } = await open({ url, objects }).read(object('a'), null, never)
  for await (const _ of bytes) break
  await vi.waitFor(() => expect(seen[0]!.socket.destroyed).toBe(true))
})

it('starts at most so many requests a second', async () => {
  const times: number[] = []
  const { url } = await serve((_, response) => {
    times.push(performance.now())
    response.end('x')
  })
  const remote = open({ url, objects, rate: 20 })
  const one = async () => textOf(await remote.read(object('a'), null, never))
  await Promise.all(Array.from({ length: 6 }, one))
  expect(times[5]! - times[0]!).toBeGreaterThan(200)
})

it('holds no more of a body than what is under way', async () => {
  let sent = 0
  const block = Buffer.alloc(1 << 16)
  const { url } = await serve((_, response) => {
    const write = () => {
      while (!response.destroyed) {
        sent += block.length
        if (!response.write(block)) return
      }
    }
    response.on('drain', write)
    write()
  })
  const { bytes } = await open({ url, objects }).read(object('a'), null, never)
  const chunks = bytes[Symbol.asyncIterator]()
  await chunks.next()
  await new Promise((done) => setTimeout(done, 300))
  // What lies in the buffers of the system between both ends is several megabytes.
  expect(sent).toBeLessThan(32 << 20)
  await chunks.return?.()
})

describe('a proxy', () => {
  it('of plain http is asked in its own form, except for what is no matter of it', async () => {
    const target = await serveFiles({ '/a': 'direct' })
    const proxy = await serve((request, response) => response.end(`by proxy: ${request.url}`))
    vi.stubEnv('HTTP_PROXY', proxy.url)
    const url = 'http://lake.example:81'
    const read = async (of: string) => textOf(await open({ url: of, objects }).read(object('a'), null, never))
    expect(await read(url)).toBe(`by proxy: ${url}/a`)
    expect(proxy.seen[0]!.headers.host).toBe('lake.example:81')
    vi.stubEnv('NO_PROXY', '127.0.0.1')
    expect(await read(target.url)).toBe('direct')
    expect(proxy.seen).toHaveLength(1)
  })

  it('opens a tunnel for https', async () => {
    const asked: string[] = []
    const proxy = await serve(() => {})
    const target = await raw('no tls', 'end')
    proxy.server.on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '')
      const upstream = connect(Number(new URL(target).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
    })
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    const remote = open({ url: 'https://lake.example', objects }, { tries: 1 })
    const error = await failure(remote.read(object('a'), null, never))
    expect(asked).toEqual(['lake.example:443'])
    expect(error).toMatchObject({ code: 'REMOTE_TLS' })
  })

  it('that wants credentials, or is none, is told of without a secret', async () => {
    const proxy = await serve((_, response) => response.writeHead(407).end())
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('//', '//user:s3cr3t@'))
    const read = () => open({ url: 'http://lake.example', objects }).read(object('a'), null, never)
    const refused = await failure(read())
    expect(refused).toMatchObject({ code: 'REMOTE_REFUSED' })
    expect(proxy.seen).toHaveLength(1)
    expect(inspect(refused, { depth: 12 })).not.toContain('s3cr3t')
    proxy.server.on('connect', (_, socket: Socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    const tunnel = open({ url: 'https://lake.example', objects }).read(object('a'), null, never)
    expect(await failure(tunnel)).toMatchObject({ code: 'REMOTE_REFUSED' })
    vi.stubEnv('HTTP_PROXY', 'http://user:s3cr3t@[')
    const none = await failure(read())
    expect(none).toMatchObject({ code: 'REMOTE_REFUSED' })
    expect(inspect(none, { depth: 12 })).not.toContain('s3cr3t')
  })
})
