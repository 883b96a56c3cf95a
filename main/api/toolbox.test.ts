import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { call } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestResult } from '#shared/contract/toolbox.ts'
import type { AppErrorData } from '#shared/errors.ts'
import { nodeWorkers } from '../worker/node.ts'
import { undoChange } from '../workspace/index.ts'
import { type App, createApp } from './app.ts'
import type { RequestContext } from './base.ts'
import { toolboxRouter } from './toolbox.ts'
import { createWorkspaces } from './workspaces.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
let root: string
let app: App
let context: RequestContext

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-toolbox-api-')))
  app = createApp({
    home: join(folder, 'home'),
    resources: repository,
    startWorker: nodeWorkers(process.env.LAKEBENCH_PROGRAMS ?? join(repository, 'dist/main')),
  })
})
afterAll(() => {
  app.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  root = mkdtempSync(join(folder, 'a workspace 😀 '))
  write('lakebench.yml', 'version: 1\nname: w\nremotes: {}\n')
  write(
    'contracts/flights.yml',
    'version: 1\nsource: flights\nremote: lake\npath: flights/*.csv\nformat: {type: csv}\nfields: {delay: {type: INTEGER}}\n',
  )
  const workspaces = createWorkspaces(app)
  const { id } = await workspaces.open(root)
  context = { app, workspaces, workspace: () => workspaces.byId(id) }
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const macro = (name: string, body: string, header = 'description: d') =>
  write(`toolbox/${name}.sql`, `/*---\n${header}\n---*/\n${body}\n`)
const own = async () =>
  (await call(toolboxRouter.list, undefined, { context })).filter(({ standard }) => !standard)
const passing = 'tests: [{name: n, call: SELECT twice(2) AS a, expect: [{a: 4}]}]'

async function tests(names: string[] = []): Promise<{ results: TestResult[]; seen: string[] }> {
  const seen: string[] = []
  for await (const event of await call(toolboxRouter.test, { names }, { context })) {
    if (event.type === 'done') return { results: event.result, seen }
    if (event.progress.detail) seen.push(event.progress.detail)
  }
  throw new Error('no end')
}
const failure = (promise: Promise<unknown>): Promise<AppErrorData> =>
  promise.then(
    () => expect.unreachable(),
    (thrown: { data: AppErrorData }) => thrown.data,
  )

describe('the toolbox', () => {
  test('lists the own before the standard ones, shows docs and uses, and tells each test as it ends', async () => {
    macro('twice', 'CREATE MACRO twice(x) AS x * 2', `description: Twice a number\n${passing}`)
    write('queries/q.sql', 'SELECT 1;\nSELECT twice(2);\n')
    const all = await call(toolboxRouter.list, undefined, { context })
    expect(all[0]).toMatchObject({ name: 'twice', signature: 'twice(x)', tests: 1, standard: false })
    expect(all.length).toBeGreaterThan(10)
    expect(all.filter(({ problem }) => problem)).toEqual([])
    expect(await call(toolboxRouter.show, { name: 'twice' }, { context })).toMatchObject({
      description: 'Twice a number',
      body: 'CREATE MACRO twice(x) AS x * 2',
      usedBy: [{ file: 'queries/q.sql', line: 2 }],
    })
    expect(await tests(['twice'])).toMatchObject({
      results: [{ transform: 'twice', name: 'n', passed: true }],
      seen: ['twice: n: passed'],
    })
    const { results } = await tests()
    expect(results.length).toBeGreaterThan(30)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
  })
  test('an unknown transform is an error with the way out', async () => {
    expect(await failure(call(toolboxRouter.show, { name: 'nope' }, { context }))).toMatchObject({
      code: 'TRANSFORM_UNKNOWN',
      kind: 'input',
    })
    expect(await failure(tests(['nope']))).toMatchObject({ code: 'TRANSFORM_UNKNOWN' })
  })
})

describe('another name', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const plan = (name: string, to: string) => call(toolboxRouter.renamePlan, { name, to }, { context })

  test('stands in the file, its tests and all that calls it, after one step that one undo takes back', async () => {
    macro('twice', 'CREATE MACRO twice(x) AS x * 2', `description: d\n${passing}`)
    macro('again', 'CREATE MACRO again(x) AS twice(twice(x))')
    write('queries/q.sql', 'SELECT twice(2);\n')
    write('evaluations/e.yml', 'metrics:\n  m: {sql: SELECT twice(a)}\n')
    const { from, to, files } = await plan('twice', 'doubled')
    expect([from, to]).toEqual(['toolbox/twice.sql', 'toolbox/doubled.sql'])
    expect(files.map(({ path, lines }) => [path, lines.map(({ line }) => line)])).toEqual([
      ['evaluations/e.yml', [2]],
      ['queries/q.sql', [1]],
      ['toolbox/again.sql', [4]],
      ['toolbox/twice.sql', [3, 5]],
    ])
    expect(read('queries/q.sql')).toBe('SELECT twice(2);\n')
    const change = await call(toolboxRouter.rename, { name: 'twice', to: 'doubled', files }, { context })
    expect(change).toMatchObject({ words: 'Renamed twice to doubled; 3 files follow', moves: [{ from, to }] })
    expect(read('queries/q.sql')).toBe('SELECT doubled(2);\n')
    expect(read('evaluations/e.yml')).toContain('SELECT doubled(a)')
    expect((await tests(['doubled'])).results).toMatchObject([{ passed: true }])
    expect((await own()).map(({ name, problem }) => [name, problem])).toEqual([
      ['again', undefined],
      ['doubled', undefined],
    ])
    await undoChange(app.home, await context.workspace(), change.undo)
    expect(existsSync(join(root, to))).toBe(false)
    expect(read('queries/q.sql')).toBe('SELECT twice(2);\n')
    expect((await tests(['twice'])).results).toMatchObject([{ passed: true }])
  })

  test('is refused where it cannot be, and when files are others than were shown', async () => {
    macro('twice', 'CREATE MACRO twice(x) AS x * 2')
    macro('again', 'CREATE MACRO again(x) AS twice(twice(x))')
    for (const to of ['again', 'bucket', 'twice', 'sum', 'select', 'Two words']) {
      expect([to, (await failure(plan('twice', to))).code]).toEqual([to, 'TRANSFORM_NAME'])
    }
    expect((await failure(plan('bucket', 'mine'))).code).toBe('TRANSFORM_STANDARD')
    expect((await failure(plan('nope', 'mine'))).code).toBe('TRANSFORM_UNKNOWN')
    const { files } = await plan('twice', 'doubled')
    write('queries/new.sql', 'SELECT twice(1)')
    const late = call(toolboxRouter.rename, { name: 'twice', to: 'doubled', files }, { context })
    expect((await failure(late)).code).toBe('FILE_CHANGED')
    expect(existsSync(join(root, 'toolbox/twice.sql'))).toBe(true)
  })
})

describe('bad files', () => {
  test.each([
    ['sql', 'CREATE MACRO sql(x) AS x +', 'description: d', 'TRANSFORM_REFUSED', 4],
    ['two', 'CREATE MACRO two(x) AS x; DROP TABLE flights', 'description: d', 'MACRO_STATEMENT', 4],
    [
      'header',
      'CREATE MACRO header(x) AS x',
      'description: d\nparams: {x: {typ: INTEGER}}',
      'YAML_UNKNOWN_KEY',
      3,
    ],
    ['yaml', 'CREATE MACRO yaml(x) AS x', 'description: [d', 'YAML_SYNTAX', 3],
    ['nested', 'CREATE MACRO nested(x) AS x', 'description: d /* e */', 'FRONT_MATTER', 2],
    ['select', 'CREATE MACRO select(x) AS x', 'description: d', 'TRANSFORM_NAME', 4],
    ['self', 'CREATE MACRO self(x) AS self(x)', 'description: d', 'TRANSFORM_REFUSED', 4],
    ['other', 'CREATE MACRO another(x) AS x', 'description: d', 'TRANSFORM_NAME', 4],
    [
      'lost',
      'CREATE MACRO lost() AS TABLE SELECT nope FROM flights',
      'description: d',
      'TRANSFORM_REFUSED',
      4,
    ],
  ])('%s: %s', async (name, body, header, code, line) => {
    macro(name, body, header)
    macro('twice', 'CREATE MACRO twice(x) AS x * 2', `description: d\n${passing}`)
    const file = `toolbox/${name}.sql`
    const listed = await own()
    expect(listed.find((one) => one.name === name)?.problem).toMatchObject({ code, place: { file, line } })
    expect(listed.find((one) => one.name === 'twice')?.problem).toBeUndefined()
    const shown = await call(toolboxRouter.show, { name }, { context })
    expect(shown.text).toContain(body)
    expect(shown.problem).toMatchObject({ code })
    // A toolbox with a broken file has not passed, and the rest of it was tested.
    const { results } = await tests([name, 'twice'])
    const failed = results.filter(({ passed }) => !passed)
    expect(failed.map(({ transform }) => transform)).toEqual([name])
    expect(failed[0]?.message).toContain(`${file}:${line}`)
    expect(results).toContainEqual(expect.objectContaining({ transform: 'twice', passed: true }))
  })
  test('a circle of macros names its members', async () => {
    macro('ping', 'CREATE MACRO ping(x) AS pong(x)')
    macro('pong', 'CREATE MACRO pong(x) AS ping(x)')
    const problems = (await own()).flatMap(({ problem }) => problem ?? [])
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]?.message).toContain('ping')
  })
  test('what does not lie in the workspace is not read', async () => {
    writeFileSync(join(folder, 'out.sql'), '/*---\ndescription: d\n---*/\nCREATE MACRO out() AS 1')
    mkdirSync(join(root, 'toolbox'))
    symlinkSync(join(folder, 'out.sql'), join(root, 'toolbox/out.sql'))
    expect(await own()).toEqual([])
  })
})

