import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/evaluation.ts'
import type { SnapshotDiff, SnapshotInfo, SyncResult } from '#shared/contract/lake.ts'
import type { TestResult } from '#shared/contract/toolbox.ts'
import { cli, json, makePlace } from '../support/app.ts'
import { demo, place } from '../support/own-demo.ts'

/** The whole loop by the command line, on the demo's three million rows: sync, explore, test, evaluate, verify. */

const at = ['--workspace', demo.root]
const ask = <Result>(...args: string[]) => json<Result>(place, [...args, ...at])

interface Rows {
  columns: { name: string; type: string }[]
  rowCount: number
  rows: unknown[][]
  reads: { source: string; snapshot: string }[]
}
interface EvaluationRun {
  evaluation: string
  runs: (Pick<Run, 'key' | 'algorithm' | 'commit' | 'metrics' | 'resultDigest' | 'cached'> & {
    snapshots: Record<string, string>
    engine: { name: string; version: string; threads: number }
  })[]
  gates: { name: string; passed: boolean; baseline: number; candidate: number }[]
}

describe('the lake', () => {
  it('has two snapshots of the flights and every record in data or rejects', async () => {
    const snapshots = await ask<SnapshotInfo[]>('snapshots', 'flights')
    expect(snapshots).toHaveLength(2)
    expect(snapshots[0]).toMatchObject({ latest: true, rows: 3_000_000, rejects: 0 })
    const all = await ask<SnapshotInfo[]>('snapshots')
    expect(new Set(all.map(({ source }) => source))).toEqual(
      new Set(['airports', 'birdstrikes', 'flights', 'weather']),
    )
    const strikes = all.find(({ source, latest }) => source === 'birdstrikes' && latest)
    expect(strikes?.rejects).toBeGreaterThan(0)
  })

  it('reads no object in a second sync', async () => {
    const { sources, failed } = await ask<SyncResult>('sync')
    expect(failed).toEqual([])
    for (const source of sources)
      expect(source).toMatchObject({ changed: false, fetched: 0, fetchedBytes: 0 })
  })

  it('says what June brought', async () => {
    const [june, may] = await ask<SnapshotInfo[]>('snapshots', 'flights')
    const diff = await ask<SnapshotDiff>(
      'snapshot',
      'diff',
      may?.id.slice(0, 7) ?? '',
      june?.id.slice(0, 7) ?? '',
    )
    expect(diff).toMatchObject({ source: 'flights', added: 31, changed: 0, gone: 0 })
    expect(diff.rows?.to).toBe(3_000_000)
  })

  it('is whole, byte for byte, and has nothing to collect that is needed', async () => {
    expect(await ask('check', '--read-data')).toMatchObject({ broken: [] })
    expect(await ask('gc', '--dry-run')).toMatchObject({ dryRun: true })
    expect(await ask('check', '--read-data')).toMatchObject({ broken: [] })
  })
})

