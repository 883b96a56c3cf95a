import { isReserved } from '#shared/reserved.ts'
import { identName } from '#shared/sql/index.ts'
import type { Extractable } from './kind.ts'
import type { Part } from './parts.ts'

/** A name for each part: one for equal texts, another for different ones, none that the selection uses already. */
export function suggestions(text: string, selected: Extractable, parts: readonly Part[]): string[] {
  const used = new Set<string>()
  const byText = new Map<string, string>()
  for (const token of selected.tokens) {
    const name = identName(token)
    const inPart = parts.some((part) => part.from <= token.from && token.from < part.to)
    if (name !== undefined && !inPart) used.add(name.toLowerCase())
  }
  return parts.map((part) => {
    const key = `${part.kind} ${text.slice(part.from, part.to)}`
    const found = byText.get(key)
    if (found !== undefined) return found
    const wanted = [part.path.at(-1) ?? constantName(text, part), part.path.join('_')].map(plainName)
    const base = wanted.find((name) => name !== '' && !used.has(name) && !isReserved(name))
    let name = base ?? (wanted[0] || 'value')
    for (let count = 2; base === undefined && (used.has(name) || isReserved(name)); count++)
      name = `${(wanted[0] || 'value').slice(0, 58)}_${count}`
    used.add(name)
    byText.set(key, name)
    return name
  })
}

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 63)

function constantName(text: string, { from, to }: Part): string {
  const literal = text.slice(from, to)
  if (/[<>]=?\s*$/.test(text.slice(0, from))) return 'bound'
  if (/^(date|timestamp)/i.test(literal)) return 'day'
  if (/^[\deE$'xX]*'|^'/.test(literal)) return 'word'
  const value = Number(literal)
  return value > 0 && value < 1 ? 'share' : 'number'
}
