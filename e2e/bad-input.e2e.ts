import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/evaluation.ts'
import type { SnapshotInfo, SyncResult } from '#shared/contract/lake.ts'
import type { AppErrorData } from '#shared/errors.ts'
import { cli, json, launch, makePlace, openWindow, type Served, serve } from './support/app.ts'
import { explore } from './support/explore.ts'
import { type Client, refusalOf, resultOf, rpcOf } from './support/rpc.ts'
import {
  contractText,
  leftovers,
  mountSmall,
  type SmallWorkspace,
  smallWorkspace,
} from './support/small-workspace.ts'

/** What is wrong is told with its place and the way out, the same by the command line and to a window. */

const place = makePlace('bad-input')
let ws: SmallWorkspace
let server: Served
let client: Client
let browser: Browser

beforeAll(async () => {
  ws = await smallWorkspace(place)
  await json<SyncResult>(place, ['sync', ...ws.at])
  server = await serve(place, ws.at)
  client = rpcOf(server.address)
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  place.remove()
})
afterEach(async () => {
  ws.restore()
  // A window that is about to close may be writing its layout just now.
  await expect.poll(() => leftovers(place.home, ws.root)).toEqual([])
  expect(ws.git('status', '--porcelain')).toBe('')
  expect(ws.git('fsck', '--full', '--strict', '--no-dangling')).toBe('')
})

interface Told {
  code: number
  error: AppErrorData
  /** What a person reads. */
  line: string
}

/** The error that a command prints, for programs and for people. */
async function told(args: string[], home = place): Promise<Told> {
  const [forPrograms, forPeople] = await Promise.all([
    cli(home, [...args, '--json', ...ws.at]),
    cli(home, [...args, ...ws.at]),
  ])
  expect(forPrograms.code).toBe(forPeople.code)
  const value: { error?: AppErrorData; failed?: AppErrorData[]; problems?: AppErrorData[] } = JSON.parse(
    forPrograms.stdout,
  )
  const error = value.error ?? value.failed?.[0] ?? value.problems?.[0]
  if (!error) throw new Error(`${args.join(' ')} told no error: ${forPrograms.stdout}`)
  const line = `${forPeople.stdout}${forPeople.stderr}`
  expect(line).toContain(error.message)
  return { code: forPeople.code, error, line }
}

/** What a window is told must be what the command line tells. */
const same = ({ code, kind, message, place }: AppErrorData) => ({ code, kind, message, place })

const syncFailure = async () =>
  (await resultOf<SyncResult>(client.lake.sync({ sources: [], rehash: false }))).failed[0]

async function sqlRefusal(sql: string): Promise<AppErrorData> {
  return refusalOf(
    (async () => {
      const { set, sql: text } = await client.engine.resolve({ sql, at: {} })
      await resultOf(client.engine.run({ set: set.id, sql: text }))
    })(),
  )
}

