import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { S3Remote } from '#shared/format/workspace.ts'
import { failureOf } from './answer.ts'
import { remoteError } from './errors.ts'
import {
  afterEachTest,
  bytesOf,
  listed,
  listing,
  never,
  object,
  paths,
  refuse,
  remoteAt,
  secrets,
  seen,
  serve,
  serveBucket,
  serveS3rver,
  thrownBy,
} from './testing.ts'

const done = afterEachTest()

/** All that a server could repeat of what it was sent, in the fields that S3 has for it. */
const told = `<AWSAccessKeyId>${secrets.AWS_ACCESS_KEY_ID}</AWSAccessKeyId><Token-0>${secrets.AWS_SESSION_TOKEN}</Token-0>
<StringToSign>AWS4-HMAC-SHA256 ${secrets.AWS_SECRET_ACCESS_KEY}</StringToSign><SignatureProvided>feedfacefeedface</SignatureProvided>
<Message>https://x/?X-Amz-Signature=feedfacefeedface</Message>`

async function raw(...args: Parameters<typeof serve>) {
  const server = await serve(...args)
  done.push(server.close)
  return server
}

/** The error of a listing, in which no secret is to be seen. */
async function errorOf(
  endpoint: string,
  ...rest: [Parameters<typeof remoteAt>[1]?, Parameters<typeof remoteAt>[2]?]
) {
  const remote = remoteAt(endpoint, ...rest)
  const error = await thrownBy(() => listed(remote))
  remote.close()
  expect(error).toBeInstanceOf(AppError)
  expectNoSecret(error)
  expect((error as AppError).kind).toBe('remote')
  expect((error as AppError).message).toContain('raw-lake')
  // The fact, then what to do.
  expect((error as AppError).message).toMatch(/^[^.]+.*\. .+\.$/s)
  return error as AppError
}

function expectNoSecret(error: unknown) {
  const text = seen(error)
  for (const secret of [...Object.values(secrets), 'feedfacefeedface', 'Signature=', 'AWS4-HMAC']) {
    expect(text).not.toContain(secret)
  }
}

test.each([
  [404, 'NoSuchBucket', 'REMOTE_MISSING', /no bucket `raw-lake`.*`endpoint`/],
  [403, 'InvalidAccessKeyId', 'REMOTE_REFUSED', /key/],
  [403, 'SignatureDoesNotMatch', 'REMOTE_REFUSED', /secret/],
  [400, 'ExpiredToken', 'REMOTE_REFUSED', /expired/],
  [403, 'AccessDenied', 'REMOTE_REFUSED', /s3:ListBucket/],
  [403, 'RequestTimeTooSkewed', 'REMOTE_REFUSED', /Set the clock/],
  [301, 'PermanentRedirect', 'REMOTE_WRONG', /region/],
  [503, 'SlowDown', 'REMOTE_BUSY', /later/],
  [429, 'TooManyRequests', 'REMOTE_BUSY', /`rate`/],
  [500, 'InternalError', 'REMOTE_BUSY', /later/],
  [400, 'InvalidArgument', 'REMOTE_WRONG', /InvalidArgument/],
])('maps %i %s, and shows no secret', async (status, answer, code, message) => {
  const { endpoint } = await raw((_, response) => refuse(response, status, answer, told))
  const error = await errorOf(endpoint)
  expect(error).toMatchObject({ code, details: { answer, status } })
  expect(error.message).toMatch(message)
  expect(error.message).toContain(endpoint)
  expectNoSecret(await thrownBy(() => remoteAt(endpoint).read(object('a'), null, never)))
})

