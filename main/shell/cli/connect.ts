import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import { AppError, AppErrorData, toAppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import type { Handler } from '../../api/index.ts'

export type Client = ContractRouterClient<Contract>

/** The handler as the command line calls it: in this process, by the way every other host takes. */
export function connect(handler: Handler): {
  client: Client
  show(workspace: string): void
  /** The content of a file that an operation made. */
  download(id: string): Promise<Readable>
} {
  let workspace: string | null = null
  const link = new RPCLink({
    url: 'http://lakebench/rpc',
    headers: () => (workspace === null ? {} : { 'lakebench-workspace': workspace }),
    fetch: (request) => handler.fetch(request),
  })
  return {
    client: createORPCClient(link),
    show: (id) => {
      workspace = id
    },
    async download(id) {
      const { ok, body } = await handler.fetch(new Request(`http://lakebench/downloads/${id}`))
      if (!ok || !body) throw new Error(`download ${id} is not there`)
      return Readable.fromWeb(body as ReadableStream<Uint8Array>)
    },
  }
}

/** The AppError that a failed call carries. */
export function errorOf(thrown: unknown): AppError {
  if (typeof thrown === 'object' && thrown !== null && 'data' in thrown) {
    const data = AppErrorData.safeParse(thrown.data)
    if (data.success) return AppError.fromData(data.data)
  }
  return toAppError(thrown)
}

type LongEvent<Result> = { type: 'progress'; progress: Progress } | { type: 'done'; result: Result }

/** Follows a long operation to its result. */
export async function follow<Result>(
  events: Promise<AsyncIterable<LongEvent<Result>>>,
  onProgress: (progress: Progress) => void,
): Promise<Result> {
  for await (const event of await events) {
    if (event.type === 'done') return event.result
    onProgress(event.progress)
  }
  throw new Error('the operation ended without a result')
}
