import { useEffect, useState } from 'react'
import { appErrorOf } from '../client/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import { type CellContext, visible } from '../ui/data-grid/index.ts'
import { Button, formatCount, StateView } from '../ui/index.ts'
import { cellPart, partLength } from './cell-part.ts'
import { hexDump } from './cell-text.ts'
import css from './explore.module.css'

/** A value of megabytes, part by part: only what is looked at is fetched. */
export function LongCell({
  handle,
  cell,
  length,
  marks,
}: {
  handle: ResultHandle
  cell: CellContext
  length: number
  marks: boolean
}) {
  const [from, setFrom] = useState(0)
  const [part, setPart] = useState<{ from: number; text: string } | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const { row, column } = cell
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    cellPart(handle, { row, column }, { from, count: partLength }, signal)
      .then((text) => signal.aborted || setPart({ from, text }))
      .catch((thrown: unknown) => signal.aborted || setProblem(appErrorOf(thrown)))
    return () => controller.abort()
  }, [handle, row, column, from])
  if (problem !== null) return <StateView state="error" error={problem} />
  const isBytes = column.type === 'BLOB'
  const unit = isBytes ? 'bytes' : 'characters'
  const end = Math.min(from + partLength, length)
  const last = Math.floor((length - 1) / partLength) * partLength
  const move = (label: string, to: number, reason: string) => (
    <Button onPress={() => setFrom(to)} disabledReason={to === from ? reason : undefined}>
      {label}
    </Button>
  )
  return (
    <>
      <div className={css.cellParts}>
        {move('First', 0, 'This is the beginning')}
        {move('Previous', Math.max(0, from - partLength), 'This is the beginning')}
        {move('Next', Math.min(last, from + partLength), 'This is the end')}
        {move('Last', last, 'This is the end')}
      </div>
      <p className={css.cellPart} role="status">
        {`${unit[0]?.toUpperCase()}${unit.slice(1)} ${formatCount(from + 1)} to ${formatCount(end)} of ${formatCount(length)}`}
      </p>
      {part && (
        <pre className={isBytes ? css.hex : css.whole}>
          {isBytes
            ? hexDump(part.text, part.from)
            : marks
              ? part.text.split('\n').map(visible).join('↵\n')
              : part.text}
        </pre>
      )}
    </>
  )
}
