/** A DuckDB type as a tree, read from the text that DESCRIBE shows. */
export type DuckType =
  | { kind: ScalarKind }
  | { kind: 'DECIMAL'; width: number; scale: number }
  | { kind: 'ENUM'; values: string[] }
  | { kind: 'LIST'; item: DuckType }
  | { kind: 'ARRAY'; item: DuckType; size: number }
  | { kind: 'STRUCT'; fields: Field[] }
  | { kind: 'UNION'; fields: Field[] }
  | { kind: 'MAP'; key: DuckType; value: DuckType }
  /** A type of an extension or of the user's own: known by name only. */
  | { kind: 'OTHER'; name: string }

export interface Field {
  /** Empty in an unnamed struct, `row(1, 2)`. */
  name: string
  type: DuckType
}

const integerKinds = [
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
] as const

/** Whether a type is one of the integers of fixed width, by its kind or its text. */
export const isInteger = (kind: string): boolean => (integerKinds as readonly string[]).includes(kind)

const scalarKinds = [
  'BOOLEAN',
  ...integerKinds,
  'BIGNUM',
  'FLOAT',
  'DOUBLE',
  'VARCHAR',
  'JSON',
  'BLOB',
  'BIT',
  'UUID',
  'DATE',
  'TIME',
  'TIME_NS',
  'TIME WITH TIME ZONE',
  'TIMESTAMP',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'INTERVAL',
  'NULL',
] as const
export type ScalarKind = (typeof scalarKinds)[number]

const isScalar = (name: string): name is ScalarKind => (scalarKinds as readonly string[]).includes(name)

/** The tree of a type's text, e.g. `STRUCT(a INTEGER, "b c" VARCHAR[])[3]`. Text that is no type becomes OTHER. */
export function parseType(text: string): DuckType {
  try {
    const cursor: Cursor = { text, at: 0 }
    const type = readType(cursor)
    return cursor.at === text.length ? type : { kind: 'OTHER', name: text }
  } catch (thrown) {
    if (thrown instanceof NotAType) return { kind: 'OTHER', name: text }
    throw thrown
  }
}

interface Cursor {
  text: string
  at: number
}

class NotAType extends Error {}

function readType(cursor: Cursor): DuckType {
  let type = readBase(cursor)
  for (;;) {
    const match = sticky(/\[(\d*)\]/y, cursor)
    if (!match) return type
    type = match[1] ? { kind: 'ARRAY', item: type, size: Number(match[1]) } : { kind: 'LIST', item: type }
  }
}

function readBase(cursor: Cursor): DuckType {
  if (sticky(/STRUCT\(/y, cursor)) return { kind: 'STRUCT', fields: readFields(cursor) }
  if (sticky(/UNION\(/y, cursor)) return { kind: 'UNION', fields: readFields(cursor) }
  if (sticky(/MAP\(/y, cursor)) {
    const key = readType(cursor)
    need(cursor, /, /y)
    const value = readType(cursor)
    need(cursor, /\)/y)
    return { kind: 'MAP', key, value }
  }
  if (sticky(/ENUM\(/y, cursor)) return { kind: 'ENUM', values: readEnum(cursor) }
  const decimal = sticky(/DECIMAL\((\d+),(\d+)\)/y, cursor)
  if (decimal) return { kind: 'DECIMAL', width: Number(decimal[1]), scale: Number(decimal[2]) }
  const name = need(cursor, /(?:TIMESTAMP|TIME) WITH TIME ZONE|"(?:[^"]|"")*"|\w+/y)[0]
  const bare = name === '"NULL"' ? 'NULL' : name
  return isScalar(bare) ? { kind: bare } : { kind: 'OTHER', name }
}

/** Where a type may end inside another. */
const typeEnd = /[,)[]|$/y

function readFields(cursor: Cursor): Field[] {
  const fields: Field[] = []
  do {
    fields.push(readField(cursor))
  } while (sticky(/, /y, cursor))
  need(cursor, /\)/y)
  return fields
}

/** `name TYPE`, or `TYPE` alone in an unnamed struct; names are quoted only where SQL needs it. */
function readField(cursor: Cursor): Field {
  const start = cursor.at
  const name = sticky(/(?:"((?:[^"]|"")*)"|([^\s(),[\]"]+)) /y, cursor)
  if (name) {
    try {
      const zoned = sticky(/WITH TIME ZONE/y, cursor)
      if (!zoned) {
        const type = readType(cursor)
        typeEnd.lastIndex = cursor.at
        if (typeEnd.test(cursor.text)) {
          return { name: name[1] !== undefined ? name[1].replaceAll('""', '"') : (name[2] ?? ''), type }
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof NotAType)) throw thrown
    }
    cursor.at = start
  }
  return { name: '', type: readType(cursor) }
}

function readEnum(cursor: Cursor): string[] {
  const values: string[] = []
  do {
    values.push((need(cursor, /'((?:[^']|'')*)'/y)[1] ?? '').replaceAll("''", "'"))
  } while (sticky(/, /y, cursor))
  need(cursor, /\)/y)
  return values
}

function sticky(pattern: RegExp, cursor: Cursor): RegExpExecArray | null {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)
  if (match) cursor.at += match[0].length
  return match
}

function need(cursor: Cursor, pattern: RegExp): RegExpExecArray {
  const match = sticky(pattern, cursor)
  if (!match) throw new NotAType()
  return match
}
