import type { AppError } from '#shared/errors.ts'
import { readContracts } from '../lake/index.ts'
import { readToolbox, type SourceFile, type Transform, usableMacros } from '../toolbox/index.ts'
import { listFiles, readText, type Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'
import { contractTables } from './contract-tables.ts'

/** The toolbox of a workspace, with what of it DuckDB would refuse. */
export interface CheckedToolbox {
  /** All that can be read, the workspace's own first. */
  transforms: Transform[]
  /** Files that cannot be read, and transforms whose macro cannot be made over the contracts' tables. */
  problems: AppError[]
  /** Of `problems`, those of a transform, by its name. */
  refused: Map<string, AppError>
}

/** Reads and checks the toolbox; nothing needs to be synced for that. */
export async function checkedToolbox(app: App, workspace: Workspace): Promise<CheckedToolbox> {
  const [{ transforms, problems }, { contracts }] = await Promise.all([
    readToolbox(workspace, app.resources),
    readContracts(workspace),
  ])
  const { left } = await usableMacros(app.native, transforms, contractTables(contracts))
  const refused = new Map(left.map(({ transform, problem }) => [transform.name, problem]))
  return { transforms, problems: [...problems, ...refused.values()], refused }
}

/** The workspace's text files that may call a transform, with the digests of their bytes. */
export async function callingFiles(workspace: Workspace): Promise<(SourceFile & { digest: string })[]> {
  const files = await listFiles(workspace)
  const wanted = files.filter(({ path }) => /\.(sql|ya?ml|md|ipynb)$/.test(path))
  const read = await Promise.all(
    wanted.map(async ({ path }) =>
      readText(workspace, path).then(
        (read) => [{ path, ...read }],
        () => [],
      ),
    ),
  )
  return read.flat()
}
