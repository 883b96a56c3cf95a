import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { HandFile } from '#shared/contract/hand.ts'
import type { NativeHandlers } from '../engine/index.ts'
import { programs } from '../git/testing.ts'
import type { FilesHandlers } from '../store/index.ts'
import { connectWorker } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'
import { workspaceId } from '../workspace/index.ts'
import {
  addPath,
  appendUpload,
  beginUpload,
  draftContract,
  type HandContext,
  handSources,
  landInLake,
  listHand,
  readAgain,
  removeHand,
  renameTable,
  restoreHand,
} from './index.ts'
import { handName } from './names.ts'

vi.setConfig({ testTimeout: 120_000 })

let dir: string
let ctx: HandContext
const closing: (() => void)[] = []

beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'at hand ')))
  const root = join(dir, 'work')
  for (const folder of ['work/contracts', 'lake', 'home', 'in'])
    mkdirSync(join(dir, folder), { recursive: true })
  writeFileSync(
    join(root, 'contracts', 'flights.yml'),
    "version: 1\nsource: flights\nremote: lake\npath: 'f/*.csv'\nformat: {type: csv}\nfields: {id: {type: INTEGER}}\n",
  )
  const startWorker = nodeWorkers(programs)
  const files = connectWorker<FilesHandlers>('files', startWorker)
  const native = connectWorker<NativeHandlers>('native', startWorker)
  closing.push(files.close, native.close)
  ctx = {
    home: join(dir, 'home'),
    workspace: {
      id: workspaceId(root),
      root,
      name: 'small',
      remotes: { lake: { type: 'folder', path: '../lake' } },
      restricted: false,
      git: null,
    },
    files,
    native,
    startWorker,
    now: () => new Date(),
  }
})
afterAll(() => {
  for (const close of closing) close()
  rmSync(dir, { recursive: true, force: true })
})

const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(dir, 'in', name), content)
  return join(dir, 'in', name)
}
const add = (name: string, content: string | Uint8Array, bounds?: HandContext['bounds']) =>
  addPath(bounds ? { ...ctx, bounds } : ctx, put(name, content), {})

