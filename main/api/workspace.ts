import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { WorkspaceInfo } from '#shared/contract/workspace.ts'
import { toAppError } from '#shared/errors.ts'
import { readContracts } from '../lake/index.ts'
import { storeError } from '../store/index.ts'
import { readToolbox } from '../toolbox/index.ts'
import {
  addHistory,
  finishChanges,
  forgetWorkspace,
  getState,
  initWorkspace,
  listFiles,
  type OpenedWorkspace,
  pruneKept,
  readHistory,
  readText,
  recentWorkspaces,
  rememberWorkspace,
  remoteAddress,
  removeEntries,
  setState,
  setTrust,
  undoChange,
  writeText,
} from '../workspace/index.ts'
import type { App } from './app.ts'
import { os, stream } from './base.ts'
import { makeDemo } from './demo.ts'
import { querySnippet } from './engine.ts'

/** Workspaces of this computer, and the files and state of the one that a request names. */
export const workspaceRouter = os.workspace.router({
  open: os.workspace.open.handler(async ({ context, input }) => {
    const workspace = await context.workspaces.open(typedPath(input.root))
    await remember(context.app, workspace)
    await finishChanges(context.app.home, workspace)
    await pruneKept(context.app.home, workspace.id, context.app.now())
    return infoOf(context.app, workspace)
  }),
  recent: os.workspace.recent.handler(({ context }) => recentWorkspaces(context.app.home)),
  forget: os.workspace.forget.handler(async ({ context, input }) => {
    await forgetWorkspace(context.app.home, input.id)
    return {}
  }),
  init: os.workspace.init.handler(async ({ context, input }) => {
    const workspace = await initWorkspace(context.app, typedPath(input.root))
    await remember(context.app, workspace)
    return infoOf(context.app, workspace)
  }),
  demo: os.workspace.demo.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const demo = await makeDemo(context.app, input.root, work)
      await remember(context.app, await context.workspaces.open(demo.root))
      return demo
    }),
  ),
  info: os.workspace.info.handler(async ({ context }) => infoOf(context.app, await context.workspace())),
  trust: os.workspace.trust.handler(async ({ context, input }) => {
    const workspace = await context.workspace()
    await setTrust(context.app.home, workspace, input.trusted)
    return infoOf(context.app, await context.workspaces.open(workspace.root))
  }),

  files: os.workspace.files.handler(async ({ context }) => listFiles(await context.workspace())),
  read: os.workspace.read.handler(async ({ context, input }) => ({
    path: input.path,
    ...(await readText(await context.workspace(), input.path)),
  })),
  write: os.workspace.write.handler(async ({ context, input }) =>
    writeText(await context.workspace(), input),
  ),
  remove: os.workspace.remove.handler(async ({ context, input }) =>
    removeEntries(context.app.home, await context.workspace(), [input.path]),
  ),
  undo: os.workspace.undo.handler(async ({ context, input }) => {
    const { files } = await undoChange(context.app.home, await context.workspace(), input.undo)
    return { path: files[0] ?? '' }
  }),

  getState: os.workspace.getState.handler(async ({ context, input }) => {
    const { id } = await context.workspace()
    return { value: await getState(context.app.home, id, input.key) }
  }),
  setState: os.workspace.setState.handler(async ({ context, input }) => {
    const { id } = await context.workspace()
    await setState(context.app.home, id, input.key, input.value)
    return {}
  }),
  history: os.workspace.history.handler(async ({ context, input }) => {
    const { id } = await context.workspace()
    return readHistory(context.app.home, id, input)
  }),
  addHistory: os.workspace.addHistory.handler(async ({ context, input }) => {
    const { id } = await context.workspace()
    await addHistory(context.app.home, id, input)
    return {}
  }),
  snippet: os.workspace.snippet.handler(async ({ context, input }) => ({
    text: await querySnippet(context.app, await context.workspace(), input),
  })),
})

/** A path as people type it: `~` is their own folder. */
function typedPath(path: string): string {
  return path.trim().replace(/^~(?=$|[/\\])/, homedir())
}

async function remember(app: App, { id, name, root }: OpenedWorkspace): Promise<void> {
  const entry = { id, name, root, openedAt: app.now().toISOString() }
  // The first write of every session: a home that cannot be written is said here, with its way out.
  await rememberWorkspace(app.home, entry).catch((thrown: Error) => {
    throw storeError(thrown.cause ?? thrown, app.home)
  })
}

/** What the window and `lakebench trust` show of a workspace. */
async function infoOf(app: App, workspace: OpenedWorkspace): Promise<WorkspaceInfo> {
  const { id, name, root, restricted, remotes, git } = workspace
  const [status, contracts, toolbox, transforms, notebooks] = await Promise.all([
    git ? app.git.call('status', { repo: git }).catch(toAppError) : null,
    readContracts(workspace),
    readToolbox(workspace, app.resources),
    countFiles(join(root, 'toolbox'), '.ts'),
    countFiles(join(root, 'notebooks'), '.ipynb'),
  ])
  const failed = status instanceof Error ? [status] : []
  return {
    id,
    name,
    root,
    restricted,
    trust: {
      remotes: Object.entries(remotes).map(([remote, config]) => ({
        name: remote,
        type: config.type,
        address: remoteAddress(root, config),
      })),
      transforms,
      notebooks,
    },
    git:
      status === null || status instanceof Error
        ? null
        : { branch: status.branch, commit: status.commit, changes: status.changes.length },
    problems: [...workspace.problems, ...failed, ...contracts.problems, ...toolbox.problems].map((error) =>
      error.toData(),
    ),
  }
}

async function countFiles(folder: string, end: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(end)).length
}
