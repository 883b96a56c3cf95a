/**
 * The column that a typed part of a name means: the one of that name, else the first that begins with it, else the
 * first that holds it, in any case. `others` counts the rest of those that hold it.
 */
export function findColumn(
  names: readonly string[],
  typed: string,
): { name: string | undefined; others: number } {
  const part = typed.trim().toLowerCase()
  const holding = names.filter((name) => name.toLowerCase().includes(part))
  const name =
    holding.find((one) => one.toLowerCase() === part) ??
    holding.find((one) => one.toLowerCase().startsWith(part)) ??
    holding[0]
  return { name, others: Math.max(0, holding.length - 1) }
}
