import type { RecordBatch } from 'apache-arrow'
import { arrowColumn } from '#shared/arrow.ts'
import { decimalText } from '#shared/cells.ts'
import { type DuckType, isInteger, parseType, type Value } from '#shared/digest/index.ts'
import { AppError } from '#shared/errors.ts'
import type { Column } from '#shared/value.ts'

/** A metric's result so far: it may be one row with one number, no more and no less. */
export interface MetricResult {
  columns: readonly Column[]
  rows: number
  value: Value
}

/** Adds a batch; only the first row's value is kept. */
export function addMetricBatch(result: MetricResult, batch: RecordBatch): void {
  const type = result.columns[0]
  const data = batch.data.children[0]
  if (result.rows === 0 && batch.numRows > 0 && type && data) {
    result.value = arrowColumn(parseType(type.type), data).value(0)
  }
  result.rows += batch.numRows
}

/** The metric's number, null for NULL. Throws `METRIC_SHAPE` and `METRIC_NUMBER` with the way out. */
export function metricNumber(name: string, { columns, rows, value }: MetricResult): number | null {
  if (columns.length !== 1 || rows !== 1) {
    throw metricError(
      'METRIC_SHAPE',
      name,
      `yields ${rows} ${rows === 1 ? 'row' : 'rows'} of ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}, and must yield one number. Aggregate it to one row with one column.`,
    )
  }
  const type = columns[0]?.type ?? ''
  if (value === null) return null
  const number = numberOf(parseType(type), value)
  if (number === null) {
    throw metricError('METRIC_NUMBER', name, `is ${type}, which is no number. Cast it to DOUBLE or BIGINT.`)
  }
  if (!Number.isFinite(number)) {
    throw metricError(
      'METRIC_NUMBER',
      name,
      `is ${number}, which cannot be compared. Guard against empty input and division by zero, e.g. with nullif.`,
    )
  }
  if (typeof value === 'bigint' && parseType(type).kind !== 'DECIMAL' && !Number.isSafeInteger(number)) {
    throw metricError(
      'METRIC_NUMBER',
      name,
      `is ${value}, an integer too large to be kept exactly. Cast it to DOUBLE.`,
    )
  }
  return number
}

function numberOf(type: DuckType, value: Exclude<Value, null>): number | null {
  if (isInteger(type.kind)) return Number(value)
  if (type.kind === 'FLOAT' || type.kind === 'DOUBLE') return value as number
  if (type.kind === 'DECIMAL') return Number(decimalText(value as bigint, type.scale))
  return null
}

const metricError = (code: string, name: string, rest: string): AppError =>
  new AppError({
    code,
    kind: 'input',
    message: `Metric ${name} ${rest}`,
    place: { field: `metrics.${name}` },
  })
