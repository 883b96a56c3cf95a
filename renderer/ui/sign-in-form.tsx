import { useState } from 'react'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import css from './sign-in-form.module.css'

/** Asks for a user name and token for one server. What it is given is never shown again. */
export function SignInForm({
  origin,
  refused,
  busy,
  error,
  onSubmit,
  onCancel,
}: {
  /** `https://git.example.org` */
  origin: string
  /** The name or token that was known is not taken any more. */
  refused: boolean
  busy: boolean
  /** What the last try came to, as a sentence. */
  error?: string | undefined
  onSubmit: (username: string, token: string) => void
  onCancel: () => void
}) {
  const [username, setUsername] = useState('')
  const [token, setToken] = useState('')
  const missing = token === '' ? 'Paste a token first' : undefined
  const submit = () => !missing && !busy && onSubmit(username.trim() || 'git', token)
  return (
    <fieldset className={css.form} aria-label={`Sign in to ${origin}`}>
      <p className={css.title}>{refused ? `${origin} refused the token` : `Sign in to ${origin}`}</p>
      <TextField label="User name" value={username} onChange={setUsername} onSubmit={submit} autoFocus />
      <TextField
        label="Token"
        type="password"
        value={token}
        onChange={setToken}
        onSubmit={submit}
        invalid={error}
        mono
      />
      <p className={css.note}>
        It goes to the system’s key store or your own git helper, else it is kept until Lakebench closes. It
        never stands in the workspace, in an address or in a log.
      </p>
      <div className={css.buttons}>
        <Button kind="primary" busy={busy} disabledReason={missing} onPress={submit}>
          Sign in
        </Button>
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </fieldset>
  )
}
