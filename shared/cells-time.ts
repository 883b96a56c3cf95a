import type { Interval, TimeTz } from './digest/value.ts'

/** Dates, times, timestamps and intervals as DuckDB casts them to text. */

const dateInfinity = 2_147_483_647
const timestampInfinity = 9_223_372_036_854_775_807n

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** Days since 1970-01-01 as `2001-02-03`, `0044-03-15 (BC)`, `infinity`. */
export function dateText(days: number): string {
  if (days === dateInfinity) return 'infinity'
  if (days === -dateInfinity) return '-infinity'
  const { year, month, day } = civil(days)
  const shown = year > 0 ? year : 1 - year
  return `${pad(shown, 4)}-${pad(month, 2)}-${pad(day, 2)}${year > 0 ? '' : ' (BC)'}`
}

/** Proleptic Gregorian date of a day number; year 0 is 1 BC. Date is no help: it ends 275,760 years from 1970. */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** Time of day in units of 10^-digits s as `12:34:56.789`; trailing zeros of the fraction are left out. */
export function timeText(value: bigint, digits: 0 | 3 | 6 | 9): string {
  const unit = 10n ** BigInt(digits)
  const seconds = Number(value / unit)
  const hours = Math.floor(seconds / 3600)
  const whole = `${pad(hours, 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  const fraction = value % unit
  if (fraction === 0n) return whole
  return `${whole}.${fraction.toString().padStart(digits, '0').replace(/0+$/, '')}`
}

/** `12:34:56+02`, `12:34:56-03:30`, with seconds of the offset only where there are any. */
export function timeTzText({ micros, offset }: TimeTz): string {
  return timeText(micros, 6) + offsetText(offset)
}

function offsetText(offset: number): string {
  const size = Math.abs(offset)
  const minutes = Math.floor(size / 60) % 60
  const seconds = size % 60
  const tail = [minutes || seconds ? `:${pad(minutes, 2)}` : '', seconds ? `:${pad(seconds, 2)}` : ''].join(
    '',
  )
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 3600), 2)}${tail}`
}

/** A timestamp in units of 10^-digits s since 1970 as `2001-02-03 04:05:06.789`; `zone` is appended to finite ones. */
export function timestampText(value: bigint, digits: 0 | 3 | 6 | 9, zone = ''): string {
  if (value === timestampInfinity) return 'infinity'
  if (value === -timestampInfinity) return '-infinity'
  const day = 86_400n * 10n ** BigInt(digits)
  const days = value >= 0n ? value / day : -((-value + day - 1n) / day)
  const date = dateText(Number(days))
  const time = timeText(value - days * day, digits)
  const era = date.endsWith(' (BC)')
  return era ? `${date.slice(0, -5)} (BC) ${time}${zone}` : `${date} ${time}${zone}`
}

/** `1 year 2 months 3 days 04:05:06.789`, `00:00:00` when empty. */
export function intervalText({ months, days, micros }: Interval): string {
  const years = Math.trunc(months / 12)
  const parts = [
    plural(years, 'year'),
    plural(months - years * 12, 'month'),
    plural(days, 'day'),
    micros === 0n ? '' : `${micros < 0n ? '-' : ''}${timeText(micros < 0n ? -micros : micros, 6)}`,
  ].filter(Boolean)
  return parts.length === 0 ? '00:00:00' : parts.join(' ')
}

const plural = (count: number, unit: string): string =>
  count === 0 ? '' : `${count} ${unit}${count === 1 || count === -1 ? '' : 's'}`
