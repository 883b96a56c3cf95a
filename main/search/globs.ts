import { pathRules } from '../ignore/index.ts'

/** Whether a path is asked for: named by `include` (empty: all are) and not by `exclude`, both as .gitignore has it. */
export function pathFilter(include: string, exclude: string): (path: string) => boolean {
  const [wanted, unwanted] = [rulesOf(include), rulesOf(exclude)]
  return (path) => (wanted === null || wanted(path)) && !unwanted?.(path)
}

/** Patterns with commas between them. */
function rulesOf(text: string): ((path: string) => boolean) | null {
  const patterns = text
    .split(',')
    .map((part) => part.trim().replace(/^\.\//, '/'))
    .filter((part) => part !== '')
  return patterns.length === 0 ? null : pathRules(patterns)
}
