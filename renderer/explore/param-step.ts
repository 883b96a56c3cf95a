import { type ParamKind, type QueryParam, readParam } from '#shared/format/param.ts'

const day = 86_400_000

/** The text of the next value up or down: a whole number or a day more or less, within the bounds; else null. */
export function stepped(text: string, kind: ParamKind, step: 1 | -1, param: QueryParam): string | null {
  const next = nextText(text, kind, step)
  return next !== null && 'value' in readParam(next, param) ? next : null
}

function nextText(text: string, kind: ParamKind, step: 1 | -1): string | null {
  if (kind === 'integer' && /^[+-]?\d+$/.test(text))
    return String(BigInt(text.replace('+', '')) + BigInt(step))
  if (kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(text)) {
    const time = Date.parse(`${text}T00:00:00Z`)
    return Number.isNaN(time) ? null : new Date(time + step * day).toISOString().slice(0, 10)
  }
  return null
}
