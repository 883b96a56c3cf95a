import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunEvent } from '#shared/contract/evaluation.ts'
import type { NativeHandlers } from '../engine/index.ts'
import type { GitHandlers } from '../git/index.ts'
import { programs, temporaryFolder, writeFiles } from '../git/testing.ts'
import { syncSources } from '../lake/index.ts'
import type { FilesHandlers } from '../store/index.ts'
import { connectWorker } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'
import { workspaceId } from '../workspace/index.ts'
import { closeEvaluationEngines, type EvaluationContext, type RunSelection, runEvaluation } from './index.ts'

/** A real lake, workspace and set of workers for tests and the benchmark. */

const row = (n: number) => `${n},${n % 3 === 0 ? 'SFO' : 'LAX'},${(n * 37) % 60}`

/** A day of 100 flights, as CSV. */
export const day = (number: number): string =>
  `id,origin,delay\n${Array.from({ length: 100 }, (_, n) => row(number * 100 + n)).join('\n')}\n`

export const files: Record<string, string> = {
  'lakebench.yml': 'version: 1\nname: small\nremotes:\n  lake: {type: folder, path: ../lake}\n',
  'contracts/flights.yml': `version: 1
source: flights
remote: lake
path: 'flights/day={day}.csv'
format: {type: csv}
fields:
  id: {type: INTEGER, required: true}
  origin: {type: VARCHAR, required: true}
  delay: {type: INTEGER, required: true}
`,
  'toolbox/centre.sql': `/*---
description: Centre of the delays
---*/
CREATE MACRO centre(delay) AS avg(delay);
`,
  'queries/mean.sql': `/*---
params: {cut: {type: INTEGER, default: 50, meaning: first id of the test part}}
---*/
SELECT id, delay, (SELECT centre(delay) FROM flights WHERE id < $cut) AS predicted
FROM flights WHERE id >= $cut ORDER BY id;
`,
  'queries/origin.sql': `/*---
params: {cut: {type: INTEGER, default: 50}}
---*/
WITH learned AS (SELECT origin, centre(delay) AS predicted FROM flights WHERE id < $cut GROUP BY origin)
SELECT id, delay, predicted FROM flights JOIN learned USING (origin) WHERE id >= $cut ORDER BY id
`,
  'evaluations/delay.yml': `version: 1
description: Which predictor is best?
algorithms:
  mean: {query: queries/mean.sql}
  origin: {query: queries/origin.sql}
metrics:
  mae: {sql: SELECT avg(abs(delay - predicted)) FROM predictions, unit: min, better: lower, row: one flight}
  rows: {sql: SELECT count(*) FROM predictions}
baseline: mean
gates:
  - {name: same rows, metric: rows, is: equal}
  - {name: small, algorithm: origin, metric: mae, is: < 100}
`,
}

/** A run of the evaluation `delay` as defined, but for `more`. */
export const selection = (more: Partial<RunSelection> = {}): RunSelection => ({
  evaluation: 'delay',
  refs: [],
  snapshots: [],
  params: {},
  jobs: 2,
  force: false,
  ...more,
})

export interface TestBench {
  ctx: EvaluationContext
  run(more?: Partial<RunSelection>, events?: RunEvent[]): ReturnType<typeof runEvaluation>
  root: string
  lake: string
  write(files: Record<string, string>): void
  commit(message: string): Promise<string>
  sync(): Promise<void>
  done(): void
}

/** Makes lake and workspace with one commit and one snapshot. */
export async function testBench(more: Record<string, string> = {}): Promise<TestBench> {
  const { dir, done } = temporaryFolder('evaluation')
  const [root, lake, home] = [join(dir, 'work'), join(dir, 'lake'), join(dir, 'home')]
  for (const folder of [root, lake, home]) mkdirSync(folder)
  const start = nodeWorkers(programs)
  const git = connectWorker<GitHandlers>('git', start)
  const stored = connectWorker<FilesHandlers>('files', start)
  const native = connectWorker<NativeHandlers>('native', start)
  const importer = connectWorker<NativeHandlers>('native', start)
  writeFiles(root, { ...files, ...more })
  writeFiles(lake, { 'flights/day=1.csv': day(0) })
  const repo = await git.call('initRepository', { root })
  const ctx: EvaluationContext = {
    home,
    resources: fileURLToPath(new URL('../../toolbox', import.meta.url)),
    workspace: {
      id: workspaceId(root),
      root,
      name: 'small',
      remotes: { lake: { type: 'folder', path: '../lake' } },
      restricted: false,
      git: repo,
    },
    git,
    files: stored,
    native,
    importer,
    startWorker: start,
    now: () => new Date(),
    app: 'test',
    fileAtHand: async (table) => (table === 'guesses' ? { id: 'one', file: 'guesses.csv' } : null),
  }
  const commit = async (message: string) => {
    const { changes } = await git.call('status', { repo })
    const paths = changes.map(({ path }) => path)
    return (await git.call('commit', { repo, message, paths, ownGit: false })).commit
  }
  const sync = async () => {
    const { failed } = await syncSources(ctx, { sources: [], rehash: false }, {})
    if (failed[0]) throw new Error(failed[0].message)
  }
  await commit('First')
  await sync()
  return {
    ctx,
    run: (more, events = []) => runEvaluation(ctx, selection(more), { emit: (event) => events.push(event) }),
    root,
    lake,
    write: (changed) => writeFiles(root, changed),
    commit,
    sync,
    done() {
      closeEvaluationEngines(start)
      for (const worker of [git, stored, native, importer]) worker.close()
      done()
    },
  }
}
