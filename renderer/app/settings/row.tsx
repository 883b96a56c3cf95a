import type { ReactNode } from 'react'
import { Button } from '../../ui/index.ts'
import css from './settings.module.css'

/** One setting: name, sentence, control; said when it is not the default, with the way back (Alt+Backspace). */
export function Row({
  name,
  sentence,
  place,
  onReset,
  children,
}: {
  name: string
  sentence: ReactNode
  /** Key in `lakebench.yml`, where there is one. */
  place?: string
  /** Given only while the value is not the default. */
  onReset?: (() => void) | undefined
  children?: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the key of the control inside
    <div
      className={css.row}
      onKeyDown={(event) => {
        if (event.altKey && event.key === 'Backspace') onReset?.()
      }}
    >
      <div className={css.words}>
        <strong>{name}</strong>
        <span className={css.sentence}>{sentence}</span>
        {place && <span className={css.key}>{place}</span>}
      </div>
      <div className={css.control}>
        {onReset && (
          <>
            <span className={css.changed}>changed from default</span>
            <Button kind="quiet" keys="Alt+Backspace" hint="Reset to the default" onPress={onReset}>
              Reset
            </Button>
          </>
        )}
        {children}
      </div>
    </div>
  )
}
