import { sha256 } from '@noble/hashes/sha2.js'
import type { Column } from '../value.ts'
import { createWriter, encodeFixed, encoderOf, encodeVariable } from './encode.ts'
import { type DuckType, parseType } from './types.ts'
import type { ColumnValues } from './value.ts'

export { type DuckType, type Field, isInteger, parseType, type ScalarKind } from './types.ts'
export {
  type ColumnValues,
  columnOf,
  type Interval,
  isValid,
  type Tagged,
  type TimeTz,
  type Validity,
  type Value,
} from './value.ts'

/** SHA-256 as a stream. */
export interface Hasher {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

export type CreateHasher = () => Hasher

/** A digest over a result that is fed batch by batch; holds one hash a column and no rows. */
export interface ResultDigest {
  /** The next rows, one entry a column in the result's order, all of one length. */
  add(batch: readonly ColumnValues[]): void
  /** Rows fed so far. */
  rows(): number
  /** Lower-case hex. Nothing can be added afterwards. */
  hex(): string
}

/** Rows are encoded in pieces of this many, so that a batch of any size needs little memory. */
const pieceRows = 16_384

/**
 * The result digest of FORMATS: SHA-256 over JCS of `[[name, type], …]`, then the SHA-256 of each column's values.
 * `columns` are named and typed as DESCRIBE says. `createHasher` gives another implementation of SHA-256, as
 * `node:crypto`'s is faster than the portable default. Throws `DIGEST_TYPE_UNKNOWN`.
 */
export function resultDigest(
  columns: readonly Column[],
  createHasher: CreateHasher = () => sha256.create(),
): ResultDigest {
  const hashes = columns.map((column) => columnHash(parseType(column.type), createHasher()))
  let rows = 0
  return {
    add(batch) {
      if (batch.length !== hashes.length) {
        throw new Error(`a batch of ${batch.length} columns for ${hashes.length}`)
      }
      for (const [index, hash] of hashes.entries()) {
        const values = batch[index]
        if (values) hash.add(values)
      }
      rows += batch[0]?.length ?? 0
    },
    rows: () => rows,
    hex() {
      const whole = createHasher()
      // JCS of an array of strings is what JSON.stringify writes.
      const head = JSON.stringify(columns.map(({ name, type }) => [name, type]))
      whole.update(new TextEncoder().encode(head))
      for (const hash of hashes) whole.update(hash.digest())
      return toHex(whole.digest())
    },
  }
}

function columnHash(type: DuckType, hasher: Hasher) {
  const encode = encoderOf(type)
  const writer = createWriter(1024)
  return {
    add(values: ColumnValues): void {
      const { fixed, variable, length } = values
      for (let from = 0; from < length; from += pieceRows) {
        const to = Math.min(length, from + pieceRows)
        writer.at = 0
        if (fixed) encodeFixed(type, fixed, from, to, writer)
        else if (variable) encodeVariable(variable, from, to, writer)
        else for (let row = from; row < to; row++) encode(writer, values.value(row))
        hasher.update(writer.bytes.subarray(0, writer.at))
      }
    },
    digest: () => hasher.digest(),
  }
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
