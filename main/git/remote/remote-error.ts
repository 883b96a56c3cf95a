import { Errors } from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { shownAddress } from './address.ts'

/** A remote as its errors name it. */
export interface Named {
  /** `origin`, or the address while there is no name yet. */
  name: string
  url: string
  /** What a token belongs to, null unless HTTP. */
  origin: string | null
}

/** The server wants to know who asks: the window shows the panel for a token. */
export function signInError(remote: Named, refused: boolean, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'GIT_SIGN_IN',
      kind: 'remote',
      message: refused
        ? `${remote.name} refused the user name or token. Check both, then sign in again.`
        : `${remote.name} asks who you are. Sign in with your user name and a token.`,
      details: { origin: remote.origin, refused },
    },
    { cause },
  )
}

/** Whatever a transport throws, as a sentence with the way out. No address in it has a name or password. */
export function remoteError(remote: Named, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const fail = (code: string, message: string, reason?: string) =>
    new AppError(
      { code, kind: 'remote', message, details: { remote: remote.name, ...(reason && { reason }) } },
      { cause: thrown },
    )
  if (thrown instanceof Errors.UserCanceledError) return signInError(remote, false, thrown)
  if (thrown instanceof Errors.HttpError) return httpError(remote, thrown.data.statusCode, fail)
  if (thrown instanceof Errors.SmartHttpError || thrown instanceof Errors.ParseError) {
    return fail(
      'GIT_NOT_A_SERVER',
      `${shownAddress(remote.url)} answers, but not as a git server does. Check the address.`,
    )
  }
  if (thrown instanceof Errors.NotFoundError && thrown.message.includes('HEAD')) {
    return fail(
      'GIT_REMOTE_HEAD',
      `The default branch of ${remote.name} has no commit yet. Push a branch to it first, or make a branch that has commits its default.`,
    )
  }
  return fail(
    'GIT_UNREACHABLE',
    `Could not reach ${remote.name}. Your commits are safe here. Try again.`,
    reasonOf(thrown),
  )
}

function httpError(
  remote: Named,
  status: number,
  fail: (code: string, message: string, reason?: string) => AppError,
): AppError {
  if (status === 401) return signInError(remote, true)
  if (status === 403)
    return fail(
      'GIT_FORBIDDEN',
      `${remote.name} does not allow this to you. Ask its owners for access, or sign in as somebody who may. Your commits are safe here.`,
    )
  if (status === 404)
    return fail(
      'GIT_NOT_FOUND',
      `There is no repository at ${shownAddress(remote.url)}, or you may not see it. Check the address, or sign in.`,
    )
  return fail(
    'GIT_UNREACHABLE',
    `${remote.name} answered with an error (${status}). Your commits are safe here. Try again.`,
    `HTTP ${status}`,
  )
}

/** `ECONNREFUSED` and the like; never a message, which could hold an address with a password. */
function reasonOf(thrown: unknown): string {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return thrown instanceof Error ? thrown.name : 'unknown'
}
