import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../../client/index.ts'
import { Download } from '../../ui/icons.ts'
import { Button, Problem, runJob, SignInForm, StateView, showToast, TextField } from '../../ui/index.ts'
import { showWorkspace } from '../workspace.ts'
import css from './welcome.module.css'

/** A workspace from another computer: address, folder, and it opens restricted. */
export function Clone() {
  const [open, setOpen] = useState(false)
  if (open) return <CloneForm onClose={() => setOpen(false)} />
  return (
    <section className={css.section} aria-label="Clone">
      <div className={css.row}>
        <Button icon={Download} onPress={() => setOpen(true)}>
          Clone…
        </Button>
        <span className={css.quiet}>A workspace that your team keeps in a git repository.</span>
      </div>
    </section>
  )
}

function CloneForm({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState('')
  const [typed, setTyped] = useState<string | null>(null)
  const [progress, setProgress] = useState<Progress>()
  const stop = useRef<AbortController>(null)
  const folder = typed ?? folderFor(address)
  const clone = useMutation({
    mutationFn: async () => {
      stop.current = new AbortController()
      setProgress(undefined)
      const { id } = await runJob(
        { name: 'Clone', signal: stop.current.signal, onProgress: setProgress },
        (work) =>
          follow(
            (options) => client.git.remote.clone({ address: address.trim(), folder: folder.trim() }, options),
            work,
          ),
      )
      await showWorkspace(id)
    },
  })
  const signIn = useMutation({
    mutationFn: ({ username, token }: { username: string; token: string }) =>
      client.git.remote.signIn({ target: { address: address.trim() }, username, token }),
    onSuccess: ({ kept }) => {
      if (kept === 'launch')
        showToast({ message: 'Signed in until Lakebench closes: this computer has no key store.' })
      clone.mutate()
    },
  })
  const failed = clone.error
    ? clone.error instanceof AppError
      ? clone.error
      : appErrorOf(clone.error)
    : null
  const origin = failed?.code === 'GIT_SIGN_IN' ? failed.details.origin : null
  const missing =
    address.trim() === '' ? 'Type an address first' : folder.trim() === '' ? 'Type a folder first' : undefined
  if (clone.isPending) {
    return (
      <section className={css.section} aria-label="Clone">
        <div className={css.making}>
          <StateView
            state="loading"
            title={`Cloning into ${folder}`}
            progress={progress}
            onCancel={() => stop.current?.abort()}
          />
        </div>
      </section>
    )
  }
  const change = (set: (text: string) => void) => (text: string) => {
    set(text)
    clone.reset()
  }
  const start = () => !missing && clone.mutate()
  return (
    <section className={css.section} aria-label="Clone">
      <h2>Clone a workspace</h2>
      <TextField
        label="Address of the repository"
        value={address}
        onChange={change(setAddress)}
        placeholder="https://git.example.org/team/shop.git"
        description="https, an SSH address by your own git, or a folder."
        mono
        autoFocus
        onSubmit={start}
      />
      <TextField
        label="New folder"
        value={folder}
        onChange={change(setTyped)}
        placeholder="~/shop"
        mono
        onSubmit={start}
      />
      {typeof origin === 'string' ? (
        <SignInForm
          origin={origin}
          refused={failed?.details.refused === true}
          busy={signIn.isPending}
          error={signIn.error ? appErrorOf(signIn.error).message : undefined}
          onSubmit={(username, token) => signIn.mutate({ username, token })}
          onCancel={() => clone.reset()}
        />
      ) : (
        <>
          {failed?.kind === 'cancelled' && <p className={css.quiet}>Cancelled. Nothing of it is left.</p>}
          {failed && failed.kind !== 'cancelled' && <Problem error={failed.toData()} />}
          <div className={css.row}>
            <Button kind="primary" keys="Enter" disabledReason={missing} onPress={start}>
              Clone
            </Button>
            <Button onPress={onClose}>Cancel</Button>
          </div>
        </>
      )}
    </section>
  )
}

/** `~/shop` for an address that ends in `shop.git`. */
function folderFor(address: string): string {
  const name = /([^/:\\]+?)(?:\.git)?\/*$/.exec(address.trim())?.[1]
  return name ? `~/${name}` : ''
}
