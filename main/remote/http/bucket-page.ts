import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { RemoteObject } from '../types.ts'

/** How the next page is asked for, with the parameter of its protocol. */
export interface Next {
  parameter: 'continuation-token' | 'marker'
  value: string
}

export interface BucketPage {
  objects: RemoteObject[]
  next: Next | null
}

type Fields = Partial<Record<string, string>>

const root = 'ListBucketResult'
const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * One page of a bucket's listing, as S3 (both versions) and GCS write it. A document type is passed over: what it
 * declares is not known when it is used, which is an error like any other. `refuse` takes half a sentence.
 */
export async function readBucketPage(
  pieces: AsyncIterable<string>,
  refuse: (what: string, cause?: unknown) => Error,
): Promise<BucketPage> {
  const page: Fields = {}
  const contents: Fields[] = []
  let fields: Fields = page
  let text = ''
  const names: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw refuse('answers with no valid XML listing', error)
  })
  parser.on('opentag', ({ name }: SaxesTagPlain) => {
    const own = local(name)
    if (names.length === 0 && own !== root)
      throw refuse(`answers with \`${own.slice(0, 60)}\`, not a bucket's listing`)
    names.push(own)
    text = ''
    if (names.length === 2 && own === 'Contents') {
      fields = {}
      contents.push(fields)
    }
  })
  const add = (piece: string) => {
    text += piece
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const own = names.pop() ?? ''
    // Only fields of the page and of its objects: an owner deeper down has names of its own.
    if (names.length === (fields === page ? 1 : 2)) fields[own] = text
    else if (names.length === 1) fields = page
    text = ''
  })
  for await (const piece of pieces) parser.write(piece)
  parser.close()

  const encoded = page.EncodingType === 'url'
  const objects = contents.map((object) => objectOf(object, encoded, refuse))
  return { objects, next: nextOf(page, contents, encoded, refuse) }
}

function objectOf(
  { Key, Size, LastModified, ETag }: Fields,
  encoded: boolean,
  refuse: (what: string) => Error,
): RemoteObject {
  if (!Key) throw refuse('lists an object without a key')
  const size = /^\d+$/.test(Size ?? '') ? Number(Size) : Number.NaN
  const mtime = Date.parse(LastModified ?? '')
  return {
    path: encoded ? decoded(Key) : Key,
    size: Number.isSafeInteger(size) ? size : null,
    mtime: Number.isNaN(mtime) ? null : mtime,
    tag: ETag || null,
  }
}

/** Keys are asked for in this form, since XML cannot hold every character. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    // Bytes that are no UTF-8: a lone surrogate makes it a path that is told of and not taken.
    return `${key}\ud800`
  }
}

function nextOf(
  page: Fields,
  contents: Fields[],
  encoded: boolean,
  refuse: (what: string) => Error,
): Next | null {
  if (page.IsTruncated !== 'true') return null
  const token = page.NextContinuationToken
  if (token) return { parameter: 'continuation-token', value: token }
  // The first version names the next page by its last key, and says so only where folders are asked for.
  const marker = page.NextMarker || contents.at(-1)?.Key
  if (!marker) throw refuse('lists a page of objects and not where the next one begins')
  return { parameter: 'marker', value: encoded ? decoded(marker) : marker }
}
