import type { Cell } from '#shared/value.ts'
import { columnClass } from '../ui/data-grid/index.ts'
import { formatBytes, formatCount } from '../ui/format.ts'

/** How long a value is (`cut` where only its beginning is here), in the unit of its type. */
export function sizeOf(value: Cell, type: string, cut?: number): string | null {
  if (value === null) return null
  const of = columnClass(type)
  if (cut !== undefined) return of === 'bytes' ? formatBytes(cut) : `${formatCount(cut)} characters`
  if (of === 'bytes') return formatBytes(String(value).length / 2)
  if (Array.isArray(value)) return `${formatCount(value.length)} ${value.length === 1 ? 'item' : 'items'}`
  if (typeof value === 'object') return `${formatCount(Object.keys(value).length)} fields`
  if (of !== 'text' || typeof value !== 'string') return null
  const count = [...value].length
  return `${formatCount(count)} ${count === 1 ? 'character' : 'characters'}`
}

/** The value of a text that is a JSON object or list; null for any other text. */
export function parsedJson(text: string): Cell | null {
  if (!/^\s*[[{]/.test(text) || text.length > 1_000_000) return null
  try {
    const parsed: Cell = JSON.parse(text)
    return typeof parsed === 'object' ? parsed : null
  } catch {
    return null
  }
}

/** Bytes in rows of 16, the first of them at `from`: place, hex, and what of it is readable. */
export function hexDump(hex: string, from = 0): string {
  const lines: string[] = []
  for (let at = 0; at < hex.length; at += 32) {
    const bytes = hex.slice(at, at + 32).match(/../g) ?? []
    const readable = bytes.map((byte) => {
      const code = Number.parseInt(byte, 16)
      return code >= 32 && code < 127 ? String.fromCharCode(code) : '.'
    })
    lines.push(
      `${(from + at / 2).toString(16).padStart(6, '0')}  ${bytes.join(' ').padEnd(47)}  ${readable.join('')}`,
    )
  }
  return lines.join('\n')
}
