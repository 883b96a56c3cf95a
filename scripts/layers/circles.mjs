/**
 * Circles of files that need each other when they run. A type is gone by then, and a dynamic import comes later.
 *
 * @param {Map<string, Set<string>>} needs by file, the files it imports when it is loaded
 * @returns {string[][]} each circle once, from the file by which it was found
 */
export function circles(needs) {
  const done = new Set()
  const path = []
  const found = []
  const visit = (file) => {
    const at = path.indexOf(file)
    if (at >= 0) return void found.push([...path.slice(at), file])
    if (done.has(file)) return
    path.push(file)
    for (const next of needs.get(file) ?? []) visit(next)
    path.pop()
    done.add(file)
  }
  for (const file of needs.keys()) visit(file)
  return found
}
