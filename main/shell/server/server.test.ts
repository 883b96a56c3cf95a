import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy, nodeWorkers } from '../../api/index.ts'
import { programs, temporaryFolder } from '../../git/testing.ts'
import { type Server, startServer } from './index.ts'

const { dir, done } = temporaryFolder('server')
const page = join(dir, 'page')
const effects = {
  home: join(dir, 'home'),
  resources: fileURLToPath(new URL('../../..', import.meta.url)),
  startWorker: nodeWorkers(programs),
}
let server: Server

beforeAll(async () => {
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>x</title>')
  writeFileSync(join(page, 'assets/worker-1a2b.js'), 'self.close()')
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  server = await startServer({ effects, page, port: 0 })
})
afterAll(async () => {
  await server.close()
  done()
})

/** One raw request: `fetch` would not let a test lie about Host or Origin. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: server.port, path, method, headers, setHost: !('host' in headers) },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part) => {
            text += part
          })
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body)
    },
  )
}
const bearer = () => ({ authorization: `Bearer ${server.token}` })
const rpc = (path: string, input: unknown, headers: Record<string, string> = bearer()) =>
  ask(
    `/rpc/${path}`,
    { 'content-type': 'application/json', ...headers },
    'POST',
    JSON.stringify({ json: input }),
  )

describe('the local server', () => {
  it('listens on 127.0.0.1 alone', async () => {
    const other = new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.2')
      socket.on('connect', () => resolve('connected'))
      socket.on('error', () => resolve('refused'))
    })
    expect(await other).toBe('refused')
  })

  it('gives the page to whoever asks by its address, and everything else to the token alone', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: '<!doctype html><title>x</title>' })
    expect((await rpc('workspace/recent', undefined)).status).toBe(200)
    for (const path of [
      '/rpc/workspace/recent',
      `/images/${'a'.repeat(64)}`,
      '/downloads/x',
      '/rpc',
      '/images/../rpc',
    ]) {
      expect((await ask(path)).status, path).not.toBe(200)
    }
    expect((await ask(`/images/${'a'.repeat(64)}`)).status).toBe(401)
    expect((await rpc('workspace/recent', undefined, { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await rpc('workspace/recent', undefined, {})).status).toBe(401)
  })

  it('refuses a name that was rebound to 127.0.0.1, and other origins, even with the token', async () => {
    expect((await ask('/', { host: `evil.example:${server.port}` })).status).toBe(421)
    expect((await ask('/', { host: '127.0.0.1:1' })).status).toBe(421)
    const call = (headers: Record<string, string>) =>
      rpc('workspace/recent', undefined, { ...bearer(), ...headers }).then(({ status }) => status)
    expect(await call({ origin: 'http://evil.example' })).toBe(403)
    expect(await call({ origin: 'null' })).toBe(403)
    expect(await call({ origin: `http://localhost:${server.port}` })).toBe(403)
    expect(await call({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await call({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await call({ origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin' })).toBe(
      200,
    )
  })

  it('puts the policy on every response: page, worker script, data, refusal, error', async () => {
    const answers = await Promise.all([
      ask('/'),
      ask('/assets/worker-1a2b.js'),
      ask('/nothing'),
      ask('/', { host: 'evil.example' }),
      ask('/rpc/x'),
      rpc('workspace/recent', undefined),
      rpc('workspace/info', undefined),
      rpc('no/such', undefined),
      ask(`/images/${'a'.repeat(64)}`, bearer()),
      ask('/images/x', bearer()),
    ])
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toBe(contentSecurityPolicy)
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')|\*|https?:/)
  })

  it('serves no file outside the window’s folder', async () => {
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets//x',
      '/.hidden',
      '/assets/%00',
    ]
    for (const path of paths) expect((await ask(path)).body, path).not.toContain('secret\n')
    for (const path of paths) expect((await ask(path)).status, path).toBe(404)
    expect((await ask('/', {}, 'POST')).status).toBe(405)
  })

  it('answers bad input with an AppError that names the field', async () => {
    const answer = await rpc('workspace/read', { path: '../../etc/passwd' })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).json.data).toMatchObject({
      code: 'INPUT_INVALID',
      kind: 'input',
      place: { field: 'path' },
    })
    const none = await rpc('workspace/info', undefined)
    expect(JSON.parse(none.body).json.data).toMatchObject({ code: 'NO_WORKSPACE', kind: 'input' })
  })

  it('keeps the token out of what a server sees of its address', () => {
    const address = new URL(server.address('abc'))
    expect(address.search).toBe('')
    expect(new URLSearchParams(address.hash.slice(1)).get('token')).toBe(server.token)
    expect(Buffer.from(server.token, 'base64url')).toHaveLength(32)
  })

  it('is on the same port each time, and on another one where that is taken', async () => {
    const first = await startServer({ effects, page, port: null })
    const second = await startServer({ effects, page, port: null })
    expect(second.port).not.toBe(first.port)
    await Promise.all([first.close(), second.close()])
    const again = await startServer({ effects, page, port: null })
    // Another program may have held it throughout.
    if (first.port === 4739) expect(again.port).toBe(4739)
    await again.close()
  })

  it('says so when the port is taken', async () => {
    await expect(startServer({ effects, page, port: server.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    })
  })
})
