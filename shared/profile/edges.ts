/** About so many bars stand in a histogram. */
const bars = 20

/**
 * Edges of bars of one width that a person would choose (1, 2 or 5 times a power of ten), from at most `low` to more
 * than `high`. Each edge is the double nearest to its decimal, so that a bar and a condition written with its edges
 * hold the same values. Null where doubles are too coarse for bars.
 */
export function numberEdges(low: number, high: number, whole: boolean): number[] | null {
  if (!(high > low) || !Number.isFinite(high - low)) return null
  const { factor, power } = roundStep((high - low) / bars, whole)
  // Below, powers of ten and their inverses are no doubles any more.
  if (!(power >= -300)) return null
  // A step of 0.05 is 5 / 10^2: both are exact, and so their quotient is the nearest double.
  const edge = (place: number) =>
    power >= 0 ? place * factor * 10 ** power : (place * factor) / 10 ** -power
  const width = factor * 10 ** power
  let place = Math.floor(low / width)
  // Places that are no whole numbers any more would never come to an end.
  if (!(Math.abs(place) < 2 ** 52)) return null
  while (edge(place) > low) place -= 1
  const edges = [edge(place)]
  while ((edges.at(-1) ?? high) <= high) {
    place += 1
    edges.push(edge(place))
    if (edges.length > bars * 3) return null
  }
  const rising = edges.every((one, index) => index === 0 || one > (edges[index - 1] ?? one))
  return rising && edges.every(Number.isFinite) ? edges : null
}

/** The least of 1, 2, 5, 10, ... that is not below `least`, as factor and power of ten. */
function roundStep(least: number, whole: boolean): { factor: number; power: number } {
  if (whole && least <= 1) return { factor: 1, power: 0 }
  const power = Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((one) => one * 10 ** power >= least * (1 - 1e-12)) ?? 10
  return factor === 10 ? { factor: 1, power: power + 1 } : { factor, power }
}

const second = 1e6
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Widths of bars over time, in microseconds: what a clock and a week are divided into. */
const widths = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2].map((count) => count * day),
]
/** 1970-01-05 was a Monday. */
const monday = 4 * day
/** And widths in months. */
const months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000]

/** Edges of bars over time as microseconds since 1970, at full seconds, hours, days, weeks, months or years (UTC). */
export function timeEdges(low: number, high: number, days: boolean): number[] | null {
  if (!(high > low)) return null
  const fits = (width: number) => (high - low) / width <= bars * 1.25
  const even = [...widths, 7 * day].find((width) => fits(width) && (!days || width >= day))
  if (even !== undefined) return evenEdges(low, high, even, even === 7 * day ? monday : 0)
  if (!fits(30.4 * day) && !months.some((count) => fits(count * 30.4 * day))) return null
  const step = months.find((count) => fits(count * 30.4 * day)) ?? 12
  return monthEdges(low, high, step)
}

function evenEdges(low: number, high: number, width: number, from: number): number[] {
  const edges = [Math.floor((low - from) / width) * width + from]
  while ((edges.at(-1) ?? high) <= high) edges.push((edges.at(-1) ?? 0) + width)
  return edges
}

function monthEdges(low: number, high: number, step: number): number[] | null {
  const first = new Date(low / 1000)
  if (Number.isNaN(first.getTime())) return null
  const at = (month: number) => {
    const date = new Date(0)
    date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)
    return date.getTime() * 1000
  }
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step
  const edges = [at(month)]
  while ((edges.at(-1) ?? high) <= high) {
    month += step
    edges.push(at(month))
    if (Number.isNaN(edges.at(-1))) return null
  }
  return edges
}

/** Microseconds as DuckDB writes a date or a timestamp; null for years that need more than four digits. */
export function timeText(micros: number, days: boolean): string | null {
  const date = new Date(micros / 1000)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return null
  const text = date.toISOString()
  return days ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}
