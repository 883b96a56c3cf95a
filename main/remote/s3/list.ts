import type { _Object, ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { AppError } from '#shared/errors.ts'
import type { PathPattern } from '#shared/format/path-pattern.ts'
import { listed } from '../listed.ts'
import type { RemoteObject, Unlisted } from '../types.ts'

/** What a listing is made of. */
export interface Listing {
  bucket: string
  /** What the keys of the remote begin with and its paths do not: empty, or with a slash at its end. */
  base: string
  /** Keys a page, up to 1000. */
  pageSize: number
  ask(input: ListObjectsV2CommandInput): Promise<ListObjectsV2CommandOutput>
  wrong(what: string): AppError
}

/** The objects that match the pattern as the server lists them: its order, and all it repeats. */
export async function* listKeys(
  listing: Listing,
  pattern: PathPattern,
): AsyncGenerator<RemoteObject | Unlisted, void, void> {
  const { base } = listing
  const { text } = pattern
  const special = text.search(/[*{]/)
  // A pattern is literal but for `*` and `{…}`: what stands before them is what keys begin with.
  const prefix = base + (special === -1 ? text : text.slice(0, special))
  for await (const page of pages(listing, prefix)) {
    const encoded = page.EncodingType === 'url'
    for (const object of page.Contents ?? []) {
      if (object.Key === undefined) throw listing.wrong('lists an object without a key')
      const key = encoded ? decodeKey(object.Key) : object.Key
      if (key === null) {
        yield { path: object.Key, left: 'its name is not whole Unicode' }
      } else if (key.startsWith(base)) {
        const item = listed(objectOf(object, key.slice(base.length)), pattern)
        if (item) yield item
      }
    }
  }
}

function objectOf({ Size, LastModified, ETag }: _Object, path: string): RemoteObject {
  return {
    path,
    size: Size !== undefined && Number.isSafeInteger(Size) && Size >= 0 ? Size : null,
    mtime: LastModified?.getTime() ?? null,
    tag: ETag || null,
  }
}

/** Keys come encoded as in a form, since XML has no control characters. Null for what is no UTF-8. */
function decodeKey(key: string): string | null {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** Empty pages in a row, such as a store gives while it walks over removed objects. */
const mostEmpty = 200

/** The pages of a listing. A server that goes in circles is found out by what it has said before. */
async function* pages(
  { bucket, pageSize, ask, wrong }: Listing,
  prefix: string,
): AsyncGenerator<ListObjectsV2CommandOutput, void, void> {
  const tokens = new Set<string>()
  const firsts = new Set<string>()
  let token: string | undefined
  let empty = 0
  do {
    const page = await ask({
      Bucket: bucket,
      MaxKeys: pageSize,
      EncodingType: 'url',
      ...(prefix !== '' && { Prefix: prefix }),
      ...(token !== undefined && { ContinuationToken: token }),
    })
    // The SDK reads any markup as a listing of nothing.
    if (page.IsTruncated === undefined) throw wrong('gives an answer that is no listing of a bucket')
    const first = page.Contents?.[0]?.Key
    if (first === undefined ? ++empty > mostEmpty : firsts.has(first)) {
      throw wrong('lists the same objects again and again')
    }
    if (first !== undefined) {
      firsts.add(first)
      empty = 0
    }
    yield page
    token = page.IsTruncated ? page.NextContinuationToken : undefined
    if (page.IsTruncated && !token) throw wrong('breaks off its listing and does not say how to go on')
    if (token !== undefined) {
      if (tokens.has(token)) throw wrong('sends its listing in circles: it repeats a continuation token')
      tokens.add(token)
    }
  } while (token !== undefined)
}
