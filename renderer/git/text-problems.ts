import { type AppError, toAppError } from '#shared/errors.ts'
import { Contract } from '#shared/format/contract.ts'
import { parseEvaluation } from '#shared/format/evaluation.ts'
import { WorkspaceFile } from '#shared/format/workspace.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { type CodeMarker, offsetOf } from '../ui/code-editor/index.ts'

/** What is wrong with a file of ours, by its place; null when nothing is, or its format is not known here. */
export function problemOf(path: string, text: string): AppError | null {
  const read = readerOf(path)
  if (!read) return null
  try {
    read(path, text)
    return null
  } catch (thrown) {
    return toAppError(thrown)
  }
}

function readerOf(path: string): ((path: string, text: string) => unknown) | null {
  if (path === 'lakebench.yml') return (file, text) => parseYaml(file, text, WorkspaceFile)
  if (/^contracts\/[^/]+\.yml$/.test(path)) return (file, text) => parseYaml(file, text, Contract)
  if (/^evaluations\/[^/]+\.yml$/.test(path)) return parseEvaluation
  return null
}

/** A mark from the problem's place to the end of its line. */
export function markerOf(
  text: string,
  { message, place }: Pick<AppError, 'message' | 'place'>,
): CodeMarker[] {
  if (place.line === undefined) return []
  const from = offsetOf(text, place.line, place.column ?? 1)
  const end = text.indexOf('\n', from)
  return [{ from, to: end === -1 ? text.length : end, severity: 'error', message }]
}
