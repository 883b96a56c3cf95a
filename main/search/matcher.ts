import { RE2JS, RE2JSException } from 're2js'
import type { Find } from '#shared/contract/search.ts'
import { inputError } from '#shared/errors.ts'

/** A match in a text, with what its groups matched (the whole first). */
export interface Hit {
  from: number
  to: number
  groups: (string | null)[]
  /** It may be something else of the same name. */
  perhaps?: boolean
}

/** Calls `onHit` for each match in turn until it answers false. Matches of nothing at all are passed over. */
export type Matcher = (text: string, onHit: (hit: Hit) => boolean) => void

const wordChar = /[\p{L}\p{N}_]/u

/** What finds `find` in a text. Throws `SEARCH_PATTERN` with what is wrong with an expression. */
export function createMatcher(find: Find): Matcher {
  const matcher = find.regex ? regexMatcher(find) : plainMatcher(find)
  if (!find.wholeWord) return matcher
  return (text, onHit) =>
    matcher(text, (hit) => {
      return isWord(text, hit) ? onHit(hit) : true
    })
}

/** No letter, digit or _ stands on both sides of an edge of the match. */
function isWord(text: string, { from, to }: Hit): boolean {
  const before = charBefore(text, from)
  const after = String.fromCodePoint(text.codePointAt(to) ?? 32)
  const [first, last] = [String.fromCodePoint(text.codePointAt(from) ?? 32), charBefore(text, to)]
  return !(wordChar.test(before) && wordChar.test(first)) && !(wordChar.test(after) && wordChar.test(last))
}

function charBefore(text: string, at: number): string {
  if (at === 0) return ' '
  const low = text.charCodeAt(at - 1)
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(at - 1, at)
}

function plainMatcher({ text: wanted, matchCase }: Find): Matcher {
  const lower = wanted.toLowerCase()
  return (text, onHit) => {
    const here = matchCase ? text : lowered(text)
    // Lower case that is longer or shorter would move every place behind it.
    if (here.length !== text.length) return slowly(text, wanted, onHit)
    const needle = matchCase ? wanted : lower
    for (let at = here.indexOf(needle); at !== -1; at = here.indexOf(needle, at + needle.length)) {
      const to = at + needle.length
      if (!onHit({ from: at, to, groups: [text.slice(at, to)] })) return
    }
  }
}

/** For the few texts with letters such as İ. */
function slowly(text: string, wanted: string, onHit: (hit: Hit) => boolean): void {
  const matcher = RE2JS.compile(RE2JS.quote(wanted), RE2JS.CASE_INSENSITIVE).matcher(text)
  while (matcher.find()) {
    if (!onHit({ from: matcher.start(), to: matcher.end(), groups: [matcher.group() ?? ''] })) return
  }
}

/** Texts in lower case by themselves: the cache of texts keeps them alive. Strings that are equal are one key. */
const lowerCase = new Map<string, string>()
let lowerChars = 0

function lowered(text: string): string {
  const known = lowerCase.get(text)
  if (known !== undefined) return known
  if (lowerChars > 50_000_000) {
    lowerCase.clear()
    lowerChars = 0
  }
  const lower = text.toLowerCase()
  lowerCase.set(text, lower)
  lowerChars += text.length
  return lower
}

function regexMatcher({ text: pattern, matchCase }: Find): Matcher {
  const compiled = compile(pattern, RE2JS.MULTILINE | (matchCase ? 0 : RE2JS.CASE_INSENSITIVE))
  return (text, onHit) => {
    const matcher = compiled.matcher(text)
    while (matcher.find()) {
      const [from, to] = [matcher.start(), matcher.end()]
      if (from === to) continue
      const groups: (string | null)[] = []
      for (let group = 0; group <= matcher.groupCount(); group++) groups.push(matcher.group(group))
      if (!onHit({ from, to, groups })) return
    }
  }
}

function compile(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(pattern, flags)
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown
    const lookAround = /\(\?<?[=!]|\\[1-9]/.test(pattern)
    throw inputError(
      'SEARCH_PATTERN',
      lookAround
        ? 'Look-around and back references are not known here, so that every search ends in time. Search without them.'
        : `This is no regular expression: ${thrown.message.replace(/^error parsing regexp: /, '')}.`,
    )
  }
}

/** The text that takes a match's place: as written, or with `$1`, `$&` and `$$` of an expression. */
export function replacementOf({ groups }: Hit, replacement: string, regex: boolean): string {
  if (!regex) return replacement
  return replacement.replace(/\$(\$|&|\d{1,2})/g, (whole, name: string) => {
    if (name === '$') return '$'
    const group = name === '&' ? groups[0] : groups[Number(name)]
    return group === undefined ? whole : (group ?? '')
  })
}
