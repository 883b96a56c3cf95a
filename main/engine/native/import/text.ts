import type { DuckDBConnection } from '@duckdb/node-api'
import type { ImportContract } from '#shared/format/contract.ts'
import { quoteText } from '#shared/sql/index.ts'
import { fromText } from './checks.ts'
import { csvRecords } from './csv.ts'
import { type Break, decoded, untilBreak } from './decode.ts'
import { jsonRecords } from './json.ts'
import type { ObjectFile } from './parquet.ts'
import { ndjsonRecords, type Records } from './records.ts'
import { dataColumns, judged, type Part, type RowSource, rejectColumns } from './row.ts'

/** Text and objects that one round of statements takes. */
const batchChars = 8 << 20
const batchObjects = 1000

/** Reads text objects (NDJSON, JSON, CSV) into the image, in their order. */
export async function importText(
  connection: DuckDBConnection,
  contract: ImportContract,
  parts: readonly Part[],
  objects: AsyncIterable<ObjectFile>,
  signal: AbortSignal,
  onObject: () => void,
): Promise<void> {
  const batch = new Batch(connection, contract, parts)
  await batch.prepare()
  for await (const object of objects) {
    signal.throwIfAborted()
    await batch.begin(object)
    for await (const records of recordsOf(object, contract, signal)) {
      await batch.add(object, records)
      signal.throwIfAborted()
    }
    onObject()
  }
  await batch.flush()
}

type Read = Records & { header: string[] | null }

async function* recordsOf(
  { file }: ObjectFile,
  { format, compression }: ImportContract,
  signal: AbortSignal,
): AsyncGenerator<Read, void, void> {
  const broken: Break = { problem: null, row: 0, raw: '' }
  const bytes = decoded(file, compression, signal)
  const chunks = compression === 'none' ? bytes : untilBreak(bytes, broken, format.type !== 'json')
  let header: string[] | null = null
  if (format.type === 'csv') {
    for await (const some of csvRecords(chunks, format)) {
      header = some.header
      yield some
    }
  } else {
    const records = format.type === 'ndjson' ? ndjsonRecords(chunks) : jsonRecords(chunks)
    for await (const some of records) yield { ...some, header }
  }
  const { problem, row, raw } = broken
  if (problem) yield { header, pieces: [], singles: [{ row, raw, fields: null, problem }] }
}

/** Records gathered until they are worth a round of statements. */
class Batch {
  readonly #connection: DuckDBConnection
  readonly #contract: ImportContract
  readonly #parts: readonly Part[]
  #objects: ObjectFile[] = []
  #pieces: { object: number; first: number; text: string }[] = []
  #singles: { object: number; row: number; raw: string; fields: string | null; problem: string | null }[] = []
  #chars = 0
  header: string[] | null = null

  constructor(connection: DuckDBConnection, contract: ImportContract, parts: readonly Part[]) {
    this.#connection = connection
    this.#contract = contract
    this.#parts = parts
  }

