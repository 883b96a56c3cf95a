import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { DemoResult, WorkspaceInfo } from '#shared/contract/workspace.ts'
import { describeError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { formatCount } from '#shared/quantity.ts'
import { follow } from '../connect.ts'
import { table, visible } from '../print.ts'
import type { Session } from '../session.ts'
import { type Run, text } from './run.ts'

/** init, demo, trust. */
export function addWorkspaceCommands(program: Command, run: Run): void {
  program
    .command('init')
    .argument('[dir]', 'an empty or new folder, or a git repository', '.')
    .description('make a workspace')
    .action(
      run(async (session, { args: [dir] }) => {
        const info = await session.client.workspace.init({ root: resolve(text(dir)) })
        session.say(`Made the workspace ${info.name} in ${info.root}.`)
        session.result(info)
        return 0
      }),
    )

  program
    .command('demo')
    .argument('[dir]', 'an empty or new folder (default: in the data folder)')
    .option('--first', 'only when no workspace was opened on this computer yet')
    .description('make the demo: a lake of 3,000,000 flights and a workspace with its history')
    .action(
      run(async (session, { args: [dir], options }) => {
        if (options.first === true && (await session.client.workspace.recent()).length > 0) {
          session.result(null)
          return 0
        }
        const demo = await makeDemo(session, dir === undefined ? null : resolve(text(dir)))
        session.say(...demoLines(demo))
        session.result(demo)
        return 0
      }),
    )

  program
    .command('trust')
    .option('--revoke', 'restrict it again')
    .description('trust the workspace on this computer, after showing what it asks for')
    .action(
      run(async (session, { options }) => {
        await session.open()
        const info = await session.client.workspace.trust({ trusted: options.revoke !== true })
        session.say(...trustLines(info))
        session.result(info)
        return 0
      }),
    )
}

export function makeDemo(session: Session, root: string | null): Promise<DemoResult> {
  return follow(session.client.workspace.demo({ root }, { signal: session.signal }), session.onProgress)
}

/** What making the demo did: snapshots, commits with what each algorithm reached, gates. */
export function demoLines({ root, lake, commits, snapshots, runs, gates }: DemoResult): string[] {
  const algorithms = [...new Set(runs.map(({ algorithm }) => algorithm))]
  const error = (commit: string, algorithm: string): string => {
    const run = runs.find((one) => one.commit === commit && one.algorithm === algorithm)
    return run?.metrics.mae?.toFixed(3) ?? ''
  }
  return [
    `Lake       ${lake}`,
    `Workspace  ${root}`,
    '',
    table(
      [
        { title: 'source' },
        { title: 'snapshot' },
        { title: 'rows', right: true },
        { title: 'rejects', right: true },
      ],
      snapshots.map((one) => [
        one.source,
        short(one.snapshot),
        formatCount(one.rows),
        formatCount(one.rejects),
      ]),
    ),
    '',
    table(
      [
        { title: 'commit' },
        ...algorithms.map((title) => ({ title: `${title} mae, min`, right: true })),
        { title: 'message' },
      ],
      commits.map(({ commit, message }) => [
        short(commit),
        ...algorithms.map((algorithm) => error(commit, algorithm)),
        message.split('\n')[0] ?? '',
      ]),
    ),
    '',
    ...gates.map(({ name, passed }) => `gate ${name}: ${passed ? 'passed' : 'FAILED'}`),
  ]
}

function trustLines({ name, restricted, trust, problems }: WorkspaceInfo): string[] {
  return [
    `${visible(name)} asks this computer to`,
    ...trust.remotes.map(
      (remote) => `  contact the remote ${remote.name}: ${remote.type} ${visible(remote.address)}`,
    ),
    `  run ${trust.transforms} TypeScript transforms, sealed from files and network`,
    `  show HTML from ${trust.notebooks} notebooks, framed and without scripts`,
    restricted
      ? 'It is restricted.'
      : 'It is trusted on this computer, until the address of a remote changes.',
    ...problems.map((problem) => `! ${describeError(problem)}`),
  ]
}
