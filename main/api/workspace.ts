import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { HistoryEntry, WorkspaceInfo } from '#shared/contract/workspace.ts'
import { toAppError } from '#shared/errors.ts'
import { WorkspacePath } from '#shared/names.ts'
import { readContracts } from '../lake/index.ts'
import { readToolbox } from '../toolbox/index.ts'
import {
  addHistory,
  addHistoryDigest,
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
import { rememberOpened, typedPath } from './opened.ts'

/** Workspaces of this computer, and the files and state of the one that a request names. */
export const workspaceRouter = os.workspace.router({
  open: os.workspace.open.handler(async ({ context, input }) => {
    const workspace = await context.workspaces.open(typedPath(input.root))
    await rememberOpened(context.app, workspace)
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
    await rememberOpened(context.app, workspace)
    return infoOf(context.app, workspace)
  }),
  demo: os.workspace.demo.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const demo = await makeDemo(context.app, input.root, work)
      await rememberOpened(context.app, await context.workspaces.open(demo.root))
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
    const workspace = await context.workspace()
    const commit = await commitHolding(context.app, workspace, input).catch(() => null)
    await addHistory(context.app.home, workspace.id, { ...input, commit })
    return {}
  }),
  addHistoryDigest: os.workspace.addHistoryDigest.handler(async ({ context, input }) => {
    const { id } = await context.workspace()
    await addHistoryDigest(context.app.home, id, input)
    return {}
  }),
  snippet: os.workspace.snippet.handler(async ({ context, input }) => ({
    text: await querySnippet(context.app, await context.workspace(), input),
  })),
})

/** The last commit when its file holds this very statement; a draft is in none. */
async function commitHolding(
  app: App,
  { git: repo }: OpenedWorkspace,
  { tab, sql }: HistoryEntry,
): Promise<string | null> {
  const path = WorkspacePath.safeParse(tab).data
  if (!repo || path === undefined || tab === 'draft') return null
  const { commit } = await app.git.call('head', { repo })
  const text = commit && (await app.git.call('readFile', { repo, commit, path }))
  return text?.includes(sql) ? commit : null
}

/** What the window and `lakebench trust` show of a workspace. */
async function infoOf(app: App, workspace: OpenedWorkspace): Promise<WorkspaceInfo> {
  const { id, name, root, restricted, remotes, git } = workspace
  const [status, remote, contracts, toolbox, transforms, notebooks] = await Promise.all([
    git ? app.git.call('status', { repo: git }).catch(toAppError) : null,
    git ? app.git.call('remoteState', { repo: git }).catch(() => null) : null,
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
      remotes: [
        ...Object.entries(remotes).map(([name, config]) => ({
          name,
          type: config.type,
          address: remoteAddress(root, config),
        })),
        ...(remote?.remotes ?? []).map(({ name, address }) => ({ name, type: 'git', address })),
      ],
      transforms,
      notebooks,
    },
    git:
      status === null || status instanceof Error
        ? null
        : {
            branch: status.branch,
            commit: status.commit,
            changes: status.changes.length,
            ahead: remote?.ahead ?? null,
            behind: remote?.behind ?? null,
          },
    problems: [...workspace.problems, ...failed, ...contracts.problems, ...toolbox.problems].map((error) =>
      error.toData(),
    ),
  }
}

async function countFiles(folder: string, end: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(end)).length
}
