import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { HttpRemote } from '#shared/format/workspace.ts'
import type { Remote, RemoteBody, RemoteObject, Unlisted } from '../types.ts'
import { type HttpEffects, httpRemote } from './index.ts'

const opened: (() => Promise<void>)[] = []

/** Closes the servers and remotes of a test. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0)) await close()
}

/** A server on loopback; `seen` are its requests. */
export async function serve(listener: RequestListener, tls?: { key: string; cert: string }) {
  const seen: IncomingMessage[] = []
  const record: RequestListener = (request, response) => {
    seen.push(request)
    listener(request, response)
  }
  const server: Server = tls ? createSecure(tls, record) : createServer(record)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  opened.push(
    () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  )
  const { port } = server.address() as AddressInfo
  return { server, seen, port, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` }
}

/** A server whose paths are a table; any other is missing. */
export function serveFiles(files: Record<string, string | Buffer>) {
  return serve((request, response) => {
    const body = files[request.url ?? '']
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
}

/** A remote that does not wait between its tries. */
export function open(config: object, effects: Partial<HttpEffects> = {}): Remote {
  const remote = httpRemote(HttpRemote.parse({ type: 'http', ...config }), {
    firstWait: 1,
    longestWait: 20,
    token: () => undefined,
    ...effects,
  })
  opened.push(async () => remote.close())
  return remote
}

export const never = new AbortController().signal

export async function listAll(
  remote: Remote,
  pattern = '**/*',
  signal = never,
): Promise<(RemoteObject | Unlisted)[]> {
  const objects: (RemoteObject | Unlisted)[] = []
  for await (const object of remote.list(parsePathPattern(pattern), signal)) objects.push(object)
  return objects
}

export const pathsOf = async (remote: Remote, pattern?: string) =>
  (await listAll(remote, pattern)).map(({ path }) => path)

export const object = (path: string, more: Partial<RemoteObject> = {}): RemoteObject => ({
  path,
  size: null,
  mtime: null,
  tag: null,
  ...more,
})

export async function textOf({ bytes }: RemoteBody): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** What a call throws. */
export async function failure(call: Promise<unknown>): Promise<Error & { code?: string; again?: boolean }> {
  try {
    await call
  } catch (thrown) {
    return thrown as Error
  }
  throw new Error('It did not throw')
}

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`)

export interface BucketOptions {
  pageSize?: number
  /** The first version: markers, as GCS has them. */
  first?: boolean
  /** Knows `encoding-type=url`. */
  encodes?: boolean
}

/** The listing of a bucket whose keys are in the order given. */
export function bucket(
  keys: string[],
  { pageSize = 1000, first = false, encodes = false }: BucketOptions = {},
): RequestListener {
  return (request, response) => {
    const query = new URL(request.url ?? '', 'http://any').searchParams
    const wanted = keys.filter((key) => key.startsWith(query.get('prefix') ?? ''))
    const marker = query.get('marker')
    const from =
      marker === null ? Number(query.get('continuation-token') ?? 0) : wanted.lastIndexOf(marker) + 1
    const page = wanted.slice(from, from + pageSize)
    const more = from + pageSize < wanted.length
    const encoded = encodes && query.get('encoding-type') === 'url'
    const write = (key: string) => (encoded ? encodeURIComponent(key).replaceAll('%20', '+') : escapeXml(key))
    const next = more && (first ? '' : `<NextContinuationToken>${from + pageSize}</NextContinuationToken>`)
    response.setHeader('content-type', 'application/xml')
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
        `<Name>lake</Name><IsTruncated>${more}</IsTruncated>${next || ''}` +
        (encoded ? '<EncodingType>url</EncodingType>' : '') +
        page
          .map(
            (key) =>
              `<Contents><Key>${write(key)}</Key><LastModified>2024-05-01T10:00:00.000Z</LastModified>` +
              `<ETag>&quot;e-1&quot;</ETag><Size>7</Size><Owner><ID>x</ID><Key>y</Key></Owner></Contents>`,
          )
          .join('') +
        '</ListBucketResult>',
    )
  }
}
