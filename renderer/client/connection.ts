import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import { AppError, AppErrorData, toAppError } from '#shared/errors.ts'
import { session } from './session.ts'
import { watchedFetch } from './writes.ts'

/** Headers of every request to main: the launch's token (server host only) and the workspace this window shows. */
export function requestHeaders(): Record<string, string> {
  const { token, workspace } = session()
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(workspace && { 'lakebench-workspace': workspace }),
  }
}

const link = new RPCLink({
  url: `${location.origin}/rpc`,
  headers: requestHeaders,
  async fetch(request, init) {
    const response = await watchedFetch(request, init)
    if (response.status === 401) throw otherLaunch()
    return response
  },
})

const otherLaunch = () =>
  new AppError({
    code: 'OTHER_LAUNCH',
    kind: 'remote',
    message:
      'This window belongs to an earlier start of Lakebench. Open the address that it printed this time; your text is kept.',
  })

/** Every operation of main, typed by the contract. Errors are AppError: see `appErrorOf`. */
export const client: ContractRouterClient<Contract> = createORPCClient(link)

/** The AppError that a failed call carries; a lost connection says so. */
export function appErrorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (typeof thrown === 'object' && thrown !== null && 'data' in thrown) {
    const data = AppErrorData.safeParse(thrown.data)
    if (data.success) return AppError.fromData(data.data)
  }
  if (thrown instanceof TypeError) {
    return new AppError({
      code: 'MAIN_UNREACHABLE',
      kind: 'remote',
      message: 'Lakebench does not answer. Start it again; your text is kept.',
    })
  }
  return toAppError(thrown)
}
