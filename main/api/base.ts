import { implement, ORPCError } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import { AppError, toAppError } from '#shared/errors.ts'
import type { Progress, Work } from '#shared/progress.ts'
import type { OpenedWorkspace, Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'
import { spaced } from './spaced.ts'
import type { Workspaces } from './workspaces.ts'

/** What every handler is given. */
export interface RequestContext {
  app: App
  workspaces: Workspaces
  /** The workspace the request names; throws `NO_WORKSPACE` when it names none that is open. */
  workspace(): Promise<OpenedWorkspace>
}

/** The one place where an error leaves main: any thrown value becomes an AppError's plain data. */
export const os = implement(contract)
  .$context<RequestContext>()
  .use(async ({ next }) => {
    try {
      return await next()
    } catch (thrown) {
      throw errorForTransport(thrown)
    }
  })

export function errorForTransport(thrown: unknown): ORPCError<string, unknown> {
  // An input that breaks the contract is refused by oRPC itself before a handler runs.
  if (thrown instanceof ORPCError) return thrown
  const error = toAppError(thrown)
  if (error.kind === 'bug') console.error(thrown)
  return new ORPCError('APP', { status: statusOf(error), message: error.message, data: error.toData() })
}

function statusOf(error: AppError): number {
  return { failed: 422, input: 400, integrity: 409, remote: 502, cancelled: 499, bug: 500 }[error.kind]
}

/** Throws when the workspace is restricted: `what` needs this computer's trust. */
export function needTrust(workspace: Workspace, what: string): void {
  if (!workspace.restricted) return
  throw new AppError({
    code: 'RESTRICTED',
    kind: 'input',
    message: `${what} is off in a restricted workspace. Review what it asks for, then trust it (in the window, or \`lakebench trust\`).`,
  })
}

type LongEvent<Result> = { type: 'progress'; progress: Progress } | { type: 'done'; result: Result }

/**
 * A verb that reports progress as a stream of events that ends with its result. When the reader leaves, `signal`
 * aborts: over Electron's private scheme a request never aborts, only its body is cancelled, and this ties to that.
 */
export async function* stream<Result>(
  requestSignal: AbortSignal | undefined,
  verb: (work: Required<Work>) => Promise<Result>,
): AsyncGenerator<LongEvent<Result>, void, void> {
  yield* events<LongEvent<Result>>(requestSignal, async (emit, signal) => {
    const onProgress = spaced((progress) => emit({ type: 'progress', progress }))
    const result = await verb({ signal, onProgress })
    emit({ type: 'done', result })
  })
}

/** The general form of `stream`: `produce` emits events of any kind until it returns. */
export async function* events<Event>(
  requestSignal: AbortSignal | undefined,
  produce: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void, void> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (requestSignal?.aborted) abort()
  requestSignal?.addEventListener('abort', abort)
  const queue: Event[] = []
  let wake: () => void = () => undefined
  let ended = false
  let failure: unknown
  const running = produce((event) => {
    queue.push(event)
    wake()
  }, controller.signal).then(
    () => {
      ended = true
      wake()
    },
    (thrown) => {
      ended = true
      failure = errorForTransport(thrown)
      wake()
    },
  )
  try {
    for (;;) {
      for (const event of queue.splice(0)) yield event
      if (ended && queue.length === 0) break
      await new Promise<void>((resolve) => {
        wake = resolve
        if (ended || queue.length > 0) resolve()
      })
    }
    if (failure) throw failure
  } finally {
    requestSignal?.removeEventListener('abort', abort)
    controller.abort()
    await running
  }
}
