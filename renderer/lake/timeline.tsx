import type { SnapshotInfo } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { cx, plural } from '../ui/index.ts'
import { instantFormat } from './instants.ts'
import css from './lake.module.css'
import { openSnapshot } from './open.ts'
import { placeOnLine } from './place-on-line.ts'
import { useWidth } from './use-width.ts'

const height = 44
const middle = 14

/**
 * Snapshots on a line of time, the newest at the right and filled. The list below it holds the same for the keyboard,
 * so the line itself is a picture that can be pressed.
 */
export function Timeline({
  snapshots,
  selected,
  onPress,
}: {
  snapshots: SnapshotInfo[]
  selected?: Set<string> | undefined
  onPress?: ((snapshot: SnapshotInfo) => void) | undefined
}) {
  const [width, measure] = useWidth()
  const placed = placeOnLine(snapshots, Math.max(width, 60))
  const first = placed[0]
  const last = placed.at(-1)
  const hidden = snapshots.length - placed.length
  const written = instantFormat(snapshots.map(({ syncedAt }) => syncedAt))
  const press = onPress ?? ((snapshot: SnapshotInfo) => openSnapshot(snapshot.id, snapshot.source))
  return (
    <div className={css.timeline} ref={measure}>
      {first && last && width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${plural(snapshots.length, 'snapshot')}, the latest ${written(last.point.syncedAt)} UTC`}
        >
          <line className={css.timeLine} x1={first.x} x2={last.x} y1={middle} y2={middle} />
          {placed.map(({ point, x }, index) => (
            <g
              key={point.id}
              className={cx(
                css.mark,
                point.latest && css.markLatest,
                selected?.has(point.id) && css.markSelected,
              )}
              onPointerDown={() => press(point)}
            >
              <title>{`${short(point.id)}, ${written(point.syncedAt)} UTC${point.latest ? ', latest' : ''}`}</title>
              <rect x={x - 12} y={middle - 12} width={24} height={24} />
              <circle cx={x} cy={middle} r={point.latest ? 6 : 5} />
              <Label x={x} place={placeOf(index, placed.length)} width={width} at={written(point.syncedAt)} />
            </g>
          ))}
        </svg>
      )}
      {hidden > 0 && <p className={css.note}>{`${plural(hidden, 'older snapshot')} in the list`}</p>}
    </div>
  )
}

type Place = 'only' | 'first' | 'last' | 'between'

function placeOf(index: number, count: number): Place {
  if (count === 1) return 'only'
  return index === 0 ? 'first' : index === count - 1 ? 'last' : 'between'
}

/** The times at the two ends; where there is no room for both, the newest. */
function Label({ x, place, width, at }: { x: number; place: Place; width: number; at: string }) {
  if (place === 'between' || (place === 'first' && width < 280)) return null
  const atEnd = place === 'last'
  return (
    <text x={x + (atEnd ? 6 : -6)} y={height - 6} textAnchor={atEnd ? 'end' : 'start'}>
      {at}
    </text>
  )
}
