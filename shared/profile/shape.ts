import { parseType } from '../digest/index.ts'

/** What of a type decides which facts a column has. */
export type Shape = 'integer' | 'number' | 'float' | 'date' | 'time' | 'text' | 'word' | 'other'

/** Integers, decimals, floats, dates, instants, free text, other single values, and nested values or bytes. */
export function shapeOf(type: string): Shape {
  const { kind } = parseType(type)
  switch (kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'UHUGEINT':
      return 'integer'
    case 'DECIMAL':
      return 'number'
    case 'FLOAT':
    case 'DOUBLE':
      return 'float'
    case 'DATE':
      return 'date'
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMP WITH TIME ZONE':
      return 'time'
    case 'VARCHAR':
    case 'JSON':
      return 'text'
    case 'ENUM':
    case 'BOOLEAN':
    case 'UUID':
    case 'TIME':
    case 'INTERVAL':
      return 'word'
    default:
      return 'other'
  }
}

export const isNumber = (shape: Shape): boolean =>
  shape === 'integer' || shape === 'number' || shape === 'float'
export const isTime = (shape: Shape): boolean => shape === 'date' || shape === 'time'
