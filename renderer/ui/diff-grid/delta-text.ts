import { formatNumber } from '#shared/quantity.ts'
import type { Cell } from '#shared/value.ts'

const digits = /^[+-]?\d+$/
const number = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** The second number less the first as people read it (`+5`, `−0.25`); null where one is no finite number. */
export function deltaText(before: Cell, after: Cell): string | null {
  const [was, is] = [String(before), String(after)]
  if (before === null || after === null || !number.test(was) || !number.test(is)) return null
  if (digits.test(was) && digits.test(is)) {
    const more = BigInt(is) - BigInt(was)
    const size = (more < 0n ? -more : more).toLocaleString('en-US')
    return more === 0n ? '0' : `${more < 0n ? '−' : '+'}${size}`
  }
  const more = Number(is) - Number(was)
  if (!Number.isFinite(more)) return null
  const size = Math.abs(more)
  const text =
    size > 0 && (size < 1e-6 || size >= 1e15) ? size.toPrecision(3) : trimmed(size, decimalsOf(was, is))
  return more === 0 ? '0' : `${more < 0 ? '−' : '+'}${text}`
}

/** Decimals in which two numbers are written alike, e.g. old over new: as many as either has, up to 9. */
export const decimalsOf = (...texts: string[]): number =>
  Math.min(9, Math.max(...texts.map((text) => (/e/i.test(text) ? 9 : (text.split('.')[1] ?? '').length))))

const trimmed = (size: number, decimals: number): string => formatNumber(size, decimals)
