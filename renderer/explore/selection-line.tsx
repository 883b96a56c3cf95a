import { useEffect, useState } from 'react'
import { appErrorOf } from '../client/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import { cellText, columnDecimals, type GridCells } from '../ui/data-grid/index.ts'
import { formatCount } from '../ui/index.ts'
import css from './explore.module.css'
import { type SelectionFigures, selectionFigures } from './selection-figures.ts'

/** Milliseconds for which a selection has to rest before the engine is asked. */
const rest = 150

type Answer = { of: GridCells; figures: SelectionFigures | null; problem?: string }

/** What is selected, when it is more than one cell: how many cells, and the figures of the numbers among them. */
export function SelectionLine({ handle, cells }: { handle: ResultHandle; cells: GridCells | null }) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    if (!cells) return
    const controller = new AbortController()
    const { signal } = controller
    const timer = setTimeout(() => {
      selectionFigures(handle, cells, signal)
        .then((figures) => signal.aborted || setAnswer({ of: cells, figures }))
        .catch((thrown: unknown) => {
          if (!signal.aborted) setAnswer({ of: cells, figures: null, problem: appErrorOf(thrown).message })
        })
    }, rest)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [handle, cells])
  if (!cells) return null
  const count = (cells.end - cells.from) * cells.columns.length
  const now = answer?.of === cells ? answer : null
  return (
    <div className={css.selectionLine} role="status" aria-label="Selection">
      <span>{`${formatCount(count)} cells`}</span>
      {now?.problem && <span>{now.problem}</span>}
      {now?.figures && <Figures figures={now.figures} count={count} />}
    </div>
  )
}

function Figures({ figures, count }: { figures: SelectionFigures; count: number }) {
  const { numbers, sum, mean, min, max } = figures
  return (
    <>
      {numbers !== count && <span>{`${formatCount(numbers)} numbers`}</span>}
      {Object.entries({ sum, mean, min, max }).map(([name, text]) => (
        <span key={name} title={`${name} ${text}`}>
          {`${name} `}
          <b>{grouped(text)}</b>
        </span>
      ))}
    </>
  )
}

/** Digits in groups; a long float as the grid shows one. */
function grouped(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const decimals = text.split('.')[1]?.length ?? 0
    if (decimals <= 6) return cellText(text, 'DECIMAL(38,6)', 0).text
  }
  const value = Number(text)
  return cellText(Number.isFinite(value) ? value : text, 'DOUBLE', columnDecimals([value])).text
}
