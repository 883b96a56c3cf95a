import { StringDecoder } from 'node:string_decoder'
import { longestLine, type Records, type Single, tooLong } from './records.ts'

/**
 * The records of a JSON object: the elements of an array at its top, or the values that stand there. What does not
 * end, or stands between records, is a single with a problem. `row` counts records from 1.
 */
export async function* jsonRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<Records, void, void> {
  const decoder = new StringDecoder('utf8')
  const scan = new Scan()
  let first = true
  for await (const bytes of chunks) {
    const text = decoder.write(bytes)
    const singles = scan.feed(first && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
    if (text.length > 0) first = false
    if (singles.length > 0) yield { pieces: [], singles }
  }
  const singles = [...scan.feed(decoder.end()), ...scan.end()]
  if (singles.length > 0) yield { pieces: [], singles }
}

const space = /\s/

/** Finds where each record ends: by brackets and strings, without judging what is in them. */
class Scan {
  #held = ''
  /** How far `#held` was looked at, and where the record in it begins (-1: between records). */
  #at = 0
  #start = -1
  #depth = 0
  #string = false
  #array = false
  #opened = false
  #row = 1

  feed(text: string): Single[] {
    this.#held += text
    const found: Single[] = []
    const held = this.#held
    for (; this.#at < held.length; this.#at++) {
      const char = held[this.#at] as string
      if (this.#string) {
        if (char === '\\') {
          if (this.#at + 1 >= held.length) break
          this.#at++
        } else if (char === '"') {
          this.#string = false
          if (this.#depth === 0) this.#take(found, this.#at + 1)
        }
        continue
      }
      if (this.#start < 0) {
        if (space.test(char) || (char === ',' && this.#array)) continue
        if (char === '[' && !this.#opened) {
          this.#opened = true
          this.#array = true
          continue
        }
        if (char === ']' && this.#array) {
          this.#array = false
          continue
        }
        this.#opened = true
        this.#start = this.#at
      }
      if (char === '"') this.#string = true
      else if (char === '{' || char === '[') this.#depth++
      else if (char === '}' || char === ']') {
        if (this.#depth === 0) {
          // the end of the array ends a bare value
          this.#take(found, this.#at)
          this.#array = false
        } else if (--this.#depth === 0) this.#take(found, this.#at + 1)
      } else if (this.#depth === 0 && (char === ',' || space.test(char))) {
        this.#take(found, this.#at)
      }
      if (this.#start >= 0 && this.#at - this.#start > longestLine) {
        found.push({
          row: this.#row++,
          raw: `${held.slice(this.#start, this.#start + 65_536)}…`,
          fields: null,
          problem: tooLong,
        })
        this.#start = -1
        this.#depth = 0
        this.#string = false
      }
    }
    const cut = this.#start < 0 ? this.#at : this.#start
    this.#held = held.slice(cut)
    this.#at -= cut
    if (this.#start >= 0) this.#start = 0
    return found
  }

  /** What is left at the end of the object. */
  end(): Single[] {
    const raw = this.#start < 0 ? '' : this.#held.slice(this.#start)
    if (raw.trim() !== '') {
      const whole = this.#depth === 0 && !this.#string
      return [{ row: this.#row++, raw, fields: null, problem: whole ? null : 'JSON that does not end' }]
    }
    if (!this.#array) return []
    return [{ row: this.#row++, raw: '', fields: null, problem: 'an array that does not end' }]
  }

  #take(found: Single[], end: number): void {
    found.push({ row: this.#row++, raw: this.#held.slice(this.#start, end), fields: null, problem: null })
    this.#start = -1
    this.#depth = 0
  }
}
