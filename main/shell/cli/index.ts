import { Command, CommanderError } from 'commander'
import { describeError, exitCode } from '#shared/errors.ts'
import { version } from '#shared/version.ts'
import { addEvaluationCommands } from './commands/evaluation.ts'
import { addHostCommands } from './commands/host.ts'
import { addImportCommand } from './commands/import.ts'
import { addLakeCommands } from './commands/lake.ts'
import { argumentsOf, type Run } from './commands/run.ts'
import { addSqlCommand } from './commands/sql.ts'
import { addToolboxCommands } from './commands/toolbox.ts'
import { addWorkspaceCommands } from './commands/workspace.ts'
import { errorOf } from './connect.ts'
import { type CliEffects, type GlobalOptions, withSession } from './session.ts'

export type { CliEffects } from './session.ts'

/**
 * Runs one command line and answers its exit code: 0 done, 1 a gate, test or contract failed, 2 bad input or usage,
 * 3 integrity, 4 a remote could not be reached, 130 cancelled, 70 a defect of ours.
 */
export async function main(argv: readonly string[], effects: CliEffects): Promise<number> {
  let code = 0
  const program = new Command('lakebench')
    .description(
      'Sync a data lake, explore it offline, keep tested transforms, run evaluations tied to commits.',
    )
    .version(version)
    .option('--workspace <dir>', 'the workspace (default: the one that holds this folder)')
    .option('--json', 'print one JSON value of a stable form, for programs')
    .option('--trust', 'trust the workspace on this computer, as `lakebench trust` does (for CI)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  const run: Run =
    (command) =>
    async (...given) => {
      const options: GlobalOptions = program.opts()
      code = await withSession(effects, options, (session) => command(session, argumentsOf(given)))
    }
  addWorkspaceCommands(program, run)
  addLakeCommands(program, run)
  addSqlCommand(program, run)
  addImportCommand(program, run)
  addToolboxCommands(program, run)
  addEvaluationCommands(program, run)
  addHostCommands(program, effects)
  try {
    await program.parseAsync([...argv])
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    const error = errorOf(thrown)
    const json = argv.includes('--json')
    if (json) console.log(JSON.stringify({ error: error.toData() }))
    if (error.kind === 'cancelled') console.error('Cancelled.')
    else if (!json) console.error(`lakebench: ${describeError(error)}`)
    return exitCode(error)
  }
}
