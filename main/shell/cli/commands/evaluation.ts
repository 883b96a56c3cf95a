import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import type {
  Comparison,
  Run as EvaluationRun,
  GateResult,
  Plan,
  PlanCell,
  RunResult,
} from '#shared/contract/evaluation.ts'
import { AppError, describeError, exitCode, inputError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { formatCount, formatDuration } from '#shared/quantity.ts'
import { follow } from '../connect.ts'
import { cellText, table } from '../print.ts'
import { listOf, type Run, several, text } from './run.ts'

/** eval plan|run|list|compare|verify. */
export function addEvaluationCommands(program: Command, run: Run): void {
  const evaluation = program
    .command('eval')
    .description('evaluations: algorithms x versions x snapshots x params')
  const selecting = (command: Command) =>
    command
      .argument('<name>', 'the evaluation: evaluations/<name>.yml')
      .option('--at <ref>', 'a git ref or `working`, several times', several)
      .option('--snapshot <id>', 'a snapshot as id or source=id, several times', several)
      .option('--param <name=value>', 'a value of a parameter, several times', several)

  selecting(evaluation.command('plan'))
    .description('say what would run and what is found in the ledger')
    .action(
      run(async ({ client, open, say, result }, { args: [name], options }) => {
        await open()
        const plan = await client.evaluation.plan(selectionOf(text(name), options))
        say(
          table(
            [
              { title: 'key' },
              { title: 'algorithm' },
              { title: 'commit' },
              { title: 'snapshots' },
              { title: 'params' },
              { title: '' },
            ],
            plan.cells.map((cell) => [
              short(cell.key),
              cell.algorithm,
              `${short(cell.commit)}${cell.dirty ? ' wip' : ''}`,
              snapshotsText(cell.snapshots),
              paramsText(cell.params),
              needText(cell),
            ]),
          ),
          planLine(plan),
          ...plan.problems.map((problem) => `! ${describeError(problem)}`),
        )
        result(plan)
        return problemCode(plan.problems)
      }),
    )

  selecting(evaluation.command('run'))
    .option('--jobs <n>', 'runs at a time', String(Math.min(2, availableParallelism())))
    .option('--force', 'run again what the ledger holds; the result must be equal bit for bit')
    .description('run an evaluation and judge its gates')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { args: [name], options }) => {
        await open()
        const input = {
          ...selectionOf(text(name), options),
          jobs: Number(options.jobs),
          force: options.force === true,
        }
        let done: RunResult | null = null
        for await (const event of await client.evaluation.run(input, { signal })) {
          if (event.type === 'progress') onProgress(event.progress)
          if (event.type === 'done') done = event.result
        }
        if (!done) throw new Error('the evaluation ended without a result')
        say(...runLines(done.runs), '', ...done.gates.map(gateLine))
        say(...done.problems.map((problem) => `! ${describeError(problem)}`))
        result(runJson(done))
        const failed =
          done.gates.some(({ passed }) => !passed) || done.runs.some(({ error }) => error !== null)
        return failed ? 1 : problemCode(done.problems)
      }),
    )

  evaluation
    .command('list')
    .argument('[name]', 'runs of one evaluation (default: list the evaluations)')
    .option('--limit <n>', 'newest runs', '50')
    .description('list evaluations, or the runs of one')
    .action(
      run(async ({ client, open, say, result }, { args: [name], options }) => {
        await open()
        if (name === undefined) {
          const evaluations = await client.evaluation.list()
          say(
            ...evaluations.map(
              (one) =>
                `${one.name.padEnd(20)} ${one.problem ? `! ${describeError(one.problem)}` : one.description}`,
            ),
          )
          result(evaluations)
          return 0
        }
        const runs = await client.evaluation.runs({
          evaluation: text(name),
          limit: Number(options.limit) || 50,
        })
        say(...runLines(runs))
        result(runs)
        return 0
      }),
    )

  evaluation
    .command('compare')
    .argument('<baseline>', 'a run key, 7 digits or more')
    .argument('<candidate...>', 'run keys')
    .description('compare runs by metric, and say what differed')
    .action(
      run(async ({ client, open, say, result }, { args: [baseline, candidates] }) => {
        await open()
        const compared = await client.evaluation.compare({
          baseline: text(baseline),
          candidates: Array.isArray(candidates) ? candidates : [],
        })
        say(...comparisonLines(compared))
        result(compared)
        return 0
      }),
    )

  evaluation
    .command('verify')
    .argument('<key>', 'a run key, 7 digits or more')
    .description('execute a run again from git objects and snapshot alone')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { args: [key] }) => {
        await open()
        const verified = await follow(client.evaluation.verify({ key: text(key) }, { signal }), onProgress)
        say(
          `${short(verified.key)}: ${verified.equal ? 'equal, bit for bit' : 'DIFFERENT'}`,
          `was  ${verified.was.resultDigest ?? '-'}  ${metricsText(verified.was.metrics)}`,
          `is   ${verified.is.resultDigest ?? '-'}  ${metricsText(verified.is.metrics)}`,
        )
        result(verified)
        return verified.equal ? 0 : 3
      }),
    )
}

const needText = ({ reused, measured }: PlanCell): string =>
  reused ? 'reused' : measured ? 'to measure' : 'to run'

