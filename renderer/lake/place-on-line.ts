/** A snapshot on the time line. */
export interface TimePoint {
  id: string
  syncedAt: string
}

/** How far apart two marks must stand to be told apart and pressed, in px. */
const apart = 28

/**
 * Where each snapshot stands on a line of `width` px, oldest at the left: by time, but pushed apart so that each can
 * be pressed. Where there is no room for all, only the newest are given.
 */
export function placeOnLine<Point extends TimePoint>(
  points: Point[],
  width: number,
): { point: Point; x: number }[] {
  const margin = apart / 2
  const room = Math.max(1, Math.floor((width - apart) / apart) + 1)
  const shown = [...points]
    .sort((a, b) => (a.syncedAt < b.syncedAt ? -1 : a.syncedAt > b.syncedAt ? 1 : 0))
    .slice(-room)
  const times = shown.map(({ syncedAt }) => new Date(syncedAt).getTime())
  const first = times[0] ?? 0
  const extent = (times.at(-1) ?? first) - first
  const end = width - margin
  const xs = times.map((time) => margin + (extent > 0 ? ((time - first) / extent) * (end - margin) : 0))
  // Push right what is too near, then back from the end.
  for (let i = 1; i < xs.length; i++) xs[i] = Math.max(xs[i] ?? 0, (xs[i - 1] ?? 0) + apart)
  for (let i = xs.length - 1; i >= 0; i--) {
    const most = i === xs.length - 1 ? end : (xs[i + 1] ?? end) - apart
    xs[i] = Math.min(xs[i] ?? 0, Math.max(most, margin))
  }
  return shown.map((point, index) => ({ point, x: Math.round(xs[index] ?? margin) }))
}
