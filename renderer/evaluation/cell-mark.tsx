import { Ban, Circle, CircleAlert, CircleCheck, CircleDashed, CircleDot, Recycle } from '../ui/icons.ts'
import { Icon, type IconType, type Tone } from '../ui/index.ts'
import css from './evaluation.module.css'
import type { CellState } from './matrix.ts'

const marks: Record<CellState, { icon: IconType; tone: Tone; word: string }> = {
  'to run': { icon: Circle, tone: 'muted', word: 'to run' },
  'to measure': { icon: Circle, tone: 'muted', word: 'to measure' },
  queued: { icon: CircleDashed, tone: 'muted', word: 'queued' },
  running: { icon: CircleDot, tone: 'info', word: 'running' },
  done: { icon: CircleCheck, tone: 'ok', word: 'done' },
  reused: { icon: Recycle, tone: 'ok', word: 'reused' },
  failed: { icon: CircleAlert, tone: 'error', word: 'FAILED' },
  cancelled: { icon: Ban, tone: 'muted', word: 'stopped' },
}

/** A state as icon, colour and word. */
export function CellMark({ state }: { state: CellState }) {
  const { icon, tone, word } = marks[state]
  return (
    <span className={css.mark} data-state={state}>
      <Icon of={icon} tone={tone} />
      {word}
    </span>
  )
}
