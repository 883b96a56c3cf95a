import { cellOf } from '#shared/cells.ts'
import { type DuckType, parseType, type Tagged, type Value } from '#shared/digest/index.ts'
import type { Cell } from '#shared/value.ts'
import { fileOut } from './file-out.ts'
import type { RowStream } from './row-stream.ts'

/** Writes rows as one JSON array of objects, a row a line. Its text is JSON to every reader: NaN is the text "NaN". */
export async function writeJson({ columns, batches }: RowStream, to: string): Promise<void> {
  const file = fileOut(to)
  try {
    const keys = columns.map(({ name }) => JSON.stringify(name))
    const texts = columns.map(({ type }) => jsonText(parseType(type)))
    let between = '[\n'
    for await (const batch of batches()) {
      for (let row = 0; row < batch.rows; row++) {
        const fields = keys.map(
          (key, index) => `${key}:${texts[index]?.(batch.columns[index]?.value(row) ?? null)}`,
        )
        file.write(`${between}{${fields.join(',')}}`)
        between = ',\n'
      }
    }
    file.write(between === '[\n' ? '[]\n' : '\n]\n')
  } finally {
    file.close()
  }
}

/** How values of a type are written. Integers and decimals keep all digits: a JSON number has no bound. */
export function jsonText(type: DuckType): (value: Value) => string {
  const write = body(type)
  return (value) => (value === null ? 'null' : write(value))
}

function body(type: DuckType): (value: Exclude<Value, null>) => string {
  const cell = cellOf(type)
  switch (type.kind) {
    case 'BIGINT':
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'DECIMAL':
      return (value) => String(cell(value))
    case 'LIST':
    case 'ARRAY': {
      const item = jsonText(type.item)
      return (value) => `[${(value as Value[]).map(item).join(',')}]`
    }
    case 'STRUCT': {
      const fields = type.fields.map(
        ({ name, type: field }, index) =>
          [JSON.stringify(name || String(index + 1)), jsonText(field)] as const,
      )
      return (value) =>
        `{${fields.map(([name, text], index) => `${name}:${text((value as Value[])[index] ?? null)}`).join(',')}}`
    }
    case 'MAP': {
      const key = cellOf(type.key)
      const item = jsonText(type.value)
      return (value) =>
        `{${(value as Value[][])
          .map((entry) => `${JSON.stringify(keyText(key(entry[0] ?? null)))}:${item(entry[1] ?? null)}`)
          .join(',')}}`
    }
    case 'UNION': {
      const members = new Map(type.fields.map((field) => [field.name, jsonText(field.type)]))
      return (value) => {
        const { tag, value: held } = value as Tagged
        return `{${JSON.stringify(tag)}:${members.get(tag)?.(held) ?? 'null'}}`
      }
    }
    default:
      return (value) => (Object.is(value, -0) ? '-0.0' : JSON.stringify(cell(value)))
  }
}

const keyText = (key: Cell): string => (typeof key === 'object' ? JSON.stringify(key) : String(key))
