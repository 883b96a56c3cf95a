import { AppError, AppErrorData, toAppError } from '#shared/errors.ts'
import { Contract } from '#shared/format/contract.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import type { CodeMarker } from '../ui/code-editor/index.ts'

export interface ReadContract {
  contract: Contract | null
  /** Every problem of the text, the one to mend first first. */
  problems: AppError[]
}

/** Reads a contract's text as main would, for the rendering and the marks while it is typed. */
export function readContract(file: string, text: string): ReadContract {
  try {
    return { contract: parseYaml(file, text, Contract), problems: [] }
  } catch (thrown) {
    const error = toAppError(thrown)
    const others = Array.isArray(error.details.problems) ? error.details.problems.map(problemOf) : []
    return { contract: null, problems: [error, ...others.filter((other) => other !== null)] }
  }
}

/** A further problem as it stands in the details: an AppError's data. */
function problemOf(data: unknown): AppError | null {
  const parsed = AppErrorData.safeParse(data)
  return parsed.success ? AppError.fromData(parsed.data) : null
}

/** Marks under the places of the problems: from the place to the end of its line. */
export function contractMarkers(text: string, problems: Pick<AppError, 'message' | 'place'>[]): CodeMarker[] {
  const lines = text.split('\n')
  return problems.flatMap(({ message, place }) => {
    if (place.line === undefined) return []
    const line = Math.min(place.line, lines.length) - 1
    const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0)
    const from = start + Math.min((place.column ?? 1) - 1, lines[line]?.length ?? 0)
    return [{ from, to: start + (lines[line]?.length ?? 0), severity: 'error' as const, message }]
  })
}
