/** One thing that can be chosen, as far as ranking is concerned. */
export interface Ranked {
  id: string
  title: string
  detail?: string | undefined
}

/** At most this many rows are shown. */
export const mostRows = 200

const isStart = (text: string, at: number) =>
  at === 0 || /[^a-z0-9]/i.test(text[at - 1] ?? '') || /[a-z][A-Z]/.test(text.slice(at - 1, at + 1))

/**
 * How well a text answers what was typed: letters in order, better where they begin words or stand together, best
 * where the whole is found as typed. Null when they are not all there.
 */
export function score(text: string, typed: string): number | null {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return 0
  const lower = text.toLowerCase()
  const whole = lower.indexOf(wanted)
  if (whole !== -1) {
    const exact = lower === wanted ? 400 : 0
    return 600 + exact + (isStart(text, whole) ? 200 : 0) - whole - (text.length - wanted.length) / 10
  }
  // Words in any order: `orders daily` finds `daily_orders.sql`.
  const words = wanted.split(/\s+/)
  if (words.length > 1) {
    const scores = words.map((word) => score(text, word))
    if (scores.some((one) => one === null)) return null
    return scores.reduce<number>((sum, one) => sum + (one ?? 0), 0) / words.length - 50
  }
  let total = 0
  let at = -1
  for (const letter of wanted) {
    let next = lower.indexOf(letter, at + 1)
    if (next === -1) return null
    // A word's beginning further on is meant rather than a letter in the middle.
    for (let later = next; later !== -1; later = lower.indexOf(letter, later + 1)) {
      if (isStart(text, later)) {
        if (wanted.slice(wanted.indexOf(letter)).length <= lower.length - later) next = later
        break
      }
    }
    total += isStart(text, next) ? 30 : next === at + 1 ? 15 : 2
    at = next
  }
  return total - text.length / 10
}

/** Best first: what was chosen lately leads among equals, and all of it while nothing is typed. */
export function rank<Item extends Ranked>(
  items: Item[],
  typed: string,
  chosen: string[],
): { shown: Item[]; more: number } {
  const lately = new Map(chosen.map((id, at) => [id, at]))
  const scored = items.flatMap((item, order) => {
    const title = score(item.title, typed)
    const detail = item.detail === undefined ? null : score(item.detail, typed)
    const best = title ?? (detail === null ? null : detail / 4)
    if (best === null) return []
    const at = lately.get(item.id)
    return [{ item, order, value: best + (at === undefined ? 0 : 120 - at) }]
  })
  scored.sort((a, b) => b.value - a.value || a.order - b.order)
  return {
    shown: scored.slice(0, mostRows).map(({ item }) => item),
    more: Math.max(0, scored.length - mostRows),
  }
}
