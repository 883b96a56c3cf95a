import { z } from 'zod'
import { parseType, type SqlType } from '../sql/index.ts'
import { Cell } from '../value.ts'

/** A parameter of a query: `$name` in its text. The window's fields, the command line and evaluations go by it. */
export const QueryParam = z.strictObject({
  /** A DuckDB type, e.g. `DATE`. */
  type: z.string().min(1).max(200),
  default: Cell.optional(),
  unit: z.string().optional(),
  meaning: z.string().optional(),
  /** Bounds of a number, date or time; both belong to it. */
  min: Cell.optional(),
  max: Cell.optional(),
  /** The values that it may have, or a query whose first column offers some. */
  choices: z.union([z.array(Cell).min(1).max(1000), z.string().min(1).max(10_000)]).optional(),
})
export type QueryParam = z.infer<typeof QueryParam>

/** What a parameter's field is like. */
export type ParamKind = 'boolean' | 'integer' | 'number' | 'date' | 'timestamp' | 'text' | 'list' | 'other'

type Bounds = Pick<QueryParam, 'min' | 'max' | 'unit'>

/** What kind of values a DuckDB type has; `other` for one that only DuckDB can judge. */
export function paramKind(type: string): ParamKind {
  const parsed = typeOf(type)
  if (parsed?.kind === 'list') return 'list'
  return parsed?.kind === 'simple' ? kindOf(parsed.name) : 'other'
}

function typeOf(type: string): SqlType | null {
  try {
    return parseType(type)
  } catch {
    return null
  }
}

function kindOf(name: string): ParamKind {
  if (/^(BOOL|BOOLEAN|LOGICAL)$/.test(name)) return 'boolean'
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|U?INT\d?|LONG|SHORT|SIGNED)$/.test(name)) return 'integer'
  if (/^(DOUBLE|FLOAT|REAL|FLOAT[48]|DOUBLE PRECISION|DECIMAL|NUMERIC)$/.test(name)) return 'number'
  if (name === 'DATE') return 'date'
  if (/^(TIMESTAMP(TZ|_S|_MS|_NS)?|DATETIME|TIMESTAMP WITH TIME ZONE)$/.test(name)) return 'timestamp'
  return /^(VARCHAR|TEXT|STRING|CHAR|BPCHAR)$/.test(name) ? 'text' : 'other'
}

/** The value that a typed text stands for, or what is wrong with it, as a sentence. Without a type it is any text. */
export function readParam(text: string, param: QueryParam | null): { value: Cell } | { problem: string } {
  if (param === null) return { value: text }
  const kind = paramKind(param.type)
  if (kind === 'list') return readList(text, param)
  const problem = problemOf(text, kind, param)
  if (problem !== null) return { problem }
  return { value: kind === 'boolean' ? text === 'true' : text }
}

/** What is wrong with a value of a parameter, as a sentence; null when nothing is. NULL is of every type. */
export function checkParam(value: Cell, param: QueryParam): string | null {
  if (value === null) return null
  const read = readParam(paramText(value), param)
  return 'problem' in read ? read.problem : null
}

/** A value as the text that `readParam` takes for it. */
export function paramText(value: Cell): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function problemOf(text: string, kind: ParamKind, param: QueryParam): string | null {
  const shape = shapeProblem(text, kind)
  if (shape !== null) return shape
  const { choices } = param
  if (Array.isArray(choices) && !choices.some((choice) => paramText(choice) === text)) {
    const some = choices.slice(0, 5).map(paramText).join(', ')
    return `One of ${some}${choices.length > 5 ? ' and others' : ''}.`
  }
  return boundsProblem(text, kind, param)
}

function shapeProblem(text: string, kind: ParamKind): string | null {
  if (kind === 'text') return null
  if (text === '') return 'Fill in a value.'
  switch (kind) {
    case 'boolean':
      return text === 'true' || text === 'false' ? null : 'true or false.'
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? null : 'A whole number, such as 15.'
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? null : 'A number, such as 1.5.'
    case 'date':
      return dateProblem(text)
    case 'timestamp':
      return timestampProblem(text)
    default:
      return null
  }
}

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

function dateProblem(text: string): string | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (!year || !month || !day) return 'A date, such as 2001-06-01.'
  const name = months[Number(month) - 1]
  if (!name) return 'A month is 01 to 12.'
  const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()
  return Number(day) >= 1 && Number(day) <= last ? null : `${name} ${year} has ${last} days.`
}

function timestampProblem(text: string): string | null {
  const [date, time, ...more] = text.split(/[ T]/)
  const wrong = dateProblem(date ?? '')
  if (wrong?.startsWith('A date') || more.length > 0) return 'A time, such as 2001-06-01 12:30.'
  if (wrong !== null) return wrong
  if (time === undefined) return null
  const [, hour, minute, second] =
    /^(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/.exec(time) ?? []
  if (!hour || !minute) return 'A time, such as 2001-06-01 12:30.'
  return Number(hour) < 24 && Number(minute) < 60 && Number(second ?? 0) < 60
    ? null
    : 'Hours are 00 to 23, minutes and seconds 00 to 59.'
}

function boundsProblem(text: string, kind: ParamKind, { min, max, unit }: Bounds): string | null {
  const low = min === undefined || min === null ? null : paramText(min)
  const high = max === undefined || max === null ? null : paramText(max)
  const below = low !== null && compare(text, low, kind) < 0
  const above = high !== null && compare(text, high, kind) > 0
  if (!below && !above) return null
  const of = unit ? ` ${unit}` : ''
  if (low !== null && high !== null) return `From ${low} to ${high}${of}.`
  return below ? `At least ${low}${of}.` : `At most ${high}${of}.`
}

/** Less than, equal to or greater than 0, as two texts of a kind stand to each other. */
function compare(a: string, b: string, kind: ParamKind): number {
  const order = <Value>(x: Value, y: Value) => (x < y ? -1 : x > y ? 1 : 0)
  if (kind === 'integer' && /^[+-]?\d+$/.test(b)) return order(BigInt(digits(a)), BigInt(digits(b)))
  if (kind === 'integer' || kind === 'number') return order(Number(a), Number(b))
  return order(a.replace('T', ' '), b.replace('T', ' '))
}

const digits = (text: string): string => text.replace(/^\+/, '')

/** `SEA, JFK`, or a JSON array where an item holds a comma. */
function readList(text: string, param: QueryParam): { value: Cell } | { problem: string } {
  const type = typeOf(param.type)
  const element =
    type?.kind === 'list' && type.element.kind === 'simple' ? kindOf(type.element.name) : 'other'
  const items = itemsOf(text)
  if (items === null) return { problem: 'Values between commas, such as SEA, JFK, or a JSON list.' }
  for (const item of items) {
    if (item === null) continue
    const problem = problemOf(item, element, param)
    if (problem !== null) return { problem: `${item === '' ? 'An empty value' : item}: ${problem}` }
  }
  return { value: element === 'boolean' ? items.map((item) => item && item === 'true') : items }
}

function itemsOf(text: string): (string | null)[] | null {
  if (text.trim() === '') return []
  if (!text.trim().startsWith('[')) return text.split(',').map((item) => item.trim())
  try {
    const items: unknown = JSON.parse(text)
    if (!Array.isArray(items) || items.some((item) => typeof item === 'object' && item !== null)) return null
    return items.map((item) => (item === null ? null : String(item)))
  } catch {
    return null
  }
}
