import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import { AppErrorData } from '#shared/errors.ts'

export type Client = ContractRouterClient<Contract>

/** The handler as a window of this address calls it: by HTTP, with the launch's token and its workspace. */
export function rpcOf(address: string): Client {
  const { origin, hash } = new URL(address)
  const fragment = new URLSearchParams(hash.slice(1))
  return createORPCClient(
    new RPCLink({
      url: `${origin}/rpc`,
      headers: {
        authorization: `Bearer ${fragment.get('token')}`,
        'lakebench-workspace': fragment.get('workspace') ?? '',
      },
    }),
  )
}

/** The last event's result of a long operation. */
export async function resultOf<Result>(
  events: Promise<AsyncIterable<{ type: string } | { type: 'done'; result: Result }>>,
): Promise<Result> {
  for await (const event of await events) if ('result' in event) return event.result
  throw new Error('the operation ended without a result')
}

/** The error's data with which a call is refused; throws when it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<AppErrorData> {
  try {
    await call
  } catch (thrown) {
    return AppErrorData.parse((thrown as { data?: unknown }).data)
  }
  throw new Error('the call was not refused')
}
