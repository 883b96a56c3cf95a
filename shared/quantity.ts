/** How numbers, sizes and durations are written, in the window and on the command line alike. */

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

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
