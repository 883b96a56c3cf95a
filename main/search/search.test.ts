import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Find, type FoundFile, type SearchEvent } from '#shared/contract/search.ts'
import { connectWorker } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'
import { inTime, runSearch, type SearchHandlers } from './index.ts'
import { createMatcher } from './matcher.ts'
import { begin, beginColumns, matchesIn, more, replacements } from './search.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-search-')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text: string | Uint8Array) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const find = (text: string, options: Partial<Find> = {}): Find => Find.parse({ text, ...options })

async function search(
  wanted: Find,
  unsaved: Parameters<typeof begin>[0]['unsaved'] = [],
): Promise<FoundFile[]> {
  const { id, ...first } = await begin({ root, find: wanted, unsaved })
  const files = [...first.files]
  for (let { done } = first; done === null; ) {
    const step = await more({ id })
    files.push(...step.files)
    done = step.done
  }
  return files
}
const paths = async (wanted: Find) => (await search(wanted)).map(({ id }) => id)
const places = (text: string, wanted: Find) =>
  matchesIn(text, createMatcher(wanted), 100).matches.map(({ line, from, to }) => [
    line,
    text.slice(from, to),
  ])

describe('what matches', () => {
  it('case, whole words, expressions', () => {
    const text = 'Flight flights\r\nFLIGHT_id ünflight\nflight'
    expect(places(text, find('flight'))).toHaveLength(5)
    expect(places(text, find('flight', { matchCase: true }))).toEqual([
      [1, 'flight'],
      [2, 'flight'],
      [3, 'flight'],
    ])
    expect(places(text, find('flight', { wholeWord: true }))).toEqual([
      [1, 'Flight'],
      [3, 'flight'],
    ])
    expect(places(text, find('^fl\\w+$', { regex: true }))).toEqual([[3, 'flight']])
    expect(places(text, find('x*', { regex: true }))).toEqual([])
    expect(places('İstanbul ISTANBUL', find('istanbul'))).toEqual([[1, 'ISTANBUL']])
  })

  it('finds plain text at the very places that a walk finds it', () => {
    const text = fc
      .array(fc.constantFrom('a', 'A', 'b', '\n', 'ß', '😀'), { maxLength: 40 })
      .map((all) => all.join(''))
    const wanted = fc
      .array(fc.constantFrom('a', 'b', '\n'), { minLength: 1, maxLength: 3 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(text, wanted, (here, needle) => {
        const expected: number[] = []
        for (let at = 0; at <= here.length - needle.length; ) {
          if (here.slice(at, at + needle.length).toLowerCase() === needle) {
            expected.push(at)
            at += needle.length
          } else at++
        }
        const { matches } = matchesIn(here, createMatcher(find(needle)), 1000)
        expect(matches.map(({ from }) => from)).toEqual(expected)
        for (const { line, from } of matches) expect(line).toBe(here.slice(0, from).split('\n').length)
      }),
    )
  })

  it('says what is wrong with an expression, and ends one that would take for ever', () => {
    expect(() => createMatcher(find('(a', { regex: true }))).toThrow(/no regular expression: missing/)
    expect(() => createMatcher(find('(?<=a)b', { regex: true }))).toThrow(/Look-around/)
    expect(places(`${'a'.repeat(20_000)}!`, find('(a+)+$', { regex: true }))).toEqual([])
  })
})

describe('where it looks', () => {
  it('honours .gitignore and globs, follows no link, reads no binary', async () => {
    for (const path of [
      'queries/a.sql',
      'queries/x/b.sql',
      'reports/c.md',
      'tmp/d.sql',
      '.git/e',
      'node_modules/f',
    ]) {
      put(path, 'needle')
    }
    put('queries/g.bin', Buffer.from('needle\0'))
    put('.gitignore', 'tmp\n')
    symlinkSync(join(root, 'tmp'), join(root, 'link'))
    expect(await paths(find('needle'))).toEqual(['queries/a.sql', 'queries/x/b.sql', 'reports/c.md'])
    expect(await paths(find('needle', { include: '*.sql' }))).toEqual(['queries/a.sql', 'queries/x/b.sql'])
    expect(await paths(find('needle', { include: 'x, *.md' }))).toEqual(['queries/x/b.sql', 'reports/c.md'])
    expect(await paths(find('needle', { include: '/queries', exclude: 'queries/x/' }))).toEqual([
      'queries/a.sql',
    ])
  })

  it('sees each write, and texts that are not stored yet before those on disk', async () => {
    for (let i = 0; i < 30; i++) {
      put('queries/a.sql', `needle${i % 10}`)
      expect(await paths(find(`needle${i % 10}`))).toEqual(['queries/a.sql'])
    }
    const unsaved = [
      { id: 'queries/a.sql', title: 'queries/a.sql', draft: false, text: 'typed' },
      { id: 'draft:1', title: 'draft', draft: true, text: '\n\n typed too' },
    ]
    const found = await search(find('typed'), unsaved)
    expect(found.map(({ id, draft, matches }) => [id, draft, matches[0]?.line])).toEqual([
      ['queries/a.sql', false, 1],
      ['draft:1', true, 3],
    ])
    expect(await search(find('needle'), unsaved)).toEqual([])
  })

  it('shows the match in a long line, and stops at its most', async () => {
    put('queries/long.sql', `${'x'.repeat(5000)}needle${'y'.repeat(5000)}`)
    put('queries/many.sql', 'needle\n'.repeat(2000))
    const [long, many] = await search(find('needle'))
    const match = long?.matches[0]
    expect(match?.shown.slice(match.shownFrom, match.shownTo)).toBe('needle')
    expect(match?.shown.length).toBeLessThanOrEqual(240)
    expect([many?.matches.length, many?.more]).toEqual([500, true])
  })
})

describe('replacing', () => {
  it('writes groups, dollars and line ends as they should be', async () => {
    put('queries/a.sql', 'sum(a) + sum(b)\r\nsum(c)')
    const regex = find('sum\\((\\w)\\)', { regex: true })
    const [one] = await replacements({
      root,
      find: regex,
      replacement: 'avg($1) $$ $&',
      paths: ['queries/a.sql'],
    })
    expect(one).toMatchObject({
      text: 'avg(a) $ sum(a) + avg(b) $ sum(b)\r\navg(c) $ sum(c)',
      count: 3,
      lines: [{ line: 1 }, { line: 2, before: 'sum(c)', after: 'avg(c) $ sum(c)' }],
    })
    const [plain] = await replacements({
      root,
      find: find('sum'),
      replacement: '$1',
      paths: ['queries/a.sql', 'no'],
    })
    expect(plain?.text).toBe('$1(a) + $1(b)\r\n$1(c)')
  })
})

describe('the thread', () => {
  it('streams to the end, stops when it is left, and is ended when an answer takes too long', async () => {
    for (let i = 0; i < 300; i++) put(`queries/${i}.sql`, 'needle')
    const programs = process.env.LAKEBENCH_PROGRAMS ?? join(import.meta.dirname, '../../dist/main')
    const worker = connectWorker<SearchHandlers>('search', nodeWorkers(programs))
    try {
      const seen: SearchEvent[] = []
      const controller = new AbortController()
      const input = { root, find: find('needle'), unsaved: [] }
      await runSearch(worker, input, (event) => seen.push(event), controller.signal)
      expect(seen.at(-1)).toEqual({ type: 'done', searched: 300, more: false, left: 0 })
      expect(seen.flatMap((event) => (event.type === 'found' ? event.files : []))).toHaveLength(300)
      const never = new Promise<never>(() => undefined)
      await expect(inTime(worker, never, 50)).rejects.toMatchObject({ code: 'SEARCH_SLOW' })
      expect((await worker.call('begin', input)).files.length).toBeGreaterThan(0)
    } finally {
      worker.close()
    }
  })
})

describe('a column', () => {
  const tables = [
    { name: 'flights', call: false, table: 'flights', columns: ['delay', 'origin'] },
    { name: 'airports', call: false, table: 'airports', columns: ['origin', 'city'] },
    { name: 'busy', call: true, table: 'busy', columns: ['origin', 'n'] },
  ]
  async function uses(table: string, column: string, unsaved: Parameters<typeof begin>[0]['unsaved'] = []) {
    const { id, ...first } = await beginColumns({ root, table, column, tables, unsaved })
    const found = [...first.files]
    for (let { done } = first; done === null; ) {
      const step = await more({ id })
      found.push(...step.files)
      done = step.done
    }
    return found.flatMap(({ id: file, matches }) =>
      matches.map(({ line, shown, shownFrom, shownTo, perhaps }) =>
        [file, line, shown.slice(shownFrom, shownTo), ...(perhaps ? ['perhaps'] : [])].join(' '),
      ),
    )
  }

  it('is found in SQL and in its contract, and what cannot be proved is said to be so', async () => {
    put(
      'contracts/flights.yml',
      'version: 1\nsource: flights\nfields:\n  delay: {type: INTEGER}\n  origin: {type: VARCHAR}\n',
    )
    put('contracts/airports.yml', 'source: airports\nfields:\n  origin: {type: VARCHAR}\n')
    put(
      'queries/a.sql',
      "-- delay\nSELECT 'delay', f.delay\nFROM flights f WHERE Delay > 1;\nSELECT delay FROM other",
    )
    put(
      'queries/b.sql',
      'SELECT origin FROM flights, airports;\nWITH flights AS (SELECT 1 AS delay) SELECT delay FROM flights',
    )
    put('stages/p.sql', 'PIVOT flights ON delay')
    put(
      'toolbox/busy.sql',
      'CREATE MACRO busy(x) AS TABLE SELECT origin, count(*) AS n FROM flights GROUP BY ALL ORDER BY n',
    )
    put('queries/c.sql', 'SELECT n FROM busy(1)')
    expect(await uses('flights', 'delay')).toEqual([
      'contracts/flights.yml 4 delay',
      'queries/a.sql 2 delay',
      'queries/a.sql 3 Delay',
      'stages/p.sql 1 delay perhaps',
    ])
    expect(await uses('airports', 'origin')).toEqual([
      'contracts/airports.yml 3 origin',
      'queries/b.sql 1 origin perhaps',
    ])
    expect(await uses('busy', 'n')).toEqual([
      'queries/c.sql 1 n',
      'toolbox/busy.sql 1 n',
      'toolbox/busy.sql 1 n',
    ])
    const open = [
      { id: 'draft:1', title: 'Query 1', draft: true, text: 'SELECT n FROM busy(2)' },
      { id: 'queries/c.sql', title: 'queries/c.sql', draft: false, text: 'SELECT 1' },
    ]
    expect(await uses('busy', 'n', open)).toEqual([
      'draft:1 1 n',
      'toolbox/busy.sql 1 n',
      'toolbox/busy.sql 1 n',
    ])
  })

  it('is told in steps over many files, up to its most', { timeout: 60_000 }, async () => {
    const statement =
      'WITH c AS (SELECT delay, origin FROM flights) SELECT avg(delay) FROM c GROUP BY origin;\n'
    for (let index = 0; index < 3_000; index++) put(`queries/q${index}.sql`, statement.repeat(5))
    const { id, ...first } = await beginColumns({
      root,
      table: 'flights',
      column: 'delay',
      tables,
      unsaved: [],
    })
    let [found, steps] = [first.files.length, 1]
    for (let { done } = first; done === null; steps++) {
      const step = await more({ id })
      found += step.files.length
      done = step.done
    }
    expect(found).toBe(2_000)
    // Each is told by itself, so that a search can be left in the middle.
    expect(steps).toBeGreaterThan(5)
  })
})
