import { AppError, cancelledError } from './errors.ts'

interface EngineErrorData {
  type: string
  message: string
}

/**
 * What DuckDB threw as an AppError: a stable code, the sentence without the engine's picture of the statement, and
 * the line and column. `sql` is the user's text; `linesBefore` is how many lines of ours stood before it.
 */
export function engineError(thrown: unknown, sql?: string, linesBefore = 0): AppError {
  if (thrown instanceof AppError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const error = parse(text)
  if (error.type === 'INTERRUPT') return cancelledError('The query')
  const { code, advice } = judge(error)
  const place = sql === undefined ? null : placeOf(sql, error.message, linesBefore)
  const sentence = plain(withoutPicture(error.message).trim()) || 'The engine failed without saying why.'
  return new AppError(
    {
      code,
      kind: 'input',
      message: advice ? `${sentence.replace(/\.?$/, '.')} ${advice}` : sentence,
      ...(place && { place }),
      details: { type: error.type },
    },
    { cause: thrown },
  )
}

/** Some errors are `{"exception_type":…}`, the others `Binder Error: …`. */
function parse(text: string): EngineErrorData {
  const brace = text.indexOf('{')
  if (brace >= 0 && text.includes('"exception_type"')) {
    try {
      const data = JSON.parse(text.slice(brace)) as { exception_type?: string; exception_message?: string }
      return { type: (data.exception_type ?? '').toUpperCase(), message: data.exception_message ?? text }
    } catch {
      // Not JSON after all: told as the text it is.
    }
  }
  const named = /^([A-Z][\w /-]*?)(?: Error|Exception)?: /.exec(text)
  return { type: (named?.[1] ?? '').toUpperCase(), message: text }
}

/** `LINE 2:   nope` and under it a caret. A long line is cut, with `...` where it was. */
const picture = /\n+LINE (\d+): (.*)\n( *)\^/

/** The message without the picture: it shows our wrapping, and the place says where. */
const withoutPicture = (message: string): string => message.replace(/\n+LINE \d+:[\s\S]*$/, '')

/** The engine's words as a sentence with the way out, where it is a name that is not there. */
function plain(message: string): string {
  const text = message.replace(/^(?:Binder|Catalog|Parser|Syntax) Error: /, '')
  if (/^Invalid Input Error: A table cannot be created from an unnamed struct/.test(text)) {
    return "The fields of a struct in a result have names: write `{'a': 1, 'b': 2}` instead of `row(1, 2)`."
  }
  const column =
    /^Referenced column "(.+?)" not found in FROM clause!\s*(?:Candidate bindings: (.*))?$/s.exec(text)
  if (column) {
    const [, name = '', near = ''] = column
    const [nearest] = [...near.matchAll(/"((?:[^"\\]|\\.)+)"/g)].map((match) => match[1] ?? '')
    const hint = nearest && isNear(name, nearest) ? ` Did you mean \`${nearest}\`?` : ''
    return `There is no column \`${name}\` here.${hint}`
  }
  const entry =
    /^(Table|Scalar Function|Table Function|Macro Function|View|Type|Aggregate Function) with name (\S+) does not exist!\s*(?:Did you mean "(.+?)"\?)?$/s.exec(
      text,
    )
  if (!entry) return text
  const [, kind = '', name = '', near = ''] = entry
  const what = kind === 'Table' || kind === 'View' ? 'source' : kind.toLowerCase()
  const nearest = near.split('.').at(-1) ?? ''
  return `There is no ${what} \`${name}\`.${nearest && isNear(name, nearest) ? ` Did you mean \`${nearest}\`?` : ''}`
}

/** DuckDB names whatever comes first; only a likely slip is worth offering: half of the letters in order at least. */
function isNear(name: string, candidate: string): boolean {
  let at = 0
  for (const letter of candidate.toLowerCase()) if (letter === name.toLowerCase()[at]) at++
  return at * 2 >= Math.max(name.length, 2)
}

function judge({ type, message }: EngineErrorData): { code: string; advice?: string } {
  if (type === 'PARSER' || type === 'SYNTAX') return { code: 'SQL_SYNTAX', advice: 'Correct the SQL here.' }
  if (type.startsWith('OUT OF MEMORY') || /out of memory|could not allocate/i.test(message)) {
    return {
      code: 'ENGINE_MEMORY',
      advice: 'This engine has 4 GiB at most: run it on the native engine (`engine: native`).',
    }
  }
  if (/Autoloading|autoload|install the required extension/i.test(message) || type === 'MISSING EXTENSION') {
    return {
      code: 'ENGINE_UNSUPPORTED',
      advice: 'The wasm engine has no such function: run it on the native engine (`engine: native`).',
    }
  }
  if (type.startsWith('NOT IMPLEMENTED')) return { code: 'ENGINE_UNSUPPORTED' }
  if (
    type === 'PERMISSION' ||
    /disabled (by|through) configuration|configuration has been locked/i.test(message)
  ) {
    return { code: 'ENGINE_LOCKED', advice: 'Queries reach the sources of this workspace only.' }
  }
  return { code: 'SQL_ERROR' }
}

/** Line and column, from 1, in UTF-16 units as editors count. */
function placeOf(sql: string, message: string, linesBefore: number) {
  const match = picture.exec(message)
  if (!match) return null
  const [, number = '', shown = '', indent = ''] = match
  const line = Number(number) - linesBefore
  const text = sql.split('\n')[line - 1]
  if (text === undefined) return null
  const lead = `LINE ${number}: `.length
  const before = takeWidth(shown, indent.length - lead)
  const cut = before.startsWith('...')
  const start = cut ? text.indexOf(shown.slice(3).replace(/\.\.\.$/, '')) - 3 : 0
  return { line, column: Math.max(0, start) + before.length + 1 }
}

/** The caret is placed by display width: wide characters count two. */
function takeWidth(text: string, width: number): string {
  let taken = ''
  let left = width
  for (const character of text) {
    if (left <= 0) break
    left -=
      /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
        character,
      )
        ? 2
        : 1
    taken += character
  }
  return taken
}
