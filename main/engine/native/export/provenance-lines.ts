import { excelLimits } from '#shared/export-format.ts'

/** An object in JSON as lines of name and value: nested names joined by dots, what is too long for a cell in parts. */
export function provenanceLines(about: string): [string, string][] {
  return linesOf('', JSON.parse(about)).flatMap(([name, value]) => {
    const parts: [string, string][] = []
    for (let at = 0; at === 0 || at < value.length; at += excelLimits.text) {
      parts.push([at === 0 ? name : `${name} (more)`, value.slice(at, at + excelLimits.text)])
    }
    return parts
  })
}

function linesOf(name: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return value === null ? [] : [[name, String(value)]]
  return Object.entries(value).flatMap(([key, item]) => linesOf(name === '' ? key : `${name}.${key}`, item))
}
