import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from '../main/api/app.ts'
import { juneArrives, makeLake } from '../main/api/demo/lake.ts'
import { programs } from '../main/git/testing.ts'
import type { FilesHandlers } from '../main/store/index.ts'
import { connectWorker, type WorkerClient } from '../main/worker/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import type { BenchRow } from './row.ts'

const count = 100_000
const size = 10_000

/** What a sync costs beside the tools that people copy folders with. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'lakebench-bench-'))
  const files = connectWorker<FilesHandlers>('files', nodeWorkers(programs))
  try {
    await demoLake(dir, files, report)
    await smallFiles(dir, files, report)
  } finally {
    files.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function demoLake(
  dir: string,
  files: WorkerClient<FilesHandlers>,
  report: (row: BenchRow) => void,
): Promise<void> {
  const lake = join(dir, 'lake')
  const resources = fileURLToPath(new URL('..', import.meta.url))
  const app = createApp({ home: join(dir, 'app'), resources, startWorker: nodeWorkers(programs) })
  try {
    await makeLake(app, dir, lake, {})
    await juneArrives(dir, lake)
  } finally {
    app.close()
  }
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < 5; round++) {
    theirs.push(copied(lake, join(dir, 'copy')))
    const home = join(dir, 'home')
    ours.push(await timed(() => synced(files, { home, lake, pattern: '**/*' })))
    rmSync(home, { recursive: true })
  }
  row(
    report,
    'first sync of the demo lake',
    ours,
    theirs,
    'against cp -r --reflink=never and sync -f; 836 objects',
  )
}

async function smallFiles(
  dir: string,
  files: WorkerClient<FilesHandlers>,
  report: (row: BenchRow) => void,
): Promise<void> {
  const lake = join(dir, 'small')
  makeFiles(lake)
  execFileSync('sync', ['-f', lake])
  const [copy, home] = [join(dir, 'copy'), join(dir, 'home')]
  const times = { first: [], again: [], cp: [], find: [], rclone: [], rcloneAgain: [] } as Record<
    string,
    number[]
  >
  const rclone = has('rclone')
  for (let round = 0; round < 2; round++) {
    times.cp?.push(copied(lake, copy))
    if (rclone) {
      const sync = () => execFileSync('rclone', ['sync', lake, copy], { stdio: 'ignore' })
      times.rclone?.push(timedSync(sync) + timedSync(() => execFileSync('sync', ['-f', copy])))
      times.rcloneAgain?.push(timedSync(sync))
      rmSync(copy, { recursive: true })
    }
    times.first?.push(await timed(() => synced(files, { home, lake, pattern: '*/*' })))
    for (let again = 0; again < 3; again++) {
      times.again?.push(await timed(() => synced(files, { home, lake, pattern: '*/*' })))
      times.find?.push(
        timedSync(() =>
          execFileSync('find', [lake, '-type', 'f', '-printf', '%s %T@\\n'], { stdio: 'ignore' }),
        ),
      )
    }
    rmSync(home, { recursive: true })
  }
  const { first = [], again = [], cp = [], find = [], rclone: copies = [], rcloneAgain = [] } = times
  const what = `${count.toLocaleString('en-US')} files of 10 kB`
  row(report, `first sync of ${what}`, first, cp, 'against cp -r --reflink=never and sync -f')
  row(report, `sync of ${what}, nothing new`, again, find, 'against find with size and time')
  if (!rclone) return
  row(report, `first sync of ${what}, beside rclone`, first, copies, 'against rclone sync and sync -f')
  row(report, `sync of ${what}, nothing new, beside rclone`, again, rcloneAgain, 'against rclone sync')
}

function makeFiles(lake: string): void {
  const bytes = Buffer.alloc(size)
  for (let n = 0; n < count; n++) {
    const folder = join(lake, String(Math.floor(n / 1000)))
    if (n % 1000 === 0) mkdirSync(folder, { recursive: true })
    bytes.writeUInt32LE(n, 0)
    bytes.fill(`${n * 7919} `, 4)
    writeFileSync(join(folder, `${n}.json`), bytes)
  }
}

async function synced(
  files: WorkerClient<FilesHandlers>,
  { home, lake, pattern }: { home: string; lake: string; pattern: string },
): Promise<void> {
  await files.call('syncFolder', {
    home,
    root: lake,
    pattern,
    remote: 'lake',
    seen: join(home, 'syncs', 'bench', 'seen', 'lake'),
    settleMs: 0,
    now: Date.now(),
    rehash: false,
  })
}

/** Milliseconds of a copy made durable; the copy is removed again. */
function copied(from: string, to: string): number {
  const ms = timedSync(() => {
    execFileSync('cp', ['-r', '--reflink=never', from, to])
    execFileSync('sync', ['-f', to])
  })
  rmSync(to, { recursive: true })
  return ms
}

async function timed(run: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

function timedSync(run: () => unknown): number {
  const began = performance.now()
  run()
  return performance.now() - began
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function row(
  report: (row: BenchRow) => void,
  name: string,
  ours: readonly number[],
  theirs: readonly number[],
  note: string,
): void {
  const [value, baseline] = [median(ours), median(theirs)]
  report({ name, value, baseline, ratio: value / baseline, note })
}
