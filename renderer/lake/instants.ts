import { formatInstant } from '../ui/index.ts'

/** Writes instants to the minute, or to the second where two of them share a minute. */
export function instantFormat(instants: string[]): (instant: string) => string {
  const minutes = new Set(instants.map((instant) => formatInstant(instant)))
  if (minutes.size === new Set(instants).size) return (instant) => formatInstant(instant)
  return (instant) => {
    const date = new Date(instant)
    return Number.isNaN(date.getTime()) ? instant : date.toISOString().slice(0, 19).replace('T', ' ')
  }
}
