import type { PathPattern } from '#shared/format/path-pattern.ts'
import type { HttpRemote } from '#shared/format/workspace.ts'
import { listed } from '../listed.ts'
import { inOrder, sorted } from '../order.ts'
import { ObjectLost, type RemoteObject, type Unlisted } from '../types.ts'
import { objectUrl } from './address.ts'
import { textOf } from './body.ts'
import { type BucketPage, type Next, readBucketPage } from './bucket-page.ts'
import { connectionError, remoteError, wrong } from './errors.ts'
import { readIndex } from './index-file.ts'
import { drop, type HttpClient, plain } from './request.ts'

/** Pages without any object, one after the other, at most; a bucket with many deleted ones has some. */
const mostEmpty = 1000

/** Objects of the remote that match, by whichever way its file says. */
export async function* list(
  client: HttpClient,
  root: URL,
  config: HttpRemote,
  pattern: PathPattern,
  signal: AbortSignal,
): AsyncGenerator<RemoteObject | Unlisted, void, void> {
  signal.throwIfAborted()
  const found = config.listing
    ? inOrder(bucketObjects(client, config.url, pattern, signal), { kept: true }, (what) =>
        wrong(plain(root), what),
      )
    : sorted(matching(await named(client, root, config, signal), pattern))
  for await (const object of found) {
    signal.throwIfAborted()
    yield object
  }
}

const matching = (objects: RemoteObject[], pattern: PathPattern): (RemoteObject | Unlisted)[] =>
  objects.flatMap((object) => listed(object, pattern) ?? [])

/** The objects that the remote's file names, or the index that it names. */
async function named(
  client: HttpClient,
  root: URL,
  { objects, index = '' }: HttpRemote,
  signal: AbortSignal,
): Promise<RemoteObject[]> {
  if (objects) return objects.map((path) => ({ path, size: null, mtime: null, tag: null }))
  return fetchText(client, indexUrl(root, index), {}, signal, readIndex)
}

function indexUrl(root: URL, index: string): URL {
  try {
    return objectUrl(root, index)
  } catch (thrown) {
    if (!(thrown instanceof ObjectLost)) throw thrown
    throw wrong(plain(root), 'has an `index` that is no path below it', thrown)
  }
}

/** Asks for a listing and reads it within the try, so that one that breaks off is asked for again. */
function fetchText<T>(
  client: HttpClient,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  read: (pieces: AsyncIterable<string>, refuse: (what: string, cause?: unknown) => Error) => Promise<T>,
): Promise<T> {
  return client.get(url, headers, signal, async (answer) => {
    const address = plain(url)
    if (answer.status !== 200) {
      drop(answer)
      throw noListing(address, answer.status)
    }
    const broken = (cause?: unknown) => connectionError(url, cause)
    return read(textOf(answer, address, broken, signal), (what, cause) => wrong(address, what, cause))
  })
}

function noListing(address: string, status: number): Error {
  if (status === 401 || status === 403) {
    return remoteError(
      'REMOTE_REFUSED',
      `\`${address}\` refuses to be listed (${status}). Give its token in LAKEBENCH_HTTP_TOKENS, or ask its owner ` +
        'for the right to list it.',
    )
  }
  if (status === 404 || status === 410) {
    return remoteError(
      'REMOTE_MISSING',
      `There is no listing at \`${address}\` (${status}). Correct what lakebench.yml says of this remote.`,
    )
  }
  return wrong(address, `answers with the status ${status} where it should list its objects`)
}

/** A bucket's objects, each page of them asked for when it is wanted. */
async function* bucketObjects(
  client: HttpClient,
  address: string,
  pattern: PathPattern,
  signal: AbortSignal,
): AsyncGenerator<RemoteObject | Unlisted, void, void> {
  // Keys begin at the bucket, so the prefix is the pattern's own text up to what is not literal.
  const prefix = pattern.text.replace(/[*{].*$/su, '')
  const asked = new Set<string>()
  let next: Next | null = null
  let empty = 0
  do {
    const url = pageUrl(address, prefix, next)
    const page: BucketPage = await fetchText(client, url, {}, signal, readBucketPage)
    yield* matching(page.objects, pattern)
    next = page.next
    empty = page.objects.length === 0 ? empty + 1 : 0
    if (next && (asked.has(next.value) || empty > mostEmpty)) {
      throw wrong(plain(url), 'lists the same page again and again, without an end')
    }
    if (next) asked.add(next.value)
  } while (next)
}

function pageUrl(address: string, prefix: string, next: Next | null): URL {
  const url = new URL(address)
  const query = new URLSearchParams()
  // A marker is of the first version, which the second does not read.
  if (next?.parameter !== 'marker') query.set('list-type', '2')
  query.set('encoding-type', 'url')
  if (prefix !== '') query.set('prefix', prefix)
  if (next) query.set(next.parameter, next.value)
  url.search = query.toString()
  url.hash = ''
  return url
}