describe('a file that is no YAML, or not what it should be', () => {
  it.each([
    ['name: [small\n', { code: 'YAML_SYNTAX', line: 3 }, /Correct the YAML here/],
    ['remtes: {}\n', { code: 'YAML_UNKNOWN_KEY', line: 2, field: 'remtes' }, /Did you mean `remotes`\?/],
  ])('lakebench.yml: %j', async (text, { code, ...at }, wayOut) => {
    ws.write('lakebench.yml', `version: 1\n${text}`)
    const { error, code: exit, line } = await told(['sync'])
    expect(exit).toBe(2)
    expect(error).toMatchObject({
      place: { file: 'lakebench.yml', ...at },
      message: expect.stringMatching(wayOut),
    })
    if (code === 'YAML_SYNTAX') expect(error.code).toBe(code)
    expect(line).toContain(`lakebench.yml:${at.line}`)
    await client.workspace.open({ root: ws.root })
    const refused = await refusalOf(resultOf(client.lake.sync({ sources: [], rehash: false })))
    expect(same(refused)).toEqual(same(error))
    // The rest of the workspace is open.
    expect((await cli(place, ['sql', 'SELECT count(*) FROM events', ...ws.at])).code).toBe(0)
  })

  it.each([
    [
      'a value that is none',
      contractText.replace('daily', 'dayly'),
      { line: 7, field: 'cadence' },
      /one of stream, hourly, daily/,
    ],
    ['no YAML', `${contractText}quality: {a\n`, { line: 16 }, /Correct the YAML here/],
    [
      'a key that is no field',
      contractText.replace('[id]', '[idd]'),
      { field: 'key[0]' },
      /`idd` is no field.*Fields are id, day/,
    ],
    [
      'a rule over no field',
      `${contractText}quality: [{name: positive, sql: idd > 0, reject: true}]\n`,
      { field: 'quality[0].sql' },
      /There is no column `idd` here.*Write one expression over the fields/,
    ],
    [
      'a path that escapes',
      contractText.replace('events/*', '../*'),
      { line: 5, field: 'path' },
      /must not hold `\.` or `\.\.`/,
    ],
    [
      'a remote that is not there',
      contractText.replace(': lake', ': lkae'),
      { field: 'remote' },
      /Did you mean `lake`\?/,
    ],
  ])('a contract with %s', async (_, text, at, wayOut) => {
    ws.write('contracts/events.yml', text)
    const { error, code, line } = await told(['sync'])
    expect(code).toBe(2)
    expect(error).toMatchObject({ kind: 'input', place: { file: 'contracts/events.yml', ...at } })
    expect(error.message).toMatch(wayOut)
    expect(line).toContain('contracts/events.yml')
    const inWindow = await syncFailure()
    expect(inWindow && same(inWindow)).toEqual(same(error))
  })

  it('an evaluation', async () => {
    for (const [text, at, wayOut] of [
      ['version: 1\nalgorithms: {a\n', { line: 3 }, /Correct the YAML here/],
      ['version: 1\nmetrcs: {}\n', { line: 2, field: 'metrcs' }, /Did you mean `metrics`\?/],
    ] as const) {
      ws.write('evaluations/size.yml', text)
      const { error, code } = await told(['eval', 'run', 'size'])
      expect(code).toBe(2)
      expect(error).toMatchObject({ kind: 'input', place: { file: 'evaluations/size.yml', ...at } })
      expect(error.message).toMatch(wayOut)
      const refused = await refusalOf(
        client.evaluation.plan({ evaluation: 'size', refs: [], snapshots: [], params: {} }),
      )
      expect(same(refused)).toEqual(same(error))
    }
  })
})

describe('SQL that cannot be', () => {
  it('is told with line and column, by statement and by file', async () => {
    const text = 'SELECT id\nFROM events\nWHRE id > 1'
    const { error, code, line } = await told(['sql', text])
    expect(code).toBe(2)
    expect(error).toMatchObject({ code: 'SQL_SYNTAX', place: { line: 3 } })
    expect(error.message).toMatch(/Correct the SQL here\.$/)
    expect(line).toMatch(/3:\d+: /)
    expect(same(await sqlRefusal(text))).toEqual(same(error))
    ws.write('queries/bad.sql', `-- a line before\n${text}`)
    const inFile = await told(['sql', 'queries/bad.sql'])
    expect(inFile.error.place).toMatchObject({ file: 'queries/bad.sql', line: 4 })
    expect(inFile.line).toContain('queries/bad.sql:4:')
  })

  it('is told in the window by the same words', async () => {
    const window = await openWindow(browser, server.address)
    const view = explore(window.page)
    await window.page.getByRole('region', { name: 'Explore' }).waitFor()
    await view.draft()
    await view.type('SELECT idd\nFROM events')
    const { message } = await sqlRefusal('SELECT idd\nFROM events')
    expect(message).toBe('There is no column `idd` here. Did you mean `id`?')
    expect((await view.run()).replaceAll('`', '')).toContain('There is no column idd here. Did you mean id?')
    await window.context.close()
  })

  it('in the toolbox is a test that fails, and the rest of the toolbox works', async () => {
    ws.write('toolbox/broken.sql', '/*---\ndescription: x\n---*/\nCREATE MACRO broken(a) AS a +;\n')
    const { code, stdout } = await cli(place, ['toolbox', 'test', 'broken', ...ws.at])
    expect(code).toBe(1)
    expect(stdout).toContain('toolbox/broken.sql:4: `broken` cannot be created: syntax error')
    const listed = (await client.toolbox.list()).find(({ name }) => name === 'broken')
    expect(listed?.problem).toMatchObject({ place: { file: 'toolbox/broken.sql', line: 4 } })
    expect(stdout).toContain(listed?.problem?.message)
    expect((await cli(place, ['sql', 'SELECT safe_divide(1, 2)', ...ws.at])).code).toBe(0)
  })

  it('in an algorithm leaves that algorithm out, or fails its run, and the others run', async () => {
    ws.write('queries/even.sql', '-- why\nSELEC 1')
    const { error, code, line } = await told(['eval', 'run', 'size', '--at', 'working'])
    expect(code).toBe(2)
    expect(error).toMatchObject({ place: { file: 'queries/even.sql', line: 2 } })
    expect(line).toMatch(/every .*(reused|\d m?s)\n/)
    const plan = await client.evaluation.plan({
      evaluation: 'size',
      refs: ['working'],
      snapshots: [],
      params: {},
    })
    expect(plan.problems.map(same)).toEqual([same(error)])

    ws.write('queries/even.sql', '-- why\nSELECT id\nFROM events WHERE nothing = 1')
    const failed = await cli(place, ['eval', 'run', 'size', '--at', 'working', '--json', ...ws.at])
    expect(failed.code).toBe(1)
    const { runs }: { runs: { algorithm: string; error?: string }[] } = JSON.parse(failed.stdout)
    expect(runs.find(({ algorithm }) => algorithm === 'even')?.error).toMatch(
      /^queries\/even\.sql:3:\d+: There is no column `nothing` here/,
    )
    expect(runs.find(({ algorithm }) => algorithm === 'every')?.error).toBeUndefined()
  })
})

