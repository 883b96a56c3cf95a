import type { z } from 'zod'
import type { ExtractCandidate } from '#shared/contract/toolbox.ts'
import { type AppError, inputError } from '#shared/errors.ts'
import { applyEdits, type Edit, identName, lex, lineColumn, significant } from '#shared/sql/index.ts'
import type { Candidate } from './candidates.ts'
import type { Extractable } from './kind.ts'
import { shown } from './selection.ts'

/** A parameter of the macro to be: what it stands for in the selection. */
export interface ChosenParam {
  name: string
  /** The text it replaces, at each of `places` (UTF-16 ranges in the editor text). */
  text: string
  places: { from: number; to: number }[]
  kind: z.infer<typeof ExtractCandidate>['kind']
  /** A parameter of the query: `$cut`. */
  ofQuery: boolean
}

/**
 * The parameters that were chosen, required ones that were not chosen added under their suggested name. Those without
 * a default come first. Throws `EXTRACT_PARAM` with the place.
 */
export function chosenParams(
  text: string,
  found: readonly Candidate[],
  chosen: readonly { from: number; to: number; name: string }[],
): ChosenParam[] {
  const params = new Map<string, ChosenParam>()
  const fail = (from: number, message: string): AppError =>
    inputError('EXTRACT_PARAM', message, lineColumn(text, from))
  const stray = chosen.find(({ from, to }) => !found.some((one) => one.from === from && one.to === to))
  if (stray) {
    const what = shown(text.slice(stray.from, stray.to))
    throw fail(stray.from, `\`${what}\` cannot be a parameter. Choose one of the constants and columns.`)
  }
  for (const candidate of found) {
    const { from, to, kind, required, suggested } = candidate
    const choice = chosen.find((one) => one.from === from && one.to === to)
    // A column that was given a name keeps it wherever it stands.
    const twin = chosen.find(
      (one) => required && plain(text.slice(one.from, one.to)) === plain(candidate.text),
    )
    const name = choice?.name ?? twin?.name ?? (required ? suggested : null)
    if (name === null) continue
    const param = params.get(name)
    if (param && plain(param.text) !== plain(candidate.text)) {
      throw fail(
        from,
        `\`${name}\` stands for \`${param.text}\` already. Give \`${candidate.text}\` another name.`,
      )
    }
    if (param) param.places.push({ from, to })
    else {
      const ofQuery = candidate.text.startsWith('$')
      params.set(name, { name, text: candidate.text, places: [{ from, to }], kind, ofQuery })
    }
  }
  return [...params.values()].sort((a, b) => Number(a.kind === 'constant') - Number(b.kind === 'constant'))
}

/** Throws `EXTRACT_PARAM` when a parameter has the name of a column that stays: inside the macro it would catch it. */
export function refuseCaught(text: string, selected: Extractable, params: readonly ChosenParam[]): void {
  const places = params.flatMap((param) => param.places)
  const { tokens } = selected
  tokens.forEach((token, index) => {
    const name = identName(token)?.toLowerCase()
    const param = params.find((one) => one.name === name)
    const replaced = places.some(({ from, to }) => from <= token.from && token.from < to)
    const other = tokens[index - 1]?.text === '.' || /^(\(|:=|=>)$/.test(tokens[index + 1]?.text ?? '')
    if (!param || replaced || other) return
    throw inputError(
      'EXTRACT_PARAM',
      `The selection uses the name \`${param.name}\` for something else here. Give the parameter another name.`,
      lineColumn(text, token.from),
    )
  })
}

/** The selection with each chosen part replaced, by its name or by what `by` says. */
export function withParams(
  selected: Extractable,
  params: readonly ChosenParam[],
  by: (param: ChosenParam) => string = ({ name }) => name,
): string {
  const edits = params.flatMap((param): Edit[] =>
    param.places.map(({ from, to }) => ({
      from: from - selected.from,
      to: to - selected.from,
      text: by(param),
    })),
  )
  return applyEdits(selected.sql, edits)
}

/** The call that replaces the selection: columns by position, constants by name. */
export function callText(name: string, params: readonly ChosenParam[]): string {
  const list = params.map((param) =>
    param.kind === 'constant' ? `${param.name} := ${param.text}` : param.text,
  )
  return `${name}(${list.join(', ')})`
}

/** The CREATE MACRO statement, without semicolon; the user's text keeps its layout and comments. */
export function macroText(name: string, selected: Extractable, params: readonly ChosenParam[]): string {
  const list = params.map((param) =>
    param.kind === 'constant' ? `${param.name} := ${param.text}` : param.name,
  )
  // A table macro takes no parentheses around its query.
  const wrapped = selected.kind === 'table' && selected.tokens[0]?.text === '('
  const whole = withParams(selected, params)
  const body = wrapped ? whole.slice(1, -1).trim() : whole
  const as = selected.kind === 'table' ? 'AS TABLE' : 'AS'
  return `CREATE MACRO ${name}(${list.join(', ')}) ${as}\n  ${indented(body)}`
}

/** Lines after the first moved so that the last one stands under the first, texts of several lines left alone. */
function indented(body: string): string {
  const lines = body.split('\n')
  const severalLines = lex(body).some(
    ({ kind, text }) => (kind === 'string' || kind === 'quoted') && text.includes('\n'),
  )
  if (lines.length === 1 || severalLines) return body
  const rest = lines.slice(1).filter((line) => line.trim() !== '')
  const least = Math.min(...rest.map((line) => /^ */.exec(line)?.[0].length ?? 0))
  return lines.map((line, index) => (index === 0 ? line : line.trim() && `  ${line.slice(least)}`)).join('\n')
}

const plain = (sql: string): string =>
  significant(lex(sql))
    .map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : text))
    .join(' ')
