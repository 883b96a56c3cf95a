import { useState } from 'react'
import { Button } from './button.tsx'
import css from './inline-ask.module.css'

/** For what cannot be undone: the question takes the button's place and names what would be lost. */
export function InlineAsk({
  label,
  question,
  confirm,
  onConfirm,
  disabledReason,
}: {
  label: string
  /** `Replaces 2 commits that others may have.` */
  question: string
  confirm: string
  onConfirm: () => void
  disabledReason?: string | undefined
}) {
  const [asking, setAsking] = useState(false)
  if (!asking) {
    return (
      <Button onPress={() => setAsking(true)} disabledReason={disabledReason}>
        {label}
      </Button>
    )
  }
  return (
    <fieldset
      className={css.ask}
      aria-label={question}
      onKeyDown={(event) => event.key === 'Escape' && setAsking(false)}
    >
      <span className={css.question}>{question}</span>
      <Button
        kind="danger"
        onPress={() => {
          setAsking(false)
          onConfirm()
        }}
      >
        {confirm}
      </Button>
      <Button autoFocus onPress={() => setAsking(false)}>
        Keep
      </Button>
    </fieldset>
  )
}
