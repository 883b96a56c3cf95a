import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { afterEach, beforeEach } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { S3Remote } from '#shared/format/workspace.ts'
import type { Remote, RemoteObject, Unlisted } from '../types.ts'
import { type Manner, s3Remote } from './index.ts'

/** Credentials that no message may show. */
export const secrets = {
  AWS_ACCESS_KEY_ID: 'AKIANOBODYMAYSEEIT00',
  AWS_SECRET_ACCESS_KEY: 'aVerySecretKey/whichNobody+MaySee0123456',
  AWS_SESSION_TOKEN: 'aSessionTokenWhichNobodyMaySee//==',
}

/** An environment with these variables, no credentials of this computer and no proxy. Returns the way back. */
export function environment(variables: Record<string, string> = secrets): () => void {
  const before = { ...process.env }
  const home = mkdtempSync(join(tmpdir(), 'lakebench-s3-home-'))
  for (const name of Object.keys(process.env)) {
    if (/^AWS_|_proxy$/i.test(name)) delete process.env[name]
  }
  Object.assign(process.env, {
    HOME: home,
    USERPROFILE: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...variables,
  })
  return () => {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, before)
    rmSync(home, { recursive: true, force: true })
  }
}

/** What is to be done after each test of a file, the last thing first; its environment has the tests' own credentials. */
export function afterEachTest(): (() => unknown)[] {
  const done: (() => unknown)[] = []
  beforeEach(() => {
    done.push(environment())
  })
  afterEach(async () => {
    for (const one of done.splice(0).reverse()) await one()
  })
  return done
}

/** A remote that is quick to give up. */
export function remoteAt(
  endpoint: string,
  config: Partial<S3Remote> = {},
  manner: Partial<Manner> = {},
): Remote {
  return s3Remote(S3Remote.parse({ type: 's3', bucket: 'raw-lake', endpoint, path_style: true, ...config }), {
    patience: { attempts: 3, delay: () => 1 },
    timeouts: { connect: 2000, silence: 2000 },
    ...manner,
  })
}

export const never = new AbortController().signal

/** All that a remote lists. */
export async function listed(remote: Remote, pattern = '**/*', signal = never) {
  const items: (RemoteObject | Unlisted)[] = []
  for await (const item of remote.list(parsePathPattern(pattern), signal)) items.push(item)
  return items
}

export const paths = async (remote: Remote, pattern?: string) =>
  (await listed(remote, pattern)).filter((item) => !('left' in item)).map(({ path }) => path)

export const object = (path: string, tag: string | null = null): RemoteObject => ({
  path,
  size: null,
  mtime: null,
  tag,
})

export async function bytesOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** What the work throws. */
export async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (thrown) {
    return thrown
  }
  throw new Error('Nothing was thrown')
}

/** All that anyone could get to see of an error. */
export const seen = (error: unknown): string =>
  [
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    error instanceof AppError ? JSON.stringify(error.toData()) : '',
    error instanceof Error ? `${error.message}\n${error.stack}` : '',
  ].join('\n')

