import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError, inputError } from '#shared/errors.ts'
import { type CliEffects, hostEffects, withSession } from '../session.ts'

/** serve, app: the other hosts. */
export function addHostCommands(program: Command, effects: CliEffects): void {
  program
    .command('serve')
    .option(
      '--port <n>',
      'port of 127.0.0.1, 0 for any free one (default: the same each time where it is free)',
    )
    .option('--open', 'open a browser at the address')
    .description('serve the app on this computer and print its address')
    .action(async (options) => {
      const workspace = await workspaceOf(effects, program.opts())
      const server = await effects.startServer({
        effects: hostEffects(effects),
        page: effects.page,
        port: options.port === undefined ? null : portOf(options.port),
      })
      const address = server.address(workspace)
      console.log(
        program.opts().json ? JSON.stringify({ address, port: server.port }) : `Lakebench is at ${address}`,
      )
      if (options.open) openBrowser(address)
      await ended()
      await server.close()
    })

  program
    .command('app')
    .description('open the window (where Electron is installed; else use `serve`)')
    .action(async () => {
      const found = await effects.findWindow((line) => console.error(line))
      if (found.path === null) {
        throw new AppError({
          code: 'NO_WINDOW',
          kind: 'failed',
          message: `The window cannot be opened: ${found.why}. Use \`lakebench serve\`.`,
        })
      }
      const workspace: unknown = program.opts().workspace
      const args =
        typeof workspace === 'string'
          ? [effects.resources, '--workspace', resolve(workspace)]
          : [effects.resources]
      spawn(found.path, args, { detached: true, stdio: 'ignore' }).unref()
    })
}

/** The id of `--workspace`, opened once so that the window finds it; else of the one that was open last. */
async function workspaceOf(
  effects: CliEffects,
  options: { workspace?: string; trust?: boolean },
): Promise<string | undefined> {
  return withSession(effects, options, async ({ client, open }) => {
    if (options.workspace !== undefined) return (await open()).id
    const [last] = await client.workspace.recent()
    return last?.found ? last.id : undefined
  })
}

function portOf(given: string): number {
  const port = Number(given)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw inputError('USAGE', `--port takes a number from 0 to 65535, and got \`${given}\`.`)
}

/** Opens the user's browser where there is a display. */
export function openBrowser(address: string): boolean {
  const { platform, env } = process
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false
  const [command, ...args] =
    platform === 'darwin'
      ? ['open', address]
      : platform === 'win32'
        ? ['explorer.exe', address]
        : ['xdg-open', address]
  const child = spawn(command as string, args, { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
  return true
}

/** Fulfilled when the user or the system asks the program to end. */
function ended(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
}