test('names the region that the bucket is in', async () => {
  const { endpoint } = await raw((_, response) => {
    response.setHeader('x-amz-bucket-region', 'eu-central-1')
    refuse(response, 301, 'PermanentRedirect')
  })
  expect((await errorOf(endpoint, { region: 'us-west-2' })).message).toContain(
    'in the region `eu-central-1` and not in `us-west-2`. Write `region: eu-central-1` in lakebench.yml.',
  )
  const malformed = await raw((_, response) =>
    refuse(response, 400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'),
  )
  expect(await errorOf(malformed.endpoint)).toMatchObject({
    code: 'REMOTE_WRONG',
    message: expect.stringContaining('`region: eu-west-1`'),
  })
})

test('asks in the region of the config, else of the environment, else in us-east-1', async () => {
  const asked: (string | undefined)[] = []
  const { endpoint } = await raw((request, response) => {
    asked.push(/\/([^/]+)\/s3\/aws4_request/.exec(request.headers.authorization ?? '')?.[1])
    response.end(listing([]))
  })
  await listed(remoteAt(endpoint))
  process.env.AWS_REGION = 'eu-north-1'
  await listed(remoteAt(endpoint))
  await listed(remoteAt(endpoint, { region: 'eu-west-3' }))
  expect(asked).toEqual(['us-east-1', 'eu-north-1', 'eu-west-3'])
})

test('refuses what s3rver and a server that checks signatures refuse', async () => {
  const server = await serveS3rver()
  done.push(server.close)
  expect(await errorOf(server.endpoint)).toMatchObject({ details: { answer: 'InvalidAccessKeyId' } })
  Object.assign(process.env, server.credentials)
  delete process.env.AWS_SESSION_TOKEN
  const missing = await thrownBy(() => listed(remoteAt(server.endpoint, { bucket: 'not-there' })))
  expect(missing).toMatchObject({ code: 'REMOTE_MISSING', message: expect.stringContaining('`not-there`') })

  const bucket = await serveBucket(new Map())
  done.push(bucket.close)
  process.env.AWS_SECRET_ACCESS_KEY = 'anotherSecretWhichNobodyMaySee'
  const error = await errorOf(bucket.endpoint)
  expect(error).toMatchObject({ code: 'REMOTE_REFUSED', details: { answer: 'SignatureDoesNotMatch' } })
  expect(seen(error)).not.toContain('anotherSecret')
})

test('says how to give credentials when there are none', async () => {
  for (const name of Object.keys(secrets)) delete process.env[name]
  const { endpoint } = await raw((_, response) => response.end(listing([])))
  const error = await errorOf(endpoint)
  expect(error.code).toBe('REMOTE_REFUSED')
  expect(error.message).toMatch(/AWS_ACCESS_KEY_ID.*`profile`.*`anonymous: true`/)
  const profile = await errorOf(endpoint, { profile: 'nobody' })
  expect(profile).toMatchObject({ code: 'REMOTE_REFUSED', message: expect.stringContaining('`nobody`') })
  expect(await listed(remoteAt(endpoint, { anonymous: true }))).toEqual([])
})

test('says so when a bucket is not public', async () => {
  const { endpoint } = await raw((_, response) => refuse(response, 403, 'AccessDenied'))
  const { message } = await errorOf(endpoint, { anonymous: true })
  expect(message).toContain('It is not public: leave `anonymous` out')
})

test('outlasts a storm that ends, and tells one that does not', async () => {
  let storm = 2
  let asked = 0
  const { endpoint } = await raw((_, response) => {
    asked++
    if (storm-- > 0) refuse(response, 503, 'SlowDown')
    else response.end(listing([{ key: 'a' }]))
  })
  expect(await paths(remoteAt(endpoint))).toEqual(['a'])
  storm = Number.POSITIVE_INFINITY
  asked = 0
  expect(await errorOf(endpoint, {}, { patience: { attempts: 5, delay: () => 1 } })).toMatchObject({
    code: 'REMOTE_BUSY',
  })
  expect(asked).toBe(5)
})

test('a storm over many objects ends for none of them early', async () => {
  const tries = new Map<string, number>()
  const { endpoint } = await raw((request, response) => {
    const url = request.url ?? ''
    const before = tries.get(url) ?? 0
    tries.set(url, before + 1)
    if (before < 2) refuse(response, 503, 'SlowDown')
    else response.end('body')
  })
  const remote = remoteAt(
    endpoint,
    {},
    { patience: { attempts: 5, delay: () => 1 }, timeouts: { connect: 20_000, silence: 20_000 } },
  )
  const all = Array.from({ length: 150 }, async (_, at) =>
    bytesOf((await remote.read(object(`k${at}`), null, never)).bytes),
  )
  expect(new Set(await Promise.all(all))).toEqual(new Set(['body']))
})

test('tries again when a connection breaks off before or amid an answer', async () => {
  let at = 0
  const { endpoint } = await raw((request, response) => {
    at++
    if (at === 1) return request.socket.destroy()
    if (at === 2) {
      response.writeHead(200, { 'content-length': 1000 })
      return response.write('<half', () => response.destroy())
    }
    response.end(listing([{ key: 'a' }]))
  })
  expect(await paths(remoteAt(endpoint))).toEqual(['a'])
  expect(at).toBe(3)
})

test('tells a connection that always breaks off from a wrong answer', async () => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(200, { 'content-length': 1000 })
    response.write('<half', () => response.destroy())
  })
  expect(await errorOf(endpoint)).toMatchObject({
    code: 'REMOTE_UNREACHABLE',
    details: { codes: ['UND_ERR_SOCKET'] },
  })
})

