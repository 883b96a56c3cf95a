import { setMaxListeners } from 'node:events'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { S3Remote } from '#shared/format/workspace.ts'
import { inOrder, type Order } from '../order.ts'
import type { Remote } from '../types.ts'
import { s3Client } from './client.ts'
import { readError, remoteError, wrongAnswer } from './errors.ts'
import { listKeys } from './list.ts'
import { readObject } from './read.ts'
import { type Patience, patience } from './retry.ts'
import type { Timeouts } from './transport.ts'

/** How a remote is asked. */
export interface Manner {
  patience: Patience
  timeouts: Timeouts
  /** Keys a page of a listing, up to 1000. */
  pageSize: number
}

const usual: Manner = { patience, timeouts: { connect: 10_000, silence: 60_000 }, pageSize: 1000 }

/** Objects of an S3-compatible store, over the AWS SDK. */
export function s3Remote(config: S3Remote, manner: Partial<Manner> = {}): Remote {
  const { patience, timeouts, pageSize } = { ...usual, ...manner }
  const { bucket, prefix } = config
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  const address = `s3://${bucket}${base === '' ? '' : `/${base.slice(0, -1)}`}`
  const place = { config, address }
  const client = s3Client(config, patience, timeouts)
  const wrong = (what: string) =>
    wrongAnswer(place, `${what}. Correct \`endpoint\` in lakebench.yml, or ask who runs that server.`)
  // S3 Express buckets are known to list in no order.
  const order: Order = { kept: !bucket.endsWith('--x-s3') }
  const late = (what: string) => wrongAnswer(place, `${what}. Sync again: they are then sorted here first.`)

  return {
    address,
    async *list(pattern, signal) {
      const listing = {
        bucket,
        base,
        pageSize,
        wrong,
        ask: (input: ConstructorParameters<typeof ListObjectsV2Command>[0]) =>
          untilAborted(
            signal,
            () => client.send(new ListObjectsV2Command(input), { abortSignal: signal }),
            (thrown) => remoteError(thrown, place),
          ),
      }
      for await (const item of inOrder(listKeys(listing, pattern), order, late)) {
        signal.throwIfAborted()
        yield item
      }
    },
    read(object, range, signal) {
      const reading = {
        bucket,
        base,
        wrong,
        ask: (input: ConstructorParameters<typeof GetObjectCommand>[0]) =>
          untilAborted(
            signal,
            () => client.send(new GetObjectCommand(input), { abortSignal: signal }),
            (thrown) => readError(thrown, place),
          ),
      }
      return readObject(reading, object, range, signal)
    },
    close: () => client.destroy(),
  }
}

/** The work's result, or the signal's reason at once: looking for credentials, for one, heeds no signal. */
async function untilAborted<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
  told: (thrown: unknown) => Error,
): Promise<Result> {
  signal.throwIfAborted()
  // A sync's many reads share its signal, which Node would take for a leak.
  setMaxListeners(0, signal)
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } catch (thrown) {
    signal.throwIfAborted()
    throw told(thrown)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
