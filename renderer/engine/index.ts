import type { ColumnProfile, EngineSet, ResolvedStatement } from '#shared/contract/engine.ts'
import type { Progress } from '#shared/progress.ts'
import type { EngineName } from '#shared/value.ts'
import type { ResultHandle } from './handle.ts'

export type { DeriveSpec, OverResult, ResultHandle } from './handle.ts'

export interface RunOptions {
  signal?: AbortSignal
  /** `auto` races both engines; a name fixes one, as the user may for a tab. Default: auto. */
  engine?: 'auto' | EngineName
  /** Statements with state of one owner (a tab, a chart board) stay on one engine. Default: the window. */
  owner?: string
  onProgress?: (progress: Progress) => void
}

/** What befell an engine, for the status bar and the tab. */
export interface EngineEvent {
  type: 'starting' | 'ready' | 'restarted' | 'failed'
  engine: EngineName
  /** A sentence for the user. */
  message: string
}

/** Executes one resolved statement on the engine pair. Throws AppError. */
export async function runStatement(
  _statement: ResolvedStatement,
  _options: RunOptions = {},
): Promise<ResultHandle> {
  throw new Error('not built yet')
}

/** Fetches and attaches the images of a set ahead of its first statement. */
export function warmUp(_set: EngineSet): void {}

/** Tells of engines that start, die and come back. Returns the way to stop listening. */
export function onEngineEvent(_listener: (event: EngineEvent) => void): () => void {
  return () => undefined
}

/** Type-aware facts of one column; over a million rows they come from a sample unless `exact`. */
export async function profileColumn(
  _handle: ResultHandle,
  _column: string,
  _options: { exact?: boolean; signal?: AbortSignal } = {},
): Promise<ColumnProfile> {
  throw new Error('not built yet')
}