/** `4 cells: 2 reused, 1 to measure, 1 to run`. */
function planLine({ cells }: Plan): string {
  const counts = ['reused', 'to measure', 'to run'].map((need) => {
    const count = cells.filter((cell) => needText(cell) === need).length
    return need === 'to measure' && count === 0 ? '' : `${count} ${need}`
  })
  return `${cells.length} cells: ${counts.filter(Boolean).join(', ')}`
}

function selectionOf(evaluation: string, options: Readonly<Record<string, unknown>>) {
  const params: Record<string, string[]> = {}
  for (const given of listOf(options.param)) {
    const at = given.indexOf('=')
    if (at < 1) throw inputError('USAGE', `--param takes name=value, and got \`${given}\`.`)
    const name = given.slice(0, at)
    params[name] = [...(params[name] ?? []), given.slice(at + 1)]
  }
  return { evaluation, refs: listOf(options.at), snapshots: listOf(options.snapshot), params }
}

const snapshotsText = (snapshots: Record<string, string>): string =>
  Object.entries(snapshots)
    .map(([source, id]) => `${source} ${short(id)}`)
    .join(', ')

const paramsText = (params: EvaluationRun['params']): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${cellText(value)}`)
    .join(', ')

const metricsText = (metrics: Record<string, number | null>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${value ?? '-'}`)
    .join(', ')

function runLines(runs: EvaluationRun[]): string[] {
  const metrics = [...new Set(runs.flatMap((one) => Object.keys(one.metrics)))]
  return [
    table(
      [
        { title: 'run' },
        { title: 'algorithm' },
        { title: 'commit' },
        { title: 'snapshots' },
        ...metrics.map((title) => ({ title, right: true })),
        { title: 'time', right: true },
        { title: '' },
      ],
      runs.map((one) => [
        short(one.key),
        one.algorithm,
        `${short(one.commit)}${one.dirty ? ' wip' : ''}`,
        snapshotsText(one.snapshots),
        ...metrics.map((metric) => number(one.metrics[metric])),
        one.cached ? '-' : formatDuration(one.durationMs),
        one.error ?? (one.cached ? 'reused' : ''),
      ]),
    ),
  ]
}

function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-'
  return Number.isInteger(value) ? formatCount(value) : value.toPrecision(6)
}

function gateLine(gate: GateResult): string {
  const { name, passed, algorithm, metric, is, baseline, candidate, commit, message } = gate
  const head = `${passed ? 'passed' : 'FAILED'}  ${name} (${short(commit)}): `
  if (baseline === null || candidate === null) return head + message
  return `${head}${metric} of ${algorithm} is ${number(candidate)}, should be ${is}, baseline ${number(baseline)}`
}

function comparisonLines({ baseline, candidates, metrics, differs }: Comparison): string[] {
  return [
    table(
      [
        { title: 'metric' },
        { title: `${baseline.algorithm} ${short(baseline.key)}`, right: true },
        ...candidates.flatMap((one) => [
          { title: `${one.algorithm} ${short(one.key)}`, right: true },
          { title: 'delta' },
        ]),
      ],
      metrics.map(({ name, unit, values, deltas }) => [
        unit ? `${name}, ${unit}` : name,
        number(values[0]),
        ...candidates.flatMap((_, index) => [
          number(values[index + 1]),
          `${signed(deltas[index]?.delta)} ${deltas[index]?.verdict ?? ''}`,
        ]),
      ]),
    ),
    ...differs.flatMap((differ, index) => [
      `${short(candidates[index]?.key ?? '')} differs in: ${
        [
          differ.algorithm && 'algorithm',
          differ.code.length > 0 && `code (${differ.code.map(({ path }) => path).join(', ')})`,
          differ.commit && 'commit',
          ...differ.snapshots.map(({ source, from, to }) => `${source} ${short(from)} -> ${short(to)}`),
          ...differ.params.map(({ name, from, to }) => `${name} ${cellText(from)} -> ${cellText(to)}`),
          differ.engine && 'engine',
        ]
          .filter(Boolean)
          .join('; ') || 'nothing'
      }${differ.sameResult ? '; the result is the same, bit for bit' : ''}`,
    ]),
  ]
}

const signed = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : `${value > 0 ? '+' : ''}${number(value)}`

/** The stable form of `eval run --json`. */
function runJson({ evaluation, runs, gates, problems }: RunResult) {
  return {
    evaluation,
    runs: runs.map((one) => ({
      key: one.key,
      algorithm: one.algorithm,
      ref: one.ref,
      commit: one.commit,
      snapshots: one.snapshots,
      params: one.params,
      engine: one.engine,
      metrics: one.metrics,
      resultDigest: one.resultDigest,
      cached: one.cached,
      startedAt: one.startedAt,
      durationMs: one.durationMs,
      ...(one.error !== null && { error: one.error }),
    })),
    gates: gates.map(({ name, passed, baseline, candidate }) => ({ name, passed, baseline, candidate })),
    ...(problems.length > 0 && { problems }),
  }
}

/** Cells that could not be planned are no success, whatever the others gave. */
function problemCode(problems: RunResult['problems']): number {
  const [problem] = problems
  return problem ? exitCode(AppError.fromData(problem)) : 0
}
