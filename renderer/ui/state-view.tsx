import { type ReactNode, useEffect, useState } from 'react'
import { AppErrorData, describeError, toAppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { formatBytes, formatCount, formatDuration } from './format.ts'
import { Icon } from './icon.tsx'
import { CircleAlert, CircleDashed, Info } from './icons.ts'
import css from './state-view.module.css'

export type StateViewProps =
  | { state: 'empty'; title: string; children?: ReactNode; actions?: ReactNode }
  | {
      state: 'loading'
      /** What is being done, with its count when known: `Reading 42 files`. */
      title: string
      progress?: Progress | undefined
      /** Milliseconds since the epoch. */
      startedAt?: number | undefined
      onCancel?: (() => void) | undefined
      /** The word on the button; `Cancel` by itself. */
      cancelLabel?: string | undefined
    }
  | { state: 'partial'; title: string; children?: ReactNode; actions?: ReactNode }
  | {
      state: 'error'
      /** An AppError, its data, or anything thrown. */
      error: unknown
      onRetry?: (() => void) | undefined
      actions?: ReactNode
    }

/**
 * What stands where content will be or could be. `empty`, `loading` and `error` fill their place; `partial` is a bar
 * above the content that is there. The words come from the caller: one fact, one next step.
 */
export function StateView(props: StateViewProps) {
  switch (props.state) {
    case 'empty':
      return (
        <div className={css.view}>
          <p className={css.title}>{props.title}</p>
          {props.children && <div className={css.body}>{props.children}</div>}
          {props.actions && <div className={css.actions}>{props.actions}</div>}
        </div>
      )
    case 'loading':
      return <Loading {...props} />
    case 'partial':
      return (
        <div className={css.partial} role="status">
          <Icon of={CircleDashed} label="Partial" />
          <span className={css.grow}>{props.title}</span>
          {props.children}
          {props.actions}
        </div>
      )
    case 'error':
      return <ErrorView {...props} />
  }
}

/** Appears after 200 ms, so that what is quick never flickers. */
function Loading({
  title,
  progress,
  startedAt,
  onCancel,
  cancelLabel = 'Cancel',
}: Extract<StateViewProps, { state: 'loading' }>) {
  const [shown, setShown] = useState(false)
  const [begun] = useState(() => startedAt ?? Date.now())
  const [now, setNow] = useState(begun)
  useEffect(() => {
    const show = setTimeout(() => setShown(true), 200)
    const tick = setInterval(() => setNow(Date.now()), 500)
    return () => {
      clearTimeout(show)
      clearInterval(tick)
    }
  }, [])
  const elapsed = now - begun
  return (
    <div className={cx(css.view, !shown && css.unseen)} role="status">
      <p className={css.loading}>
        {title}
        {progress && `: ${describeProgress(progress)}`}
        {elapsed >= 1000 && <span className={css.muted}> · {formatDuration(elapsed)}</span>}
      </p>
      <ProgressBar done={progress?.done ?? 0} total={progress?.total ?? null} label={title} />
      {onCancel && (
        <div className={css.actions}>
          <Button onPress={onCancel}>{cancelLabel}</Button>
        </div>
      )}
    </div>
  )
}

/** `Fetch 18 of 42 objects, 96.0 MB of 212.0 MB`. */
export function describeProgress({
  phase,
  done,
  total,
  unit,
  detail,
  bytesDone,
  bytesTotal,
}: Progress): string {
  const amount = unit === 'bytes' ? formatBytes : formatCount
  const name = unit === 'bytes' ? '' : ` ${unit}`
  const count =
    total === null ? (done > 0 ? `${amount(done)}${name}` : '') : `${amount(done)} of ${amount(total)}${name}`
  const bytes =
    bytesDone === undefined
      ? ''
      : `, ${formatBytes(bytesDone)}${bytesTotal === undefined ? '' : ` of ${formatBytes(bytesTotal)}`}`
  return [detail, `${phase} ${count}${bytes}`.trim()].filter(Boolean).join(' · ')
}

/** A bar of 2 px; without a total it is a still, hatched line, for nothing moves that does not know where it is going. */
export function ProgressBar({ done, total, label }: { done: number; total: number | null; label: string }) {
  const share = total ? Math.min(1, done / total) : null
  return (
    <div
      className={cx(css.bar, share === null && css.unknown)}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { 'aria-valuenow': Math.round(share * 100) })}
    >
      {share !== null && <div className={css.done} style={{ width: `${share * 100}%` }} />}
    </div>
  )
}

function dataOf(error: unknown): AppErrorData {
  if (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'message' in error &&
    !(error instanceof Error)
  ) {
    return error as AppErrorData
  }
  // A call to main that was refused carries the error as its data.
  const carried = error instanceof Error && 'data' in error ? AppErrorData.safeParse(error.data) : null
  return carried?.success ? carried.data : toAppError(error).toData()
}

function ErrorView({ error, onRetry, actions }: Extract<StateViewProps, { state: 'error' }>) {
  const data = dataOf(error)
  return (
    <div className={css.view} role="alert">
      <p className={css.error}>
        <Icon of={CircleAlert} tone="error" label="Error" />
        <span>{data.message}</span>
      </p>
      <PlaceLine data={data} />
      {(onRetry || actions) && (
        <div className={css.actions}>
          {onRetry && <Button onPress={onRetry}>Try again</Button>}
          {actions}
        </div>
      )}
    </div>
  )
}

function PlaceLine({ data }: { data: AppErrorData }) {
  const where = describeError({ ...data, message: '' }).replace(/: $/, '')
  return (
    <p className={css.place}>
      {where && <span>{where}</span>}
      <span>{data.code}</span>
    </p>
  )
}

/** One problem in a line: for lists and beside fields. */
export function Problem({
  error,
  severity = 'error',
  action,
}: {
  error: unknown
  severity?: 'error' | 'warning' | 'note'
  action?: ReactNode
}) {
  const data = dataOf(error)
  const tone = severity === 'error' ? 'error' : severity === 'warning' ? 'warn' : 'info'
  const where = describeError({ ...data, message: '' }).replace(/: $/, '')
  return (
    <div className={cx(css.problem, css[tone])} role={severity === 'error' ? 'alert' : 'note'}>
      <Icon of={severity === 'note' ? Info : CircleAlert} label={severity} />
      <span className={css.grow}>
        {data.message}
        {where && <span className={css.where}> {where}</span>}
      </span>
      {action}
    </div>
  )
}