describe('hostile macros', () => {
  test.each([
    ['text', () => `SELECT read_text('${join(folder, 'secret.txt')}')`],
    ['table', () => `SELECT * FROM read_csv('${join(folder, 'secret.txt')}')`],
    ['file', () => `SELECT * FROM '${join(folder, 'secret.txt')}'`],
    ['glob', () => `SELECT * FROM glob('${folder}/*')`],
  ])('reading a file by %s is refused by the locked engine', async (name, body) => {
    writeFileSync(join(folder, 'secret.txt'), 'secret\n1\n')
    macro(
      'thief',
      `CREATE MACRO thief() AS TABLE ${body()}`,
      `description: d\ntests: [{name: ${name}, call: FROM thief(), expect: []}]`,
    )
    const { results } = await tests(['thief'])
    expect(results.every(({ passed }) => !passed)).toBe(true)
    expect(JSON.stringify(results)).not.toContain('"secret"')
  })
  test('a test that writes, attaches or loosens a setting fails, and leaves nothing', async () => {
    const out = join(folder, 'written.csv')
    const calls = [
      `COPY (SELECT 1) TO '${out}'`,
      `ATTACH '${join(folder, 'x.duckdb')}' AS x`,
      'SET enable_external_access = true',
      'INSTALL httpfs',
      `SELECT getenv('HOME') AS a`,
    ]
    macro(
      'twice',
      'CREATE MACRO twice(x) AS x * 2',
      `description: d\ntests:\n${calls.map((sql, index) => `  - {name: n${index}, call: ${JSON.stringify(sql)}, expect: []}`).join('\n')}`,
    )
    const { results } = await tests(['twice'])
    expect(results.map(({ passed }) => passed)).toEqual(calls.map(() => false))
    expect(existsSync(out)).toBe(false)
    expect(existsSync(join(folder, 'x.duckdb'))).toBe(false)
  })
})