describe('the lake', () => {
  const objects: string[] = []
  const land = (name: string, text: string) => {
    ws.land(name, text)
    objects.push(join(ws.lake, name))
  }
  afterEach(async () => {
    for (const file of objects.splice(0)) rmSync(file, { force: true })
  })
  const sync = async () => (await json<SyncResult>(place, ['sync', ...ws.at])).sources[0]
  const rowsOf = async (sql: string) =>
    (await json<{ rows: (string | null)[][] }>(place, ['sql', sql, ...ws.at])).rows

  it('loses no broken line: each is a reject with reason, text, object and line', async () => {
    land('events/broken.ndjson', '{"id":3}\n{"id":4,\n{"id":"x"}\n\n{"day":"2001-01-01"}\n[1]\n{"id":5}\n')
    expect(await sync()).toMatchObject({ rows: 4, rejects: 4, partial: false })
    expect(
      await rowsOf('SELECT _object, _row, reason, field, raw FROM events_rejects ORDER BY _row'),
    ).toEqual([
      ['events/broken.ndjson', '2', 'no JSON', null, '{"id":4,'],
      ['events/broken.ndjson', '3', 'no INTEGER', 'id', '{"id":"x"}'],
      ['events/broken.ndjson', '5', expect.any(String), 'id', '{"day":"2001-01-01"}'],
      ['events/broken.ndjson', '6', expect.any(String), null, '[1]'],
    ])
  })

  it('that is missing is a remote that cannot be reached; what was synced is still read', async () => {
    renameSync(ws.lake, `${ws.lake}-gone`)
    try {
      const { error, code } = await told(['sync'])
      expect(code).toBe(4)
      expect(error).toMatchObject({ code: 'LAKE_MISSING', kind: 'remote', place: { file: ws.lake } })
      expect(error.message).toMatch(/`lake` is not there\. Mount it, or correct its path in lakebench\.yml/)
      const inWindow = await syncFailure()
      expect(inWindow && same(inWindow)).toEqual(same(error))
      expect((await cli(place, ['sql', 'SELECT count(*) FROM events', ...ws.at])).code).toBe(0)
    } finally {
      renameSync(`${ws.lake}-gone`, ws.lake)
    }
  })

  it('may hold a file that never rests: it is left out and named, and the rest goes on', async () => {
    const line = `{"id":9,"day":"2001-01-09"}\n`
    // Long enough to read that the writer has its turn meanwhile, on a busy machine too.
    land('events/live.ndjson', line.repeat(3_000_000))
    land('events/still.ndjson', '{"id":7}\n')
    const writer = spawn(
      process.execPath,
      [
        '-e',
        `const fs=require('fs');const end=Date.now()+60000;while(Date.now()<end)fs.appendFileSync(process.argv[1],${JSON.stringify(line)})`,
        join(ws.lake, 'events/live.ndjson'),
      ],
      { stdio: 'ignore' },
    )
    try {
      const synced = await sync()
      expect(synced).toMatchObject({ partial: true, objects: 2, rows: 3 })
      expect(synced?.left).toEqual([
        { path: 'events/live.ndjson', reason: expect.stringMatching(/changed while it was being read/) },
      ])
    } finally {
      writer.kill('SIGKILL')
    }
    const [latest] = await json<SnapshotInfo[]>(place, ['snapshots', 'events', ...ws.at])
    expect(latest).toMatchObject({ partial: true, latest: true })
    rmSync(join(ws.lake, 'events/live.ndjson'))
    expect(await sync()).toMatchObject({ partial: false, objects: 2 })
  })

  it('may hold names with dots, spaces, newlines and emoji', async () => {
    const names = ['a b', '..up..', 'new\nline', "it's; DROP", '😀é', '%2e%2e']
    for (const [index, name] of names.entries()) land(`events/${name}.ndjson`, `{"id":${100 + index}}\n`)
    expect(await sync()).toMatchObject({ objects: names.length + 1, rows: names.length + 2, left: [] })
    const rows = await rowsOf('SELECT _object FROM events_raw WHERE id >= 100 ORDER BY id')
    expect(rows.flat()).toEqual(names.map((name) => `events/${name}.ndjson`))
    const [latest] = await json<SnapshotInfo[]>(place, ['snapshots', 'events', ...ws.at])
    const shown = await cli(place, ['snapshot', 'show', latest?.id ?? '', ...ws.at])
    expect(shown.stdout).toContain('new⏎line.ndjson')
    expect(await json(place, ['check', '--read-data', ...ws.at])).toMatchObject({ broken: [] })
    const { objects: inWindow } = await client.lake.objects({ snapshot: latest?.id ?? '' })
    expect(inWindow.map(({ path }) => path)).toEqual(
      expect.arrayContaining(names.map((name) => `events/${name}.ndjson`)),
    )
  })
})

