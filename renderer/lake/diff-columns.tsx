import { useEffect, useState } from 'react'
import type { ColumnShift } from '#shared/contract/difference.ts'
import type { AppError } from '#shared/errors.ts'
import { appErrorOf } from '../client/index.ts'
import type { Comparison } from '../engine/index.ts'
import { ColumnShifts } from '../ui/diff-grid/index.ts'
import { StateView } from '../ui/index.ts'

/** Columns that one request compares: the first shifts stand soon, and a cancel is heard between. */
const each = 2

const known = new WeakMap<Comparison, ColumnShift[]>()

/** How each column is spread in two snapshots, as they are computed; a second look is immediate. */
export function DiffColumns({
  comparison,
  unitOf,
  onColumn,
}: {
  comparison: Comparison
  unitOf: (column: string) => string | undefined
  onColumn: (name: string) => void
}) {
  const [shifts, setShifts] = useState<ColumnShift[]>(() => known.get(comparison) ?? [])
  const [failure, setFailure] = useState<AppError | null>(null)
  const [run, setRun] = useState(() => new AbortController())
  const names = comparison.sides.shared.map(({ name }) => name)
  const [stopped, setStopped] = useState(false)
  useEffect(() => {
    let gone = false
    const all = known.get(comparison) ?? []
    const left = comparison.sides.shared.slice(all.length).map(({ name }) => name)
    const work = async () => {
      for (let at = 0; at < left.length && !gone && !run.signal.aborted; at += each) {
        all.push(...(await comparison.columns(left.slice(at, at + each), { signal: run.signal })))
        known.set(comparison, [...all])
        if (!gone) setShifts([...all])
      }
    }
    work().catch((thrown: unknown) => {
      if (!gone && !run.signal.aborted) setFailure(appErrorOf(thrown))
    })
    return () => {
      gone = true
    }
  }, [comparison, run])
  const again = () => {
    setFailure(null)
    setStopped(false)
    setRun(new AbortController())
  }
  if (failure) return <StateView state="error" error={failure} onRetry={again} />
  const left = names.length - shifts.length
  return (
    <ColumnShifts
      shifts={shifts}
      left={left}
      stopped={stopped}
      onCancel={() => {
        run.abort()
        setStopped(true)
      }}
      onAgain={again}
      onColumn={onColumn}
      unitOf={unitOf}
    />
  )
}