  async prepare(): Promise<void> {
    await this.#connection.run('CREATE OR REPLACE TEMP TABLE pieces (o INTEGER, first BIGINT, text VARCHAR)')
    await this.#connection.run(
      'CREATE OR REPLACE TEMP TABLE singles (o INTEGER, n BIGINT, raw VARCHAR, fields VARCHAR, problem VARCHAR)',
    )
  }

  async begin(object: ObjectFile): Promise<void> {
    if (this.#objects.length >= batchObjects) await this.flush()
    this.#objects.push(object)
  }

  async add(current: ObjectFile, { header, pieces, singles }: Read): Promise<void> {
    if (JSON.stringify(header) !== JSON.stringify(this.header)) {
      await this.flush(current)
      this.header = header
    }
    const object = this.#objects.length
    for (const { first, text } of pieces) {
      this.#pieces.push({ object, first, text: text.includes('\r') ? text.replace(/\r(?=\n|$)/g, '') : text })
      this.#chars += text.length
    }
    for (const single of singles) {
      this.#singles.push({ object, ...single })
      this.#chars += single.raw.length + (single.fields?.length ?? 0) + 64
    }
    if (this.#chars >= batchChars) await this.flush(current)
  }

  /** Judges and stores what was gathered. The object that is being read stays the first of the next batch. */
  async flush(current?: ObjectFile): Promise<void> {
    if (this.#pieces.length + this.#singles.length > 0) {
      await this.#fill()
      await this.#store()
    }
    this.#pieces = []
    this.#singles = []
    this.#chars = 0
    this.#objects = current ? [current] : []
  }

  async #fill(): Promise<void> {
    const pieces = await this.#connection.createAppender('pieces')
    for (const { object, first, text } of this.#pieces) {
      pieces.appendInteger(object)
      pieces.appendBigInt(BigInt(first))
      pieces.appendVarchar(text)
      pieces.endRow()
    }
    pieces.closeSync()
    const singles = await this.#connection.createAppender('singles')
    for (const { object, row, raw, fields, problem } of this.#singles) {
      singles.appendInteger(object)
      singles.appendBigInt(BigInt(row))
      singles.appendVarchar(raw)
      if (fields === null) singles.appendNull()
      else singles.appendVarchar(fields)
      if (problem === null) singles.appendNull()
      else singles.appendVarchar(problem)
      singles.endRow()
    }
    singles.closeSync()
  }

  async #store(): Promise<void> {
    const run = (sql: string) => this.#connection.run(sql)
    const source = this.#contract.format.type === 'csv' ? this.#csvSource() : jsonSource(this.#contract)
    await run(`CREATE OR REPLACE TEMP TABLE judged AS FROM ${judged(this.#contract, source)}`)
    await run('BEGIN TRANSACTION')
    // Records of one kind are in their order; where both are, they are among each other.
    const order = this.#pieces.length > 0 && this.#singles.length > 0 ? 'ORDER BY _o, _n' : ''
    const rows = `SELECT * FROM judged WHERE _why IS NULL ${order}`
    await run(
      `INSERT INTO out.main.data SELECT ${dataColumns(this.#contract, this.#parts, this.#objects)} FROM (${rows})`,
    )
    await run(
      `INSERT INTO out.main.rejects SELECT ${rejectColumns(this.#objects)} FROM (SELECT * FROM judged WHERE _why IS NOT NULL ${order})`,
    )
    await run('COMMIT')
    for (const table of ['pieces', 'singles', 'judged']) await run(`DELETE FROM ${table}`)
  }

  #csvSource(): RowSource {
    const { contract, format } = { contract: this.#contract, format: this.#contract.format }
    if (format.type !== 'csv') throw new Error('no CSV')
    const columns = this.header ?? contract.fields.map(({ name }) => name)
    const at = (index: number) =>
      `CASE WHEN quoted THEN list_extract(f, ${index + 1}) ELSE nullif(list_extract(f, ${index + 1}), ${quoteText(format.null)}) END`
    const position = new Map(columns.map((name, index) => [name.toLowerCase(), index]))
    const known = new Set(contract.fields.map(({ name }) => name.toLowerCase()))
    const unknown = columns.filter((name) => !known.has(name.toLowerCase()))
    const packed = unknown
      .map((name) => `${quoteText(name)}, ${at(position.get(name.toLowerCase()) ?? 0)}`)
      .join(', ')
    return {
      relation: `(SELECT o, n, raw, problem, fields IS NOT NULL AS quoted,
          CASE WHEN fields IS NOT NULL THEN from_json(fields, '["VARCHAR"]') ELSE string_split(raw, ${quoteText(format.delimiter)}) END AS f
        FROM (${allLines("<> ''")}))`,
      object: 'o',
      row: 'n',
      field: (name, type) => {
        const index = position.get(name.toLowerCase())
        return {
          source: index === undefined ? 'CAST(NULL AS VARCHAR)' : at(index),
          check: (source) => fromText(source, type),
        }
      },
      extra:
        unknown.length === 0
          ? 'CAST(NULL AS VARCHAR)'
          : `CASE WHEN ${unknown.map((name) => `${at(position.get(name.toLowerCase()) ?? 0)} IS NULL`).join(' AND ')} THEN NULL ELSE CAST(json_object(${packed}) AS VARCHAR) END`,
      problem: `CASE WHEN problem IS NOT NULL THEN problem WHEN len(f) <> ${columns.length} THEN concat(len(f), CASE WHEN len(f) = 1 THEN ' column' ELSE ' columns' END, ' instead of ${columns.length}') END`,
      raw: 'raw',
    }
  }
}

/** Lines of the pieces beside the singles, without the empty ones. */
const allLines = (
  kept: string,
): string => `SELECT o, first + i - 1 AS n, line AS raw, CAST(NULL AS VARCHAR) AS fields, CAST(NULL AS VARCHAR) AS problem
    FROM (SELECT o, first, unnest(lines) AS line, generate_subscripts(lines, 1) AS i
      FROM (SELECT o, first, string_split(text, chr(10)) AS lines FROM pieces)) WHERE line ${kept}
  UNION ALL SELECT o, n, raw, fields, problem FROM singles`

function jsonSource(contract: ImportContract): RowSource {
  const nested = (type: string) => /^(STRUCT|MAP)\(|\]$/.test(type)
  const wanted = JSON.stringify(
    Object.fromEntries(contract.fields.map(({ name, type }) => [name, nested(type) ? 'JSON' : 'VARCHAR'])),
  )
  const without = JSON.stringify(Object.fromEntries(contract.fields.map(({ name }) => [name, null])))
  const index = new Map(contract.fields.map(({ name }, position) => [name, position + 1]))
  return {
    // A line that is no object must not reach the functions that would fail on it.
    relation: `(SELECT o, n, raw, problem, CASE WHEN problem IS NULL AND kind = 'OBJECT' THEN from_json(raw, ${quoteText(wanted)}) END AS s,
        kind, CASE WHEN problem IS NULL AND kind = 'OBJECT' THEN nullif(CAST(json_merge_patch(raw, ${quoteText(without)}) AS VARCHAR), '{}') END AS rest
      FROM (SELECT o, n, raw, problem, CASE WHEN json_valid(raw) THEN json_type(raw) END AS kind
        FROM (${allLines(String.raw`NOT SIMILAR TO '\s*'`)})))`,
    object: 'o',
    row: 'n',
    field: (name, type) => ({
      source: `CAST(struct_extract_at(s, ${index.get(name) ?? 0}) AS VARCHAR)`,
      check: (source) => fromText(source, type),
    }),
    extra: 'rest',
    problem: `CASE WHEN problem IS NOT NULL THEN problem WHEN kind IS NULL THEN 'no JSON' WHEN kind <> 'OBJECT' THEN 'no JSON object' END`,
    raw: 'raw',
  }
}