describe('a disk', () => {
  const disk = join(place.dir, 'disk')
  const small = { ...place, home: disk }

  it('that cannot be written is told before anything is done', async ({ skip }) => {
    const unmount = mountSmall(disk, 'size=1m,ro')
    if (!unmount) return skip('no file system may be mounted here')
    try {
      const { error, code } = await told(['sync'], small)
      expect(code).toBe(2)
      expect(error).toMatchObject({ code: 'HOME_READ_ONLY', kind: 'input', place: { file: disk } })
      expect(error.message).toContain('name another folder by LAKEBENCH_HOME')
      const reader = await serve(small)
      const refused = await refusalOf(rpcOf(reader.address).workspace.open({ root: ws.root }))
      await reader.close()
      expect(same(refused)).toEqual(same(error))
    } finally {
      unmount()
    }
  })

  it.skipIf(process.platform !== 'linux')(
    'on which no folder can be made is told as one, and soon',
    async () => {
      const nowhere = { ...place, home: '/proc/lakebench/home' }
      const { error, code } = await told(['sync'], nowhere)
      expect(code).toBe(2)
      expect(error).toMatchObject({ code: 'HOME_READ_ONLY', place: { file: nowhere.home } })
      const demo = await cli(nowhere, ['demo', '--json'])
      expect([demo.code, JSON.parse(demo.stdout)]).toMatchObject([1, { error: { code: 'WRITE_FAILED' } }])
    },
  )

  it('that is full stops the sync with nothing half-written, and room lets it end', async ({ skip }) => {
    const unmount = mountSmall(disk, 'size=2500k')
    if (!unmount) return skip('no file system may be mounted here')
    ws.land('events/large.ndjson', `{"id":9,"day":"2001-01-09"}\n`.repeat(100_000))
    try {
      const { code, stdout } = await cli(small, ['sync', '--json', '--trust', ...ws.at])
      const { failed }: SyncResult = JSON.parse(stdout)
      expect(code).toBe(1)
      expect(failed[0]).toMatchObject({ code: 'DISK_FULL', kind: 'failed', place: { file: disk } })
      expect(failed[0]?.message).toMatch(/Free some space.*LAKEBENCH_HOME/)
      expect(leftovers(disk)).toEqual([])
      expect(await json<SnapshotInfo[]>(small, ['snapshots', ...ws.at])).toEqual([])
      expect(await json(small, ['check', '--read-data', ...ws.at])).toMatchObject({ broken: [] })
      rmSync(join(ws.lake, 'events/large.ndjson'))
      const ended = await json<SyncResult>(small, ['sync', ...ws.at])
      expect(ended).toMatchObject({ failed: [], sources: [{ rows: 2, rejects: 0 }] })
    } finally {
      rmSync(join(ws.lake, 'events/large.ndjson'), { force: true })
      unmount()
    }
  })
})

