import { lineColumn } from '#shared/sql/index.ts'
import { Button, StateView } from '../ui/index.ts'
import { partsOf } from './parts.ts'
import { runAtCaret } from './run.ts'
import { tabState } from './store.ts'
import type { Execution } from './types.ts'

/** Why a statement failed, where, and what would mend it. */
export function FailedView({ id, execution }: { id: string; execution: Execution }) {
  const { error } = execution
  const text = tabState(id)?.text ?? ''
  // The engine's own place, else what the diagnosis of the text says about this statement.
  const marker = tabState(id)?.markers.find(
    ({ from, severity }) => severity === 'error' && from >= execution.from && from <= execution.to,
  )
  const from = typeof error?.details.textFrom === 'number' ? error.details.textFrom : marker?.from
  const place = from === undefined ? null : lineColumn(text, from)
  const go = () => {
    if (from === undefined) return
    partsOf(id).editor?.select(from, marker?.from === from ? marker.to : from)
    partsOf(id).editor?.focus()
  }
  const mend = () => {
    if (marker?.fix === undefined) return
    partsOf(id).editor?.replace(marker.from, marker.to, marker.fix)
    void runAtCaret(id, { from: execution.from, to: execution.from })
  }
  const again = () => void runAtCaret(id, { from: execution.from, to: execution.from })
  return (
    <StateView
      state="error"
      // The button below says the place.
      error={error && place ? { ...error.toData(), place: {} } : error}
      {...(marker?.fix === undefined && { onRetry: again })}
      actions={
        <>
          {marker?.fix !== undefined && (
            <>
              <Button kind="primary" onPress={mend}>{`Use ${marker.fix} and run`}</Button>
              <Button onPress={again}>Try again</Button>
            </>
          )}
          {place && <Button onPress={go}>{`Line ${place.line}, column ${place.column}`}</Button>}
        </>
      }
    />
  )
}
