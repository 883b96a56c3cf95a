/** The line (from 1) on which a contract's text has a field; 1 when it does not say. */
export function fieldLine(contract: string, column: string): number {
  const lines = contract.split('\n')
  const begin = lines.findIndex((line) => /^fields:/.test(line))
  const wanted = column.toLowerCase()
  const at = lines.findIndex((line, index) => {
    const key = /^\s+(?:-\s*\{?\s*name:\s*)?["']?([^"':,{}]+)["']?\s*[:,}]?/.exec(line)?.[1]
    return index > begin && begin !== -1 && key?.trim().toLowerCase() === wanted
  })
  return at === -1 ? 1 : at + 1
}
