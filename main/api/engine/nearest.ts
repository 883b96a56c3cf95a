/** The one name that a mistyped one plainly means: within a third of its letters, swapped neighbours count once. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(typed.length / 3))
  let best: string | undefined
  let least = most + 1
  for (const name of names) {
    const found = distance(typed, name.toLowerCase())
    if (found < least) [best, least] = [name, found]
  }
  return best
}

/** Letters inserted, left out, changed or swapped. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return 20
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      }
      next.push(cost)
    }
    before = last
    last = next
  }
  return last[b.length] ?? 0
}
