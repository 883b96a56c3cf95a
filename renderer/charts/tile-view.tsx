import { ChartFigure, noteOf } from '../ui/chart/index.ts'
import { Button, StateView } from '../ui/index.ts'
import css from './charts.module.css'
import type { Session } from './session.ts'
import { useSessionPart } from './use-session.ts'

/** A chart in its state: on its way with a cancel, failed with the way out, or drawn. */
export function TileView({
  id,
  session,
  table,
  what,
  onRetry,
  onText,
  onPicture,
}: {
  id: string
  session: Session
  table: boolean
  /** Where the rows come from, for the line that says what is under way. */
  what: string
  onRetry: () => void
  onText: () => void
  onPicture: (svg: SVGSVGElement) => void
}) {
  const tile = useSessionPart(session, ({ tiles }) => tiles[id])
  const selection = useSessionPart(session, ({ selections }) => selections[id])
  const loading = useSessionPart(session, (state) => state.loading)
  if (!tile || tile.state === 'loading') {
    return loading ? (
      <StateView state="loading" title={`Summing up ${what}`} onCancel={session.cancel} />
    ) : (
      <StateView
        state="empty"
        title="Stopped before the chart was complete."
        actions={<Button onPress={onRetry}>Load again</Button>}
      />
    )
  }
  if (tile.state === 'failed') {
    return (
      <StateView
        state="error"
        error={tile.error}
        onRetry={onRetry}
        actions={
          <Button kind="quiet" onPress={onText}>
            Open as text
          </Button>
        }
      />
    )
  }
  const note = tile.error?.message ?? noteOf(tile.drawn, tile.plan)
  if (tile.drawn.facts.rows === 0) return <StateView state="empty" title="0 rows: nothing to draw." />
  return (
    <>
      {note && (
        <p className={css.note} data-error={tile.error ? true : undefined} title={note}>
          {note}
        </p>
      )}
      <ChartFigure
        table={table}
        drawn={tile.drawn}
        plan={tile.plan}
        selection={selection ?? null}
        onSelect={(next) => session.select(id, next)}
        onArm={() => session.arm(id)}
        onPicture={onPicture}
      />
    </>
  )
}
