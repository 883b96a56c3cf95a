/** How numbers, sizes, durations and instants are written everywhere in the window. */

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A whole number grouped by thousands: `1,204`. */
export function formatCount(value: number): string {
  return counts.format(value)
}

/** A number with as many decimals as given, grouped by thousands; NaN and infinities as words. */
export function formatNumber(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return String(value)
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

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

/** Bytes in decimal units: `412.0 MB`. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 1000) return `${formatCount(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes / 1000
  let unit = 0
  while (Math.abs(value) >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${formatNumber(value, 1)} ${units[unit]}`
}

/** Milliseconds as people say them: `84 ms`, `3.1 s`, `1 min 5 s`, `2 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0.5) return '0 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) {
    const rest = seconds % 60
    return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ''}`
  }
  const minutes = Math.round(seconds / 60)
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`
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

/** Cuts a long path in its middle, so that its end stays readable. */
export function middle(text: string, most = 48): string {
  if (text.length <= most) return text
  const tail = Math.ceil((most - 1) * 0.6)
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
