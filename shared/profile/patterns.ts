import { quoteText } from '../sql/index.ts'

/** Longer texts are prose: they are counted as one class. */
const longest = 60
/** The class of texts that are longer. */
export const longPattern = `over ${longest} characters`

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'

/**
 * SQL of the class of a text: `A` for a capital, `a` for any other letter, `9` for a digit, the rest as it stands. Text
 * of ASCII goes the short way, with the same answer.
 */
export function patternSql(value: string): string {
  const from = upper + lower + digits
  const to = 'A'.repeat(26) + 'a'.repeat(26) + '9'.repeat(10)
  const other = `regexp_replace(regexp_replace(${value}, '\\p{Lu}', 'A', 'g'), '[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}]', 'a', 'g')`
  return `CASE WHEN length(${value}) > ${longest} THEN ${quoteText(longPattern)}
    WHEN strlen(${value}) = length(${value}) THEN translate(${value}, '${from}', '${to}')
    ELSE translate(${other}, '${digits}', '${'9'.repeat(10)}') END`
}

/** Stands behind a letter of a class for two or more of it. */
const more = '⁺'

/** SQL of a class that forgets how long its runs are: `AAA-9999` is `A⁺-9⁺`. */
export function looseSql(pattern: string): string {
  const run = (sql: string, letter: string) =>
    `regexp_replace(${sql}, '${letter}{2,}', '${letter}${more}', 'g')`
  return `CASE WHEN ${pattern} = ${quoteText(longPattern)} THEN ${pattern} ELSE ${run(run(run(pattern, 'A'), 'a'), '9')} END`
}

const classes: Record<string, string> = { A: '\\p{Lu}', a: '[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}]', 9: '\\d' }

/** The condition that a column's text is of a class, as a person can read it. */
export function patternCondition(column: string, pattern: string): string {
  if (pattern === longPattern) return `length(${column}) > ${longest}`
  const parts: string[] = []
  for (const [run] of pattern.matchAll(/A+⁺?|a+⁺?|9+⁺?|[^Aa9]/gu)) {
    const letter = classes[run[0] ?? '']
    if (letter === undefined) {
      parts.push(run.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'))
      continue
    }
    const loose = run.endsWith(more)
    const count = run.length - (loose ? 1 : 0)
    parts.push(loose ? `${letter}{${count + 1},}` : count === 1 ? letter : `${letter}{${count}}`)
  }
  return `regexp_full_match(${column}, ${quoteText(parts.join(''))})`
}