describe('extracting without anything synced', () => {
  const text = "SELECT twice(upper('a') || 'b') AS x"
  const selection = { text, from: 13, to: 23, at: {} }
  test('writes the file once, whole, and refuses the second', async () => {
    const choice = { ...selection, name: 'made', description: 'Made', params: [] }
    const simple = { ...choice, text: "SELECT upper('a') || 'b' AS x", from: 7, to: 17 }
    const preview = await call(toolboxRouter.extractPreview, simple, { context })
    expect(existsSync(join(root, 'toolbox/made.sql'))).toBe(false)
    expect(preview).toMatchObject({
      call: 'made()',
      after: "SELECT made() || 'b' AS x",
      proof: { equal: true },
    })
    expect(await call(toolboxRouter.extract, simple, { context })).toEqual(preview)
    expect(readFileSync(join(root, 'toolbox/made.sql'), 'utf8')).toBe(preview.text)
    expect(await failure(call(toolboxRouter.extract, simple, { context }))).toMatchObject({
      code: 'TRANSFORM_EXISTS',
    })
    expect((await tests(['made'])).results.map(({ passed }) => passed)).toEqual([true])
  })
  test('an unequal proof writes nothing', async () => {
    const choice = {
      text: "SELECT upper('a') || 'b'",
      from: 7,
      to: 17,
      at: {},
      name: 'made',
      description: 'd',
      params: [],
    }
    expect(await failure(call(toolboxRouter.extract, choice, { context }))).toMatchObject({
      code: 'EXTRACT_UNEQUAL',
    })
    expect(existsSync(join(root, 'toolbox'))).toBe(false)
  })
  test('a toolbox folder that is a link is not written through', async () => {
    mkdirSync(join(folder, 'elsewhere'), { recursive: true })
    symlinkSync(join(folder, 'elsewhere'), join(root, 'toolbox'))
    const choice = {
      text: "SELECT upper('a') AS x",
      from: 7,
      to: 17,
      at: {},
      name: 'made',
      description: 'd',
      params: [],
    }
    expect(await failure(call(toolboxRouter.extract, choice, { context }))).toMatchObject({
      code: 'PATH_LINK',
    })
    expect(existsSync(join(folder, 'elsewhere/made.sql'))).toBe(false)
  })
  test('a broken header of the query is named with its line', async () => {
    const broken = `/*---\nparams: {a: {typ: INTEGER}}\n---*/\n${text}`
    const at = broken.indexOf('upper')
    const choice = { text: broken, from: at, to: at + 10, at: {}, name: 'made', description: 'd', params: [] }
    expect(await failure(call(toolboxRouter.extractPreview, choice, { context }))).toMatchObject({
      code: 'YAML_UNKNOWN_KEY',
      place: { line: 2 },
    })
  })
})
