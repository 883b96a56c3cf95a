import { type ByteRange, ObjectLost, type RemoteBody, type RemoteObject } from '../types.ts'
import { objectUrl } from './address.ts'
import { bytesOf } from './body.ts'
import { remoteError, wrong } from './errors.ts'
import { type Answer, drop, type HttpClient, plain } from './request.ts'

/** An object's bytes, whole or a range. */
export async function read(
  client: HttpClient,
  root: URL,
  object: RemoteObject,
  range: ByteRange | null,
  signal: AbortSignal,
): Promise<RemoteBody> {
  const url = objectUrl(root, object.path)
  // HTTP has no word for an empty range; the whole is always a fair answer.
  const asked = range && range.to > range.from ? range : null
  const headers: Record<string, string> = {}
  if (asked) headers.range = `bytes=${asked.from}-${asked.to - 1}`
  if (isStrong(object.tag)) headers['if-match'] = object.tag
  const answer = await client.get(url, headers, signal, async (answer) => answer)
  try {
    return bodyOf(answer, url, object, asked, signal)
  } catch (thrown) {
    drop(answer)
    throw thrown
  }
}

/** A tag that says the bytes are the same; `W/"…"` only says that they are alike. */
const isStrong = (tag: string | null): tag is string => tag !== null && /^"[\x21\x23-\x7e]*"$/.test(tag)

const changed = () => new ObjectLost('it changed during the sync', { again: true })
const brokeOff = (cause?: unknown) =>
  new ObjectLost('the connection broke off before its end', { again: true, cause })

function bodyOf(
  answer: Answer,
  url: URL,
  object: RemoteObject,
  asked: ByteRange | null,
  signal: AbortSignal,
): RemoteBody {
  if (answer.status !== 200 && answer.status !== 206) throw lost(answer.status, url)
  const tag = answer.header('etag')
  // Some servers know no If-Match.
  if (isStrong(tag) && isStrong(object.tag) && tag !== object.tag) throw changed()
  const modified = Date.parse(answer.header('last-modified') ?? '')
  const mtime = Number.isNaN(modified) ? null : modified
  const length = lengthOf(answer.header('content-length'))
  if (answer.status === 200) {
    const bytes = bytesOf(answer, length, brokeOff, signal)
    return { size: length, mtime, tag, partial: false, bytes }
  }
  const part = partOf(answer.header('content-range'))
  const end = asked && Math.min(asked.to, part?.size ?? asked.to)
  if (!asked || !part || part.from !== asked.from || part.to !== end) {
    throw wrong(plain(url), 'answers with another part of the object than was asked for')
  }
  const bytes = bytesOf(answer, part.to - part.from, brokeOff, signal)
  return { size: part.size, mtime, tag, partial: true, bytes }
}

function lost(status: number, url: URL): Error {
  if (status === 404 || status === 410) return new ObjectLost('it was removed during the sync')
  if (status === 412 || status === 416) return changed()
  if (status === 403) return new ObjectLost('it may not be read (403)')
  if (status === 401) {
    return remoteError(
      'REMOTE_REFUSED',
      `\`${url.origin}\` refuses to be read without credentials (401). Give its token in LAKEBENCH_HTTP_TOKENS.`,
    )
  }
  if (status >= 400 && status < 500) return new ObjectLost(`it cannot be read (${status})`)
  return wrong(plain(url), `answers with the status ${status}`)
}

function lengthOf(text: string | null): number | null {
  const length = text !== null && /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(length) ? length : null
}

/** `bytes 0-99/1234` or `bytes 0-99/*`. */
function partOf(text: string | null): { from: number; to: number; size: number | null } | null {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(text ?? '')
  if (!found) return null
  return { from: Number(found[1]), to: Number(found[2]) + 1, size: lengthOf(found[3] ?? null) }
}