describe('a folder without git', () => {
  it('opens without versions, says so, and names the way to them where they are needed', async () => {
    const plain = join(place.dir, 'plain')
    mkdirSync(plain)
    for (const name of ['lakebench.yml', 'contracts', 'queries', 'evaluations'])
      cpSync(join(ws.root, name), join(plain, name), { recursive: true })
    const there = ['--workspace', plain]
    expect((await cli(place, ['trust', ...there])).code).toBe(0)
    expect((await json<SyncResult>(place, ['sync', ...there])).sources[0]).toMatchObject({ rows: 2 })
    const run = await cli(place, ['eval', 'run', 'size', '--json', ...there])
    expect(run.code).toBe(2)
    const { error }: { error: AppErrorData } = JSON.parse(run.stdout)
    expect(error).toMatchObject({ code: 'NO_GIT', place: { file: plain } })
    expect(error.message).toContain('`git init`')
    expect(readdirSync(plain)).not.toContain('.git')

    const opened = await client.workspace.open({ root: plain })
    const address = server.address.replace(/workspace=\w+/, `workspace=${opened.id}`)
    const refused = await refusalOf(
      rpcOf(address).evaluation.plan({ evaluation: 'size', refs: [], snapshots: [], params: {} }),
    )
    expect(same(refused)).toEqual(same(error))
    const { page, context } = await openWindow(browser, address)
    await page
      .getByRole('navigation', { name: 'Features' })
      .getByRole('button', { name: /^Source control/ })
      .click()
    await page.getByText('This folder has no versions: it is no git repository.').waitFor()
    await context.close()
  })
})

describe('two processes at once', () => {
  it('sync into one store: both end with the same snapshot, and it is whole', async () => {
    const other = { ...place, home: join(place.dir, 'shared-home') }
    for (let index = 0; index < 200; index++) ws.land(`events/many-${index}.ndjson`, `{"id":${index}}\n`)
    try {
      const both = await Promise.all([0, 1].map(() => json<SyncResult>(other, ['sync', '--trust', ...ws.at])))
      expect(both.map(({ failed }) => failed)).toEqual([[], []])
      const [first, second] = both.map(({ sources }) => sources[0])
      expect(first).toMatchObject({ objects: 201, rows: 202, partial: false })
      expect(second?.snapshot).toBe(first?.snapshot)
      expect(await json(other, ['check', '--read-data', ...ws.at])).toMatchObject({ broken: [] })
      expect(leftovers(other.home)).toEqual([])
    } finally {
      for (let index = 0; index < 200; index++) rmSync(join(ws.lake, `events/many-${index}.ndjson`))
    }
  })

  it('evaluate into one ledger: all lines are there', async () => {
    const before = await json<Run[]>(place, ['eval', 'list', 'size', ...ws.at])
    const both = await Promise.all([0, 1].map(() => cli(place, ['eval', 'run', 'size', '--force', ...ws.at])))
    expect(both.map(({ code, stderr }) => [code, stderr.includes('lakebench:')])).toEqual([
      [0, false],
      [0, false],
    ])
    const after = await json<Run[]>(place, ['eval', 'list', 'size', ...ws.at])
    expect(after).toHaveLength(before.length + 4)
  })
})

describe('a file in the way', () => {
  it('is no workspace, and is told so', async () => {
    const file = join(place.dir, 'a file.txt')
    writeFileSync(file, 'text')
    for (const [root, code] of [
      [file, 'NOT_A_FOLDER'],
      [join(place.dir, 'nowhere'), 'WORKSPACE_MISSING'],
    ] as const) {
      const { code: exit, stdout } = await cli(place, ['sync', '--json', '--workspace', root])
      const { error }: { error: AppErrorData } = JSON.parse(stdout)
      expect(exit).toBe(2)
      expect(error).toMatchObject({ code, place: { file: root } })
      expect(same(await refusalOf(client.workspace.open({ root })))).toEqual(same(error))
    }
  })
})