async function rowsOf(file: HandFile, table = 0): Promise<unknown[]> {
  const sources = await handSources(ctx, null)
  const image = sources.find((one) => one.table.name === file.tables[table]?.name)?.image
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH '${image?.path}' AS i (READ_ONLY)`)
  const rows = (await connection.runAndReadAll('SELECT * FROM i.main.data')).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}
const gone = async () => readdirSync(join(ctx.home, 'tmp')).filter((name) => !name.startsWith('facts'))

describe('a file at hand', () => {
  test('is copied: the file may change or vanish, and the rows stay', async () => {
    const file = await add('sales.csv', 'id,amount\n1,2.5\n2,3.5\n')
    rmSync(join(dir, 'in', 'sales.csv'))
    expect(file).toMatchObject({ file: 'sales.csv', bytes: 22, format: 'csv' })
    expect(file.tables).toMatchObject([{ name: 'sales', rows: 2, rejects: 0 }])
    expect(await rowsOf(file)).toEqual([
      ['1', 2.5],
      ['2', 3.5],
    ])
    expect(
      readFileSync(join(ctx.home, 'objects', file.sha256.slice(0, 2), file.sha256.slice(2)), 'utf8'),
    ).toBe('id,amount\n1,2.5\n2,3.5\n')
    expect(await gone()).toEqual([])
  })

  test('never takes the name of a source, of another file, or of a view', async () => {
    expect((await add('Flights.csv', 'id\n1\n')).tables[0]?.name).toBe('flights_2')
    expect((await add('SALES.csv', 'id\n9\n')).tables[0]?.name).toBe('sales_2')
    expect((await add('my_rejects.csv', 'id\n1\n')).tables[0]?.name).toBe('my_rejects_file')
    expect((await add('Größe 2024.csv', 'id\n1\n')).tables[0]?.name).toBe('größe_2024')
  })

  test('keeps lines that do not fit, with their reason', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => `${n},x${n}`).join('\n')
    const file = await add('ragged.csv', `a,b\n${lines}\n7,x,too much\n8\n`)
    expect(file.tables).toMatchObject([{ rows: 50, rejects: 2 }])
  })

  test('is read again as its user says, under the same name', async () => {
    const file = await add('codes.csv', 'code;price\n007;1,5\n008;2,5\n')
    expect(file.used).toMatchObject({ delimiter: ';', decimal: ',' })
    const text = await readAgain(ctx, { id: file.id, options: { allText: true }, tables: null }, {})
    expect(text.tables[0]?.name).toBe('codes')
    expect(await rowsOf(text)).toEqual([
      ['007', '1,5'],
      ['008', '2,5'],
    ])
    const other = await readAgain(
      ctx,
      { id: file.id, options: { delimiter: ',', header: false }, tables: null },
      {},
    )
    expect(other.used).toMatchObject({ delimiter: ',', header: false })
  })

  test('can be taken away and brought back, and its image is made anew when it was collected', async () => {
    const file = await add('again.json', '[{"a": 1, "b": {"c": [1, 2]}}]')
    await removeHand(ctx, file.id)
    expect((await listHand(ctx)).some(({ id }) => id === file.id)).toBe(false)
    const back = await restoreHand(ctx, file.id)
    expect(back.tables[0]?.name).toBe('again')
    rmSync(join(ctx.home, 'images', `${back.tables[0]?.image}.duckdb`))
    expect((await handSources(ctx, null)).find(({ table }) => table.name === 'again')?.image).toBeNull()
    await handSources(ctx, {})
    expect(await rowsOf(back)).toEqual([['1', { c: ['1', '2'] }]])
  })

  test('survives garbage collection, and goes when nobody can bring it back', async () => {
    const file = await add('kept.csv', 'k\n1\n')
    const old = new Date(Date.now() - 90 * 86_400_000)
    const object = join(ctx.home, 'objects', file.sha256.slice(0, 2), file.sha256.slice(2))
    const age = () => {
      utimesSync(object, old, old)
      for (const name of readdirSync(join(ctx.home, 'images')))
        utimesSync(join(ctx.home, 'images', name), old, old)
    }
    const collect = () => ctx.files.call('collect', { home: ctx.home, dryRun: true, now: Date.now() })
    age()
    expect((await collect()).freed.map(({ name }) => name)).not.toContain(file.sha256)
    await removeHand({ ...ctx, now: () => new Date(Date.now() - 40 * 86_400_000) }, file.id)
    await add('other.csv', 'k\n2\n')
    age()
    expect((await collect()).freed.map(({ name }) => name)).toContain(file.sha256)
  })

  test('takes another name when its user gives one, and only one that is free', async () => {
    const file = await add('draft 1.csv', 'k\n1\n2\n')
    expect((await renameTable(ctx, { id: file.id, from: 'draft_1', to: 'drafts' })).tables[0]?.name).toBe(
      'drafts',
    )
    for (const to of ['flights', 'sales', 'x_raw', 'Big', 'a"b', '']) {
      await expect(renameTable(ctx, { id: file.id, from: 'drafts', to })).rejects.toMatchObject({
        code: 'HAND_NAME',
      })
    }
  })

  test('a name of any file is a table’s name that is free', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aZ9. /\\_-:é売😀\0"'), maxLength: 100 }),
        fc.array(fc.string()),
        (file, names) => {
          const taken = new Set(names)
          const name = handName(file, null, (one) => taken.has(one))
          expect(name).toMatch(/^[\p{Letter}\p{Number}_]{1,63}$/u)
          expect(name).not.toMatch(/_(rejects|raw)$/)
          expect(taken.has(name)).toBe(false)
        },
      ),
    )
  })

  test('an upload comes in order and whole, or not at all', async () => {
    async function* bytes(text: string) {
      yield Buffer.from(text)
    }
    const upload = await beginUpload(ctx.home, '../../etc/x.csv', 4)
    await appendUpload(upload, 0, bytes('a\n'))
    await expect(appendUpload(upload, 0, bytes('b'))).rejects.toMatchObject({ code: 'UPLOAD_ORDER' })
    await expect(appendUpload(upload, 2, bytes('too long'))).rejects.toMatchObject({ code: 'UPLOAD_ORDER' })
    await expect(appendUpload(upload, 2, bytes('b'))).rejects.toMatchObject({ code: 'UPLOAD_GONE' })
    await expect(beginUpload(ctx.home, 'x.csv', 2 ** 40)).rejects.toMatchObject({ code: 'HAND_SIZE' })
    expect(await gone()).toEqual([])
  })
})

describe('a hostile file', () => {
  const refused = async (
    name: string,
    content: string | Uint8Array,
    code: string,
    bounds?: HandContext['bounds'],
  ) => {
    const before = await listHand(ctx)
    await expect(add(name, content, bounds)).rejects.toMatchObject({ code, place: { file: name } })
    expect(await listHand(ctx)).toEqual(before)
    expect(await gone()).toEqual([])
  }

  test('that unpacks to a thousand times its size', async () => {
    await refused('bomb.csv.gz', gzipSync(Buffer.alloc(300 << 20, 'a,b\n')), 'HAND_BOMB')
  }, 60_000)
  test('with a line without end', () =>
    refused('line.csv', Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(64 << 20, 'x')]), 'HAND_LINE'))
  test('cut off', async () => {
    await refused('cut.csv.gz', gzipSync('a,b\n1,2\n'.repeat(100_000)).subarray(0, 500), 'HAND_GZIP')
    await refused('cut.parquet', 'PAR1and nothing more', 'HAND_UNREADABLE')
    await refused('cut.xlsx', 'PK\x03\x04xl/', 'HAND_ZIP')
    await refused('cut.feather', 'ARROW1\0\0\xff\xff\xff\xff\x40\0\0\0', 'HAND_ARROW')
    await refused('cut.json', '[{"a": 1}, {"a":', 'HAND_UNREADABLE')
    await refused(
      'cut.duckdb',
      Buffer.concat([Buffer.alloc(8), Buffer.from('DUCK'), Buffer.alloc(5000)]),
      'HAND_UNREADABLE',
    )
  })
  test('of another kind says what to do', async () => {
    await refused('old.xls', Buffer.from('\xd0\xcf\x11\xe0old', 'latin1'), 'HAND_KIND')
    await refused('a.zip', 'PK\x03\x04readme.txt', 'HAND_KIND')
    await refused('a.bin', Buffer.from([0, 1, 2, 3, 0, 0, 0, 9, 9]), 'HAND_KIND')
  })
  test('that takes too long, writes too much or takes too much memory is ended', async () => {
    const path = join(dir, 'in', 'endless.duckdb')
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(
      'CREATE VIEW endless AS SELECT sum(hash(a.range + b.range)) AS h FROM range(1000000000) a, range(1000000) b',
    )
    await connection.run(
      'CREATE VIEW huge AS SELECT hash(range) AS a, hash(range + 1) AS b FROM range(100000000000)',
    )
    connection.closeSync()
    instance.closeSync()
    const bytes = readFileSync(path)
    await refused('time.duckdb', bytes, 'HAND_TIME', { time: 2000 })
    await refused('memory.duckdb', bytes, 'HAND_MEMORY', { memory: 30 << 20 })
  }, 60_000)
  test('given up by its user is ended at once', async () => {
    const controller = new AbortController()
    const path = put('slow.csv', `a,b\n${'1,2\n'.repeat(2_000_000)}`)
    const adding = addPath(ctx, path, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(adding).rejects.toMatchObject({ kind: 'cancelled' })
    expect(await gone()).toEqual([])
  })
})

describe('into the lake', () => {
  test('the bytes land as they are under a drafted contract', async () => {
    const file = await add('stock.csv', 'sku,left\nA,1\nB,2\n')
    const draft = await draftContract(ctx, file.id, null)
    expect(draft).toMatchObject({ source: 'stock', remote: 'lake', object: 'stock/stock.csv', missing: [] })
    expect(draft.text).toContain('"left": {type: "BIGINT"}')
    await landInLake(ctx, { id: file.id, table: null, source: 'stock', text: draft.text })
    expect(readFileSync(join(dir, 'lake', 'stock', 'stock.csv'), 'utf8')).toBe('sku,left\nA,1\nB,2\n')
    expect(readFileSync(join(ctx.workspace.root, 'contracts', 'stock.yml'), 'utf8')).toBe(draft.text)
    const [again] = [await draftContract(ctx, file.id, null)]
    expect(again?.source).toBe('stock_2')
    await expect(
      landInLake(ctx, { id: file.id, table: null, source: 'stock', text: draft.text }),
    ).rejects.toMatchObject({ code: 'LAND_NAME' })
  })

  test('rows land as Parquet where no contract reads the file', async () => {
    const file = await add('german.csv', '_id;price\n1;1,5\n2;2,5\n')
    const draft = await draftContract(ctx, file.id, null)
    expect(draft).toMatchObject({ object: 'german/german.parquet' })
    expect(draft.text).toContain('"field_id": {type: "BIGINT"}')
    await landInLake(ctx, { id: file.id, table: null, source: 'german', text: draft.text })
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const path = join(dir, 'lake', 'german', 'german.parquet').replaceAll("'", "''")
    expect((await connection.runAndReadAll(`FROM '${path}'`)).getRowObjectsJson()).toEqual([
      { field_id: '1', price: 1.5 },
      { field_id: '2', price: 2.5 },
    ])
    connection.closeSync()
    instance.closeSync()
  })

  test('what is missing is said', async () => {
    const file = await add('loose.csv', 'a\n1\n')
    const bare = { ...ctx, workspace: { ...ctx.workspace, remotes: {}, restricted: true } }
    const draft = await draftContract(bare, file.id, null)
    expect(draft).toMatchObject({ remote: null, object: null })
    expect(draft.missing).toHaveLength(2)
  })
})
