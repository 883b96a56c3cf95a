/** What two readings of a tree are compared by. */
interface Node {
  id: string
  children?: Node[] | undefined
}

/**
 * The node, in which each part that says the same as the one of its id before is that very object, the whole as well:
 * a row is drawn again only when it changed. `known` holds the nodes of the last reading, and is brought up to date.
 */
export function reuseNodes<Shape extends Node>(known: Map<string, Shape>, root: Shape): Shape {
  const seen = new Map<string, Shape>()
  const reuse = (node: Shape): Shape => {
    const next = node.children ? { ...node, children: (node.children as Shape[]).map(reuse) } : node
    const before = known.get(node.id)
    const kept = before && same(before, next) ? before : next
    seen.set(node.id, kept)
    return kept
  }
  const result = reuse(root)
  known.clear()
  for (const [id, node] of seen) known.set(id, node)
  return result
}

function same<Shape extends Node>(one: Shape, other: Shape): boolean {
  const { children: before = [], ...oneRest } = one
  const { children: after = [], ...otherRest } = other
  if (!one.children !== !other.children || before.length !== after.length) return false
  const names = new Set([...Object.keys(oneRest), ...Object.keys(otherRest)])
  return (
    before.every((child, place) => child === after[place]) &&
    [...names].every((name) => Reflect.get(oneRest, name) === Reflect.get(otherRest, name))
  )
}