test.each([
  ['a page', 200, '<!DOCTYPE html><html><body><p>Sign in<br></body></html>'],
  ['tidy markup', 200, '<html><body><p>Sign in</p></body></html>'],
  ['no markup', 200, 'OK'],
  ['nothing', 200, ''],
  ['half a listing', 200, listing([{ key: 'a' }]).slice(0, -40)],
  ['another document', 200, '<Odd/>'],
  ['a refusing page', 400, '<html><body>Bad request<br></body></html>'],
])('an answer that is not of S3: %s', async (_, status, body) => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end(body)
  })
  expect(await errorOf(endpoint)).toMatchObject({ code: 'REMOTE_WRONG' })
})

test.each([
  [503, 'REMOTE_BUSY'],
  [502, 'REMOTE_BUSY'],
  [403, 'REMOTE_REFUSED'],
  [404, 'REMOTE_MISSING'],
  [302, 'REMOTE_WRONG'],
])('a page with status %i of something in between', async (status, code) => {
  const { endpoint } = await raw((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', location: 'http://127.0.0.1:1/' })
    response.end('<html><body>Please wait<br></body></html>')
  })
  expect(await errorOf(endpoint)).toMatchObject({ code })
})

test('a server that is not there, unknown, silent or no web server', async () => {
  const tcp = createTcpServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('SSH-2.0-Odd\r\n'),
  ).listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const port = (tcp.address() as AddressInfo).port
  expect(await errorOf(`http://127.0.0.1:${port}`)).toMatchObject({ code: 'REMOTE_WRONG' })
  tcp.close()
  await once(tcp, 'close')
  expect(await errorOf(`http://127.0.0.1:${port}`)).toMatchObject({
    code: 'REMOTE_UNREACHABLE',
    details: { codes: ['ECONNREFUSED'] },
  })
  expect(await errorOf('http://nowhere.invalid')).toMatchObject({ code: 'REMOTE_UNREACHABLE' })
  const silent = await raw(() => {})
  const timeouts = { connect: 300, silence: 300 }
  expect(await errorOf(silent.endpoint, {}, { timeouts })).toMatchObject({ code: 'REMOTE_UNREACHABLE' })
})

