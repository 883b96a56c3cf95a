import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CommitId } from '../names.ts'
import { longOperation } from '../progress.ts'

const KnownRemote = z.object({
  name: z.string(),
  /** Without name and password; empty when it cannot be used. */
  address: z.string(),
  reach: z.enum(['http', 'ssh', 'file']).nullable(),
  /** Why it cannot be used, as a sentence. */
  problem: z.string().nullable(),
})

/** How the branch stands to the one it is pulled from, as far as it was fetched. */
export const RemoteState = z.object({
  remotes: z.array(KnownRemote),
  branch: z.string().nullable(),
  commit: CommitId.nullable(),
  /** Null when the branch was never pushed or pulled. */
  upstream: z.object({ remote: z.string(), branch: z.string() }).nullable(),
  /** The commit that the upstream was at when it was last reached. */
  tracked: CommitId.nullable(),
  /** Commits to push and to pull; null while that is not known. */
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  /** Runs that the remote has not. */
  runs: z.number().int(),
})
export type RemoteState = z.infer<typeof RemoteState>

export const PullResult = z.object({
  outcome: z.enum(['current', 'fast-forward', 'merged', 'conflicts']),
  /** Commits and runs that are new here. */
  commits: z.number().int(),
  runs: z.number().int(),
  /** Files to solve. */
  conflicts: z.array(z.string()),
})
export type PullResult = z.infer<typeof PullResult>

export const PushResult = z.object({
  /** `origin/main` */
  to: z.string(),
  commits: z.number().int(),
  runs: z.number().int(),
})
export type PushResult = z.infer<typeof PushResult>

/** Where a name and token are kept: the system's key store, the user's own git helper, or this launch's memory alone. */
const KeptIn = z.enum(['system', 'git', 'launch'])

/** Which repository a name and token are for: a remote of this workspace, or an address that is to be cloned. */
const SignInTarget = z.union([
  z.object({ remote: z.string(), push: z.boolean().default(false) }),
  z.object({ address: z.string().max(2000) }),
])

const SignIn = z.object({ origin: z.string(), username: z.string(), kept: KeptIn })
export type SignIn = z.infer<typeof SignIn>

export const gitRemote = {
  /** What is to push and to pull. Asks no network. */
  state: oc.output(RemoteState),
  /** Gives the repository a remote. */
  add: oc
    .input(z.object({ name: z.string().min(1).max(100), address: z.string().min(1).max(2000) }))
    .output(z.object({})),
  /** Brings the remote's branches, tags and runs here; no branch of ours moves. */
  fetch: oc
    .input(z.object({ remote: z.string() }))
    .output(longOperation(z.object({ runs: z.number().int() }))),
  /** Fetches, then brings the branch forward or merges. */
  pull: oc.output(longOperation(PullResult)),
  /** Pushes the branch and the runs; `lease` replaces what is there, if it still is that commit. */
  push: oc
    .input(z.object({ remote: z.string(), lease: CommitId.nullable().default(null) }))
    .output(longOperation(PushResult)),
  /** Clones into an empty or missing folder, and opens it. Cancelled or failed, nothing of it is left. */
  clone: oc
    .input(z.object({ address: z.string().min(1).max(2000), folder: z.string().min(1).max(4000) }))
    .output(longOperation(z.object({ id: z.string(), root: z.string() }))),
  /** Tries a name and token, then keeps them. `GIT_SIGN_IN` when they are refused. */
  signIn: oc
    .input(
      z.object({ target: SignInTarget, username: z.string().max(500), token: z.string().min(1).max(10_000) }),
    )
    .output(SignIn),
  /** Whom this computer signs in as, by server. The tokens themselves are never handed out. */
  signIns: oc.output(z.array(SignIn)),
  forgetSignIn: oc.input(z.object({ origin: z.string() })).output(z.object({})),
}
