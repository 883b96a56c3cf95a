import type { RunEvent } from '#shared/contract/evaluation.ts'
import { cancelledError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { appErrorOf, client, follow } from '../client/index.ts'
import { describeProgress, plural } from '../ui/index.ts'
import { frame, type Job, useWorkbench } from '../ui/workbench.ts'
import { rowId } from './ledger.ts'
import { countCells, type LiveCell } from './matrix.ts'
import { type LiveRun, readAgain, screenOf, setVerifying, updateScreen, useEvaluation } from './store.ts'

/** Events come faster than a screen is drawn: cells are shown this often, in ms. */
const pause = 60

/** Runs what is planned and fills the matrix in place; goes on when the screen is left. Fulfilled when it has ended. */
export async function startRun(name: string): Promise<void> {
  if (screenOf(name).live?.state === 'running') return
  const { jobs, force, refs, snapshots, params } = screenOf(name).choice
  const controller = new AbortController()
  let live: LiveRun = {
    state: 'running',
    plan: null,
    cells: new Map(),
    progress: null,
    result: null,
    error: null,
    startedAt: Date.now(),
    endedAt: null,
    jobs,
    cancel: () => controller.abort(),
  }
  const cells = new Map<string, LiveCell>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    clearTimeout(timer)
    timer = undefined
    live = { ...live, cells: new Map(cells) }
    updateScreen(name, { live })
    useWorkbench.getState().setJob(jobOf(name, live))
  }
  const soon = () => {
    timer ??= setTimeout(show, pause)
  }
  const take = (event: RunEvent) => {
    if (event.type === 'planned') live = { ...live, plan: event.plan }
    if (event.type === 'progress') live = { ...live, progress: event.progress }
    if (event.type === 'done') live = { ...live, result: event.result }
    if (event.type === 'cell') cells.set(rowId(event), { state: event.state, run: event.run })
  }
  show()
  try {
    const input = { evaluation: name, refs, snapshots, params, jobs, force }
    for await (const event of await client.evaluation.run(input, { signal: controller.signal })) {
      take(event)
      soon()
    }
    live = { ...live, state: live.result ? 'done' : 'failed' }
    if (!live.result) live = { ...live, error: appErrorOf(new TypeError('stream ended')) }
  } catch (thrown) {
    const stopped = controller.signal.aborted
    const error = stopped ? cancelledError(`The evaluation ${name}`) : appErrorOf(thrown)
    live = { ...live, state: error.kind === 'cancelled' ? 'cancelled' : 'failed', error }
  }
  // What was under way when the stream ended never came to an end.
  for (const [id, cell] of cells) {
    if (cell.state === 'queued' || cell.state === 'running') cells.set(id, { ...cell, state: 'cancelled' })
  }
  live = { ...live, endedAt: Date.now() }
  show()
  readAgain()
}

/** The run as a row of the job list. */
function jobOf(name: string, live: LiveRun): Job {
  const planned = live.plan?.cells ?? []
  const counts = countCells(planned, live.cells)
  const finished = counts.reused + counts.done + counts.failed
  const words = {
    running: live.progress ? describeProgress(live.progress) : 'Plan',
    done: counts.failed > 0 ? `${plural(counts.failed, 'run')} failed` : plural(counts.total, 'cell'),
    failed: live.error?.message ?? 'failed',
    cancelled: 'Stopped. Finished runs are in the ledger',
  }
  const running = live.state === 'running'
  return {
    id: `evaluation:${name}`,
    name: `Evaluate ${name}`,
    phase: live.plan ? (live.progress?.phase ?? 'Run') : 'Plan',
    done: finished,
    total: live.plan ? counts.total : null,
    unit: 'cells',
    startedAt: live.startedAt,
    cancel: running ? live.cancel : undefined,
    state: live.state,
    ...(!running && { message: words[live.state] }),
  }
}

/** Executes a run again, from git objects and its snapshots alone, and tells whether it gave the same bits. */
export async function verifyRun(key: string): Promise<void> {
  if (useEvaluation.getState().verifications[key]?.state === 'running') return
  const controller = new AbortController()
  const cancel = () => controller.abort()
  const { setJob, dropJob } = useWorkbench.getState()
  const job = `verify:${key}`
  const startedAt = Date.now()
  const row = (phase: string, done: number, total: number | null) =>
    setJob({
      id: job,
      name: `Verify ${short(key)}`,
      phase,
      done,
      total,
      unit: 'steps',
      startedAt,
      cancel,
      state: 'running',
    })
  setVerifying(key, { state: 'running', progress: null, cancel })
  row('Run again', 0, null)
  try {
    const result = await follow((options) => client.evaluation.verify({ key }, options), {
      signal: controller.signal,
      onProgress: (progress) => {
        setVerifying(key, { state: 'running', progress, cancel })
        row(progress.phase, progress.done, progress.total)
      },
    })
    setVerifying(key, { state: 'done', result })
    frame().toast({
      message: result.equal
        ? `Verified ${short(key)}: equal, bit for bit`
        : `${short(key)} is NOT equal: the run gave other bits than the ledger holds`,
      ...(!result.equal && { tone: 'error' as const }),
    })
  } catch (thrown) {
    const error = appErrorOf(thrown)
    const stopped = controller.signal.aborted || error.kind === 'cancelled'
    setVerifying(key, stopped ? null : { state: 'failed', error })
  } finally {
    dropJob(job)
  }
}
