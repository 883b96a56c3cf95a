import { inputError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { parseAddress } from '../git/index.ts'
import { setTrust } from '../workspace/index.ts'
import type { App } from './app.ts'
import { needTrust, os, type RequestContext, stream } from './base.ts'
import { rememberOpened, typedPath } from './opened.ts'
import { repositoryOf } from './repository.ts'

/** Other computers' repositories: nothing here reaches a network unless it is asked to. */
export const gitRemoteRouter = os.git.remote.router({
  state: os.git.remote.state.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('remoteState', { repo })
  }),
  add: os.git.remote.add.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    await git.call('addRemote', { repo, ...input })
    return {}
  }),
  fetch: os.git.remote.fetch.handler(({ context, input, signal }) =>
    stream(signal, async (work) => fetchFrom(await trusted(context, 'Fetching'), input.remote, work)),
  ),
  pull: os.git.remote.pull.handler(({ context, signal }) =>
    stream(signal, async (work) => {
      const place = await trusted(context, 'Pulling')
      const { git, repo, ownGit } = place
      const { upstream, remotes } = await git.call('remoteState', { repo })
      // Without an upstream there is nothing to fetch: what can be done is said by `integrate`.
      const [only] = remotes
      const from = upstream?.remote ?? (remotes.length === 1 ? only?.name : undefined)
      const { runs } = from ? await fetchFrom(place, from, work) : { runs: 0 }
      work.signal.throwIfAborted()
      return { runs, ...(await git.call('integrate', { repo, remote: from ?? null, ownGit })) }
    }),
  ),
  push: os.git.remote.push.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const { app, git, repo, journal, ownGit } = await trusted(context, 'Pushing')
      const { branch } = await git.call('head', { repo })
      if (branch === null) {
        throw inputError('GIT_NO_BRANCH', 'No branch is checked out. Switch to a branch first, then push.')
      }
      // Runs that are not in the ledger yet belong to this thread's journal.
      await git.call('ledgerFlush', { repo, journal })
      const auth = await signInFor(app, await git.call('remoteUrl', { repo, name: input.remote, push: true }))
      return app.remote.call('pushRemote', { repo, ownGit, auth, branch, ...input }, work)
    }),
  ),
  clone: os.git.remote.clone.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const { app, workspaces } = context
      const auth = await signInFor(app, input.address)
      const folder = typedPath(input.folder)
      const { root } = await app.remote.call(
        'cloneRepository',
        { address: input.address, folder, auth },
        work,
      )
      const opened = await workspaces.open(root)
      // Another workspace may have been trusted here before.
      await setTrust(app.home, opened, false)
      await rememberOpened(app, opened)
      return { id: opened.id, root }
    }),
  ),
  signIn: os.git.remote.signIn.handler(async ({ context, input, signal }) => {
    const { app } = context
    const { target, username, token } = input
    const address = 'address' in target ? target.address : await addressOf(context, target)
    const { origin, url } = parseAddress(address)
    if (!origin) {
      throw inputError('GIT_NO_TOKEN', 'This address takes no token: your own git and SSH sign you in there.')
    }
    refuseInClear(origin)
    const auth = { username, password: token }
    await app.remote.call('tryCredentials', { address: url, auth }, signal ? { signal } : {})
    return app.credentials.keep(origin, auth)
  }),
  signIns: os.git.remote.signIns.handler(({ context }) => context.app.credentials.list()),
  forgetSignIn: os.git.remote.forgetSignIn.handler(async ({ context, input }) => {
    await context.app.credentials.forget(input.origin)
    return {}
  }),
})

type Place = Awaited<ReturnType<typeof trusted>>

/** The repository of a workspace that may reach its remotes. Throws `RESTRICTED`. */
async function trusted(context: RequestContext, what: string) {
  const place = await repositoryOf(context)
  needTrust(place.workspace, what)
  return { ...place, app: context.app }
}

async function fetchFrom({ app, git, repo, journal, ownGit }: Place, remote: string, work: Work) {
  await git.call('ledgerFlush', { repo, journal })
  const auth = await signInFor(app, await git.call('remoteUrl', { repo, name: remote, push: false }))
  return app.remote.call('fetchRemote', { repo, ownGit, auth, remote }, work)
}

async function addressOf(context: RequestContext, { remote, push }: { remote: string; push: boolean }) {
  const { git, repo } = await trusted(context, 'Signing in')
  return git.call('remoteUrl', { repo, name: remote, push })
}

async function signInFor(app: App, address: string) {
  const { origin } = parseAddress(address)
  return origin ? app.credentials.find(origin) : null
}

/** A token goes over https, or stays on this computer. */
function refuseInClear(origin: string): void {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return
  throw inputError(
    'GIT_IN_CLEAR',
    `${origin} is not encrypted: your token could be read on the way. Use its https address.`,
  )
}
