import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import type { Handler } from '../../api/index.ts'
import { pageUrl } from './settings.ts'

/**
 * The id of the workspace in `root`; of the one that was open last when `root` is null, or null when there is none.
 * Throws, with the sentence of `workspace.open`, for a folder that cannot be opened.
 */
export async function openWorkspace(handler: Handler, root: string | null): Promise<string | null> {
  const link = new RPCLink({ url: `${pageUrl}rpc`, fetch: (request) => handler.fetch(request) })
  const client: ContractRouterClient<Contract> = createORPCClient(link)
  if (root !== null) return (await client.workspace.open({ root })).id
  const last = (await client.workspace.recent()).find(({ found }) => found)
  return last?.id ?? null
}