describe('a question', () => {
  it('is answered at the latest snapshot, and at an earlier one', async () => {
    const [june, may] = await ask<SnapshotInfo[]>('snapshots', 'flights')
    const count = 'SELECT count(*) AS n, max(date)::DATE AS last FROM flights'
    const now = await ask<Rows>('sql', count)
    expect(now.rows[0]?.[0]).toBe('3000000')
    expect(String(now.rows[0]?.[1])).toBe('2001-07-01')
    expect(now.reads).toEqual([{ source: 'flights', snapshot: june?.id }])
    const then = await ask<Rows>('sql', count, '--at', `flights=${may?.id}`)
    expect(String(then.rows[0]?.[1])).toBe('2001-05-31')
    const inline = await ask<Rows>(
      'sql',
      `SELECT count(*) AS n FROM flights AT (VERSION => '${may?.id.slice(0, 8)}')`,
    )
    expect(inline.rows[0]?.[0]).toBe(then.rows[0]?.[0])
  })

  it('answers every query file of the demo', async () => {
    const files = execFileSync('git', ['ls-files', 'queries'], { cwd: demo.root, encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(files.length).toBeGreaterThanOrEqual(8)
    for (const file of files) {
      const { code, stderr } = await cli(place, ['sql', file, ...at])
      expect(stderr.replace(/^(Run|Open|Build image|Count|Query).*\n/gm, ''), file).not.toContain(
        'lakebench:',
      )
      expect(code, file).toBe(0)
    }
  })

  it('is refused with the place and the way out when a column is misspelt', async () => {
    const { code, stderr } = await cli(place, ['sql', 'SELECT origin,\n dely FROM flights', ...at])
    expect(code).toBe(2)
    expect(stderr).toMatch(/2:2/)
    expect(stderr).toMatch(/Did you mean .?delay/)
  })

  it('reaches nothing but the images', async () => {
    for (const statement of [
      "SELECT * FROM read_text('/etc/passwd')",
      "COPY (SELECT 1) TO '/tmp/lakebench-escape.csv'",
      "ATTACH '/tmp/lakebench-escape.duckdb'",
      'SET enable_external_access = true',
      'INSTALL httpfs',
    ]) {
      expect((await cli(place, ['sql', statement, ...at])).code, statement).not.toBe(0)
    }
  })
})

describe('the toolbox', () => {
  it('passes its tests', async () => {
    const results = await ask<TestResult[]>('toolbox', 'test')
    expect(results.length).toBeGreaterThanOrEqual(4)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
  })
})

describe('the evaluation', () => {
  it('finds its runs, gates passed, every number with snapshot and commit', async () => {
    const result = await ask<EvaluationRun>('eval', 'run', 'delay')
    expect(result.evaluation).toBe('delay')
    expect(result.runs.map(({ algorithm }) => algorithm).sort()).toEqual([
      'mean',
      'median',
      'route_hour_mean',
      'route_hour_median',
    ])
    for (const run of result.runs) {
      expect(run).toMatchObject({
        cached: true,
        commit: demo.commits.at(-1)?.commit,
        engine: { name: 'wasm', threads: 1 },
      })
      expect(run.snapshots.flights).toMatch(/^[0-9a-f]{64}$/)
      expect(Object.keys(run.metrics).sort()).toEqual(['mae', 'rows', 'within_15'])
    }
    expect(result.gates.length).toBeGreaterThan(0)
    expect(result.gates.every(({ passed }) => passed)).toBe(true)
  })

  it('gives the same bits when forced, and when verified from git objects and snapshot', async () => {
    const before = await ask<EvaluationRun>('eval', 'run', 'delay')
    const forced = await ask<EvaluationRun>('eval', 'run', 'delay', '--force', '--jobs', '2')
    const bits = ({ runs }: EvaluationRun) =>
      runs.map(({ key, resultDigest, metrics }) => ({ key, resultDigest, metrics }))
    expect(forced.runs.every(({ cached }) => !cached)).toBe(true)
    expect(bits(forced)).toEqual(bits(before))
    const key = forced.runs.at(-1)?.key ?? ''
    const verified = await ask<{ key: string; equal: boolean; was: unknown; is: unknown }>(
      'eval',
      'verify',
      key.slice(0, 9),
    )
    expect(verified).toMatchObject({ key, equal: true })
    expect(verified.is).toEqual(verified.was)
  })

  it('keeps a ledger that stock git reads, in a repository without a fault', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: demo.root, encoding: 'utf8' })
    // What is shelved and dropped leaves commits that nothing names: no fault.
    expect(git('fsck', '--full', '--strict', '--no-dangling')).toBe('')
    const files = git('ls-tree', '-r', '--name-only', 'refs/lakebench/runs').trim().split('\n')
    expect(files.every((file) => /^runs\/\d{4}-\d{2}\/[0-9a-f]{64}\.ndjson$/.test(file))).toBe(true)
    const line = JSON.parse(git('show', `refs/lakebench/runs:${files[0]}`).split('\n')[0] ?? '')
    expect(line).toMatchObject({ v: 1, evaluation: 'delay' })
    expect(git('status', '--porcelain')).toBe('')
  })
})

describe('a copy of the workspace', () => {
  const other = makePlace('copy')
  afterAll(() => other.remove())

  it('opens restricted until it is trusted', async () => {
    cpSync(join(demo.root), join(other.dir, 'workspace'), { recursive: true })
    cpSync(demo.lake, join(other.dir, 'lake'), { recursive: true })
    const there = ['--workspace', join(other.dir, 'workspace')]
    const refused = await cli(other, ['sync', 'airports', ...there])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('lakebench trust')
    expect((await cli(other, ['trust', ...there])).code).toBe(0)
    const synced = await json<SyncResult>(other, ['sync', 'airports', ...there])
    const same = demo.snapshots.find(({ source }) => source === 'airports')
    expect(synced.sources[0]?.snapshot).toBe(same?.snapshot)
  })
})

describe('usage', () => {
  it('answers with the exit codes of the manual', async () => {
    expect((await cli(place, ['--help'])).code).toBe(0)
    expect((await cli(place, ['snaphsots'])).code).toBe(2)
    expect((await cli(place, ['sync', 'flihgts', ...at])).code).toBe(2)
    expect((await cli(place, ['eval', 'run', 'nothing', ...at])).code).toBe(2)
    expect((await cli(place, ['eval', 'verify', 'fffffff', ...at])).code).toBe(2)
    expect((await cli(place, ['sql', 'SELECT 1', '--workspace', join(place.dir, 'none')])).code).toBe(2)
    const error = await json<{ error: { code: string } }>(place, ['sql', 'SELECT', ...at])
    expect(error.error.code).toMatch(/^[A-Z_]+$/)
  })

  it('reached no host outside this computer', () => {
    expect(place.refused()).toEqual([])
  })
})
