/** How numbers, sizes, durations and instants are written everywhere in the window. */

import { formatCount, formatNumber } from '#shared/quantity.ts'

export { formatBytes, formatCount, formatDuration, formatNumber, plural } from '#shared/quantity.ts'

/** A signed difference with a true minus: `+1.20`, `−0.50`, `0.00`. */
export function formatDelta(value: number, decimals = 3): string {
  const text = formatNumber(Math.abs(value), decimals)
  if (Number(text.replaceAll(',', '')) === 0) return text
  return `${value < 0 ? '\u2212' : '+'}${text}`
}

/** A short count for tight places: `1,204`, `12.3k`, `6.0M`. */
export function formatShort(value: number): string {
  const size = Math.abs(value)
  if (size < 10_000) return formatCount(value)
  if (size < 999_950) return `${(value / 1e3).toFixed(1)}k`
  if (size < 999_950_000) return `${(value / 1e6).toFixed(1)}M`
  return `${(value / 1e9).toFixed(1)}G`
}

/** An instant in UTC to the minute: `2026-03-01 06:00`. The word UTC stands once in the header. */
export function formatInstant(instant: string | number | Date): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return String(instant)
  return date.toISOString().slice(0, 16).replace('T', ' ')
}

/** Hours as an age: `40 min`, `5 h`, `3 d 4 h`. */
export function formatHours(hours: number): string {
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`
  if (hours < 48) return `${Math.round(hours)} h`
  const days = Math.floor(hours / 24)
  if (days >= 60) return `${formatCount(days)} d`
  const rest = Math.round(hours - days * 24)
  return rest ? `${formatCount(days)} d ${rest} h` : `${formatCount(days)} d`
}
