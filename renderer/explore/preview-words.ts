import { formatCount, plural } from '../ui/index.ts'
import type { Answer } from './preview-answer.ts'

/** What a preview is of: its rows, and whether they are the whole or from a sample. */
export function basisText({ handle, most, basis, target }: Answer): string {
  const { rows } = handle
  const shown = rows > most ? `first ${formatCount(most)} rows` : plural(rows, 'row')
  const what = target.kind === 'cte' ? `${target.name}: ` : target.kind === 'subquery' ? 'Subquery: ' : ''
  if (basis.kind === 'sample') return `${what}${shown}, ${sampleText(basis)}`
  return `${what}${rows > most ? shown : `whole, ${shown}`}`
}

/** The part of a source that was read. */
export function sampleText({ source, about, of }: Extract<Answer['basis'], { kind: 'sample' }>): string {
  return `from a sample of about ${formatCount(about)} of ${formatCount(of)} rows of ${source}`
}
