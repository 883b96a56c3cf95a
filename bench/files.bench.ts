import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHandlers } from '../main/git/index.ts'
import { programs } from '../main/git/testing.ts'
import { runSearch, type SearchHandlers } from '../main/search/index.ts'
import { connectWorker } from '../main/worker/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { Find } from '../shared/contract/search.ts'
import { type BenchRow, median } from './row.ts'

const folders = 60
const perFolder = 50
const rounds = 9

/** Status and text search of a workspace of 3,000 files, beside stock git. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-bench-files-')))
  const start = nodeWorkers(programs)
  const git = connectWorker<GitHandlers>('git', start)
  const search = connectWorker<SearchHandlers>('search', start)
  try {
    makeWorkspace(dir)
    const repo = await git.call('discover', { root: dir })
    if (!repo) throw new Error('no repository')
    const status = () => git.call('status', { repo })
    const first = await timed(status)
    await compare(report, {
      name: 'status of 3,000 files after the first',
      ours: status,
      theirs: () => stock(dir, 'status', '--porcelain'),
      note: `against git status; the first took ${Math.round(first)} ms; aim under 300 ms`,
    })
    for (let i = 0; i < 500; i++)
      writeFileSync(join(dir, `queries/f${i % folders}/new${i}.sql`), `SELECT ${i}\n`)
    await compare(report, {
      name: 'status with 500 untracked files',
      ours: status,
      theirs: () => stock(dir, 'status', '--porcelain'),
      note: 'against git status',
    })
    const find = (text: string, options: Partial<Find> = {}) => {
      const input = { root: dir, find: Find.parse({ text, ...options }), unsaved: [] }
      return () => runSearch(search, input, () => undefined, new AbortController().signal)
    }
    const cold = await timed(find('median'))
    await compare(report, {
      name: 'search of a word in 3,500 files',
      ours: find('origin_44'),
      theirs: () => stock(dir, 'grep', '-niI', '--untracked', 'origin_44'),
      note: `against git grep -i; the first took ${Math.round(cold)} ms; aim under 100 ms`,
    })
    await compare(report, {
      name: 'search of an expression in 3,500 files',
      ours: find('avg\\(\\w+\\) AS d4\\d?,$', { regex: true }),
      theirs: () => stock(dir, 'grep', '-nIEi', '--untracked', 'avg\\(\\w+\\) AS d4[0-9]?,$'),
      note: 'against git grep -E -i',
    })
  } finally {
    git.close()
    search.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function makeWorkspace(dir: string): void {
  for (let folder = 0; folder < folders; folder++) {
    mkdirSync(join(dir, `queries/f${folder}`), { recursive: true })
    for (let i = 0; i < perFolder; i++) {
      const lines = Array.from({ length: 30 }, (_, line) => `  avg(delay_${line}) AS d${(i + line) % 97},`)
      const text = `-- query ${folder} ${i}\nSELECT carrier,\n${lines.join('\n')}\nFROM flights\nWHERE origin = 'origin_${folder}'\n`
      writeFileSync(join(dir, `queries/f${folder}/q${i}.sql`), text)
    }
  }
  writeFileSync(join(dir, 'lakebench.yml'), 'version: 1\nname: bench\n')
  stock(dir, 'init', '-q')
  stock(dir, 'add', '-A')
  stock(dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'First')
}

async function compare(
  report: (row: BenchRow) => void,
  {
    name,
    ours,
    theirs,
    note,
  }: { name: string; ours: () => Promise<unknown>; theirs: () => void; note: string },
): Promise<void> {
  const [values, baselines]: number[][] = [[], []]
  for (let round = 0; round < rounds; round++) {
    baselines?.push(await timed(async () => theirs()))
    values?.push(await timed(ours))
  }
  const [value, baseline] = [median(values ?? []), median(baselines ?? [])]
  report({ name, value, baseline, ratio: value / baseline, note })
}

function stock(dir: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
