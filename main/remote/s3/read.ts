import { Readable } from 'node:stream'
import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { AppError } from '#shared/errors.ts'
import { type ByteRange, ObjectLost, type RemoteBody, type RemoteObject } from '../types.ts'
import { brokenOff } from './errors.ts'

/** What a read is made of. */
export interface Reading {
  bucket: string
  base: string
  ask(input: GetObjectCommandInput): Promise<GetObjectCommandOutput>
  wrong(what: string): AppError
}

/** An object's bytes as the listing had it. */
export async function readObject(
  { bucket, base, ask, wrong }: Reading,
  object: RemoteObject,
  range: ByteRange | null,
  signal: AbortSignal,
): Promise<RemoteBody> {
  // HTTP has no empty range: the whole is given instead.
  const asked = range && range.to > range.from ? range : null
  const answer = await ask({
    Bucket: bucket,
    Key: base + object.path,
    ...(asked && { Range: `bytes=${asked.from}-${asked.to - 1}` }),
    ...(object.tag !== null && { IfMatch: object.tag }),
  })
  const body = answer.Body
  if (!(body instanceof Readable)) throw wrong('answers without a body')
  // An error between now and the first read is met by the read.
  body.on('error', () => {})
  const give = (thrown: Error) => {
    body.destroy()
    return thrown
  }
  const tag = answer.ETag || null
  // Not every server heeds If-Match.
  if (tag !== null && object.tag !== null && bare(tag) !== bare(object.tag)) {
    throw give(new ObjectLost('it changed during the sync', { again: true }))
  }
  const partial = answer.$metadata.httpStatusCode === 206
  const length = answer.ContentLength ?? null
  const mtime = answer.LastModified?.getTime() ?? null
  if (!partial) return { size: length, mtime, tag, partial, bytes: counted(body, length, signal) }

  const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.ContentRange ?? '') ?? []
  const part = { from: Number(from), to: Number(to) + 1 }
  if (!asked || part.from !== asked.from || !(part.to <= asked.to)) {
    throw give(wrong('gives another range of an object than it was asked for'))
  }
  return {
    size: total === '*' ? null : Number(total),
    mtime,
    tag,
    partial,
    bytes: counted(body, part.to - part.from, signal),
  }
}

const bare = (tag: string): string => tag.replace(/^W\//, '').replaceAll('"', '')

/** The chunks of a body that has to be `length` bytes long. */
async function* counted(
  body: Readable,
  length: number | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  let got = 0
  try {
    signal.throwIfAborted()
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted()
      got += chunk.length
      yield chunk
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw brokenOff(thrown)
  }
  if (length !== null && got !== length) throw brokenOff()
}