/** A raw server on loopback. `answer` may leave a request to the next layer by returning false. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The s3rver on loopback with a bucket `raw-lake` in a temporary folder, and its credentials. */
export async function serveS3rver() {
  const directory = mkdtempSync(join(tmpdir(), 'lakebench-s3rver-'))
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: 'raw-lake' }],
  })
  const { port } = await server.run()
  const endpoint = `http://127.0.0.1:${port}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return {
    endpoint,
    credentials: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    async put(objects: Record<string, string>) {
      for (const [Key, Body] of Object.entries(objects)) {
        await client.send(new PutObjectCommand({ Bucket: 'raw-lake', Key, Body: Buffer.from(Body) }))
      }
    },
    async close() {
      client.destroy()
      server.httpServer.closeAllConnections()
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const tagOf = (body: string): string => `"${createHash('md5').update(body).digest('hex')}"`

/** An answer of S3 that is an error, with what else its XML holds. */
export function refuse(response: ServerResponse, status: number, code: string, more = '') {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Told by the server</Message>${more}</Error>`,
  )
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`)
const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2F', '/')

/** One page of a listing in the words of S3, its keys encoded as S3 does it. */
export function listing(
  objects: { key: string; size?: number; tag?: string }[],
  { next, truncated = next !== undefined }: { next?: string; truncated?: boolean } = {},
): string {
  const contents = objects.map(
    ({ key, size = 1, tag = '"t"' }) =>
      `<Contents><Key>${escaped(encode(key))}</Key><LastModified>2024-05-06T07:08:09.000Z</LastModified><ETag>${escaped(tag)}</ETag><Size>${size}</Size></Contents>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>raw-lake</Name><EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated>${
    next === undefined ? '' : `<NextContinuationToken>${escaped(next)}</NextContinuationToken>`
  }${contents.join('')}</ListBucketResult>`
}

/**
 * A bucket that does what S3 does and s3rver does not: the order of bytes, encoded keys, If-Match, continuation, and it
 * checks each signature. `before` may answer in its stead by returning true.
 */
export async function serveBucket(
  objects: Map<string, string>,
  before: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | undefined = () => false,
) {
  const requests: IncomingMessage[] = []
  const { endpoint, close } = await serve((request, response) => {
    requests.push(request)
    const url = new URL(request.url ?? '/', 'http://bucket')
    if (before(request, response, url)) return
    if (request.headers.authorization && !signatureFits(request)) {
      const sent = escaped(request.headers.authorization)
      refuse(response, 403, 'SignatureDoesNotMatch', `<SignatureProvided>${sent}</SignatureProvided>`)
      return
    }
    if (url.searchParams.get('list-type') === '2') {
      const prefix = url.searchParams.get('prefix') ?? ''
      const size = Number(url.searchParams.get('max-keys') ?? 1000)
      const from = Number(url.searchParams.get('continuation-token') ?? 0)
      const keys = [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      const page = keys.slice(from, from + size).map((key) => {
        const body = objects.get(key) ?? ''
        return { key, size: Buffer.byteLength(body), tag: tagOf(body) }
      })
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(listing(page, from + size < keys.length ? { next: String(from + size) } : {}))
      return
    }
    // The path as it was sent: URL takes `..` out.
    const key = decodeURIComponent((request.url ?? '').split('?')[0]?.replace('/raw-lake/', '') ?? '')
    const body = objects.get(key)
    if (body === undefined) return refuse(response, 404, 'NoSuchKey')
    const expected = request.headers['if-match']
    if (expected && expected !== tagOf(body)) return refuse(response, 412, 'PreconditionFailed')
    const bytes = Buffer.from(body)
    const headers = { etag: tagOf(body), 'last-modified': 'Mon, 06 May 2024 07:08:09 GMT' }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (from === undefined || to === undefined) {
      response.writeHead(200, { ...headers, 'content-length': bytes.length })
      response.end(bytes)
      return
    }
    if (Number(from) >= bytes.length) return refuse(response, 416, 'InvalidRange')
    const part = bytes.subarray(Number(from), Number(to) + 1)
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`
    response.writeHead(206, { ...headers, 'content-range': range, 'content-length': part.length })
    response.end(part)
  })
  return { endpoint, close, requests }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Whether a request is signed (AWS Signature Version 4) with the secret of these tests. */
function signatureFits(request: IncomingMessage): boolean {
  const found =
    /Credential=[^/]+\/(([^/]+)\/([^/]+)\/s3\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=(.+)$/
  const [, scope = '', day = '', region = '', names = '', signature] =
    found.exec(request.headers.authorization ?? '') ?? []
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const canonical = [
    request.method,
    path,
    query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${request.headers[name]}`),
    '',
    names,
    request.headers['x-amz-content-sha256'],
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secrets.AWS_SECRET_ACCESS_KEY}`,
  )
  return hmac(key, text).toString('hex') === signature
}