test('TLS where there is none, or that nobody vouches for', async () => {
  const { endpoint } = await raw((_, response) => response.end())
  const error = await errorOf(endpoint.replace('http:', 'https:'))
  expect(error.code).toBe('REMOTE_TLS')
  expect(error.message).toContain('`http://`')

  // Without a certificate there is no handshake.
  const bare = createTlsServer({}).listen(0, '127.0.0.1')
  await once(bare, 'listening')
  done.push(() => bare.close())
  const { port } = bare.address() as AddressInfo
  expect(await errorOf(`https://127.0.0.1:${port}`)).toMatchObject({ code: 'REMOTE_TLS' })
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'REMOTE_TLS', /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'REMOTE_TLS', /NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', 'REMOTE_TLS', /renewed/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'REMOTE_TLS', /`path_style: true`/],
  ['EHOSTUNREACH', 'REMOTE_UNREACHABLE', /network/],
  ['ETIMEDOUT', 'REMOTE_UNREACHABLE', /network/],
  ['HPE_INVALID_CONSTANT', 'REMOTE_WRONG', /`endpoint`/],
])('maps the code %s, wherever it stands', (code, mapped, message) => {
  const config = S3Remote.parse({ type: 's3', bucket: 'raw-lake' })
  const place = { config, address: 's3://raw-lake' }
  const error = Object.assign(new Error(), { code })
  for (const thrown of [error, new Error('', { cause: error }), new AggregateError([error])]) {
    expect(remoteError(thrown, place)).toMatchObject({
      code: mapped,
      message: expect.stringMatching(message),
      details: { codes: [code] },
    })
  }
})

test('goes through the proxy of the environment, but for those it does not apply to', async () => {
  const { endpoint } = await raw((_, response) => response.end(listing([{ key: 'a' }])))
  const asked: string[] = []
  const proxy = await raw((request, response) => {
    asked.push(request.url ?? '')
    response.end(listing([{ key: 'by-proxy' }]))
  })
  process.env.HTTP_PROXY = proxy.endpoint
  expect(await paths(remoteAt('http://store.invalid'))).toEqual(['by-proxy'])
  expect(asked[0]).toMatch(/^http:\/\/store\.invalid\/raw-lake\/\?/)
  await listed(remoteAt('http://store.invalid', { path_style: false }))
  expect(asked[1]).toMatch(/^http:\/\/raw-lake\.store\.invalid\/\?/)
  process.env.NO_PROXY = '127.0.0.1'
  expect(await paths(remoteAt(endpoint))).toEqual(['a'])
})

test('a proxy that refuses, whose password is not shown', async () => {
  const tunnels: string[] = []
  const proxy = createTcpServer((socket) => {
    socket.once('data', (data) => {
      tunnels.push(data.toString().split('\r\n')[0] ?? '')
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  done.push(() => proxy.close())
  process.env.HTTPS_PROXY = `http://ada:feedfacefeedface@127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const error = await errorOf('https://store.invalid')
  expect(tunnels[0]).toBe('CONNECT store.invalid:443 HTTP/1.1')
  expect(error).toMatchObject({ code: 'REMOTE_UNREACHABLE', message: expect.stringContaining('HTTPS_PROXY') })
})

test('corrects a clock that is wrong when the server tells its time', async () => {
  let asked = 0
  const { endpoint } = await raw((request, response) => {
    asked++
    const date = new Date(Date.now() + 3_600_000)
    response.setHeader('date', date.toUTCString())
    const [, hour] = /T(\d\d)/.exec(String(request.headers['x-amz-date'])) ?? []
    if (Number(hour) !== date.getUTCHours()) refuse(response, 403, 'RequestTimeTooSkewed')
    else response.end(listing([{ key: 'a' }]))
  })
  expect(await paths(remoteAt(endpoint))).toEqual(['a'])
  expect(asked).toBe(2)
})

test('nothing of an error is kept that could be a secret', () => {
  const error = Object.assign(new Error(`no ${secrets.AWS_SECRET_ACCESS_KEY}`), {
    name: secrets.AWS_ACCESS_KEY_ID,
    code: secrets.AWS_ACCESS_KEY_ID,
    Region: secrets.AWS_SECRET_ACCESS_KEY,
    cause: new Error(secrets.AWS_SECRET_ACCESS_KEY),
  })
  expectNoSecret(failureOf(error))
  expectNoSecret(failureOf(secrets.AWS_SECRET_ACCESS_KEY))
})
