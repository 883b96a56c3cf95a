import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RemoteState } from '#shared/contract/git-remote.ts'
import { appErrorOf, client, useWorkspaceInfo } from '../client/index.ts'
import { ArrowDown, ArrowUp, Ellipsis } from '../ui/icons.ts'
import {
  Button,
  IconButton,
  InlineAsk,
  Menu,
  Problem,
  plural,
  SignInForm,
  StateView,
  TextField,
} from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { useRefreshGit } from './data.ts'
import css from './remote.module.css'
import { amounts, askRemote, type RemoteVerb, useRemoteWork } from './remote-work.ts'

const off = 'Off in a restricted workspace. Review trust'

/** Pull and push, and what stands in their way. */
export function RemoteBar({ state }: { state: RemoteState }) {
  const restricted = useWorkspaceInfo().data?.restricted ?? true
  const { running, failed } = useRemoteWork()
  const [force, setForce] = useState(false)
  if (state.remotes.length === 0) return <AddRemote />
  const remote = remoteOf(state)
  const { upstream, ahead, behind, runs, tracked, branch } = state
  const place = upstream ? `${upstream.remote}/${upstream.branch}` : `${remote}/${branch ?? ''}`
  const waiting = amounts(ahead ?? 0, runs)
  const ask = (asked: RemoteVerb) => void askRemote(asked)
  const blocked = restricted ? off : running ? 'One at a time: wait, or cancel it' : undefined
  const nothing = upstream && tracked && waiting === '' ? `${place} has all of it` : undefined
  return (
    <section className={css.bar} aria-label="Remote">
      <div className={css.verbs}>
        <Button
          icon={ArrowDown}
          keys="Mod+K G"
          hint={`Pull ${place}: fetch, then fast-forward or merge`}
          disabledReason={blocked}
          onPress={() => ask({ verb: 'pull', remote })}
        >
          {behind ? `Pull ${behind}` : 'Pull'}
        </Button>
        <Button
          icon={ArrowUp}
          keys="Mod+K U"
          label={upstream ? `Push ${waiting}`.trim() : `Push to ${remote}`}
          hint={
            upstream ? `Push to ${place}` : `Push ${branch ?? 'this'} to ${remote}, and pull it from there`
          }
          disabledReason={blocked ?? nothing}
          onPress={() => ask({ verb: 'push', remote, lease: null })}
        >
          {upstream && ahead ? `Push ${ahead}` : 'Push'}
        </Button>
        <span className={css.spring} />
        <Menu
          label="More of remotes"
          placement="bottom end"
          items={[
            ...state.remotes.map(({ name, address, problem }) => ({
              id: `fetch:${name}`,
              label: `Fetch from ${name}`,
              detail: address,
              ...(name === remote && { keys: 'Mod+K R' }),
              disabledReason: problem ?? blocked,
              run: () => ask({ verb: 'fetch', remote: name }),
            })),
            ...state.remotes
              .filter(({ name }) => name !== remote)
              .map(({ name }) => ({
                id: `push:${name}`,
                label: `Push to ${name}`,
                disabledReason: blocked,
                run: () => ask({ verb: 'push', remote: name, lease: null }),
              })),
            {
              id: 'force',
              label: 'Force push…',
              danger: true,
              disabledReason:
                blocked ?? (tracked && behind && ahead ? undefined : 'Nothing there to replace'),
              run: () => setForce(true),
            },
          ]}
        >
          <IconButton icon={Ellipsis} label="More of remotes" />
        </Menu>
      </div>
      {upstream && waiting !== '' && <p className={css.quiet}>{`To push: ${waiting}`}</p>}
      {force && tracked && behind ? (
        <div className={css.row}>
          <InlineAsk
            label={`Replace ${place}…`}
            question={`Replaces ${plural(behind, 'commit')} that others may have.`}
            confirm="Replace"
            disabledReason={blocked}
            onConfirm={() => {
              setForce(false)
              ask({ verb: 'push', remote, lease: tracked })
            }}
          />
        </div>
      ) : null}
      {running && (
        <StateView
          state="loading"
          title={`${running.asked.verb === 'push' ? 'Pushing to' : 'Reading from'} ${running.asked.remote}`}
          progress={running.progress}
          onCancel={running.cancel}
        />
      )}
      {failed && <Failure key={failed.error.message} failed={failed} ask={ask} />}
    </section>
  )
}

/** The remote of the branch, else `origin`, else the first. */
export function remoteOf({ upstream, remotes }: Pick<RemoteState, 'upstream' | 'remotes'>): string {
  return upstream?.remote ?? (remotes.find(({ name }) => name === 'origin') ?? remotes[0])?.name ?? ''
}

/** What went wrong, with its next step. */
function Failure({
  failed: { asked, error },
  ask,
}: {
  failed: NonNullable<ReturnType<typeof useRemoteWork.getState>['failed']>
  ask: (asked: RemoteVerb) => void
}) {
  const forget = () => useRemoteWork.setState({ failed: null })
  const signIn = useMutation({
    mutationFn: ({ username, token }: { username: string; token: string }) =>
      client.git.remote.signIn({
        target: { remote: asked.remote, push: asked.verb === 'push' },
        username,
        token,
      }),
    onSuccess: ({ kept, origin }) => {
      if (kept === 'launch')
        frame().toast({
          message: `Signed in to ${origin}. This computer has no key store, so it is until Lakebench closes.`,
        })
      ask(asked)
    },
  })
  const { origin, refused } = error.details
  if (error.code === 'GIT_SIGN_IN' && typeof origin === 'string') {
    return (
      <SignInForm
        origin={origin}
        refused={refused === true}
        busy={signIn.isPending}
        error={signIn.error ? appErrorOf(signIn.error).message : undefined}
        onSubmit={(username, token) => signIn.mutate({ username, token })}
        onCancel={forget}
      />
    )
  }
  const pull = error.code === 'GIT_PUSH_REFUSED'
  return (
    <Problem
      error={error.toData()}
      action={
        <Button onPress={() => ask(pull ? { verb: 'pull', remote: asked.remote } : asked)}>
          {pull ? 'Pull' : 'Try again'}
        </Button>
      }
    />
  )
}

/** A repository without a remote is given one. */
function AddRemote() {
  const refresh = useRefreshGit()
  const [open, setOpen] = useState(false)
  const [address, setAddress] = useState('')
  const add = useMutation({
    mutationFn: () => client.git.remote.add({ name: 'origin', address: address.trim() }),
    onSuccess: refresh,
  })
  const missing = address.trim() === '' ? 'Type an address first' : undefined
  if (!open) {
    return (
      <section className={css.bar} aria-label="Remote">
        <div className={css.row}>
          <span className={css.quiet}>No remote: nothing to push to.</span>
          <Button kind="quiet" onPress={() => setOpen(true)}>
            Add one…
          </Button>
        </div>
      </section>
    )
  }
  return (
    <section className={css.bar} aria-label="Remote">
      <TextField
        label="Address of the remote"
        value={address}
        onChange={setAddress}
        placeholder="https://git.example.org/team/shop.git"
        mono
        autoFocus
        invalid={add.error ? appErrorOf(add.error).message : undefined}
        onSubmit={() => !missing && add.mutate()}
      />
      <div className={css.row}>
        <Button kind="primary" busy={add.isPending} disabledReason={missing} onPress={() => add.mutate()}>
          Add origin
        </Button>
        <Button onPress={() => setOpen(false)}>Cancel</Button>
      </div>
    </section>
  )
}
