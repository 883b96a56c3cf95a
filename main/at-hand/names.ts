/** Names that a table at hand may not take: sources of the lake and other tables at hand. */
export type Taken = (name: string) => boolean

const mostLength = 63
const views = /_(rejects|raw)$/

/**
 * A name for a table, made of its file's name, and of its own where the file has several. Letters of all scripts stay:
 * SQL quotes them. Never one that is taken.
 */
export function handName(file: string, table: string | null, taken: Taken): string {
  const stem = file.replace(
    /\.(csv|tsv|tab|txt|psv|json|ndjson|jsonl|geojson|parquet|xlsx|xlsm|arrow|arrows|ipc|feather|duckdb|db|gz)+$/i,
    '',
  )
  const parts = [stem.replace(/\.(csv|tsv|json|ndjson|jsonl|txt)$/i, ''), ...(table === null ? [] : [table])]
  const base = parts.map(plain).filter(Boolean).join('_').slice(0, mostLength).replace(/_+$/, '') || 'file'
  const named = views.test(base) ? `${base}_file`.slice(-mostLength) : base
  for (let n = 1; ; n++) {
    const name = n === 1 ? named : `${named.slice(0, mostLength - 5)}_${n}`
    if (!taken(name)) return name
  }
}

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '_')
    .replace(/^_+|_+$/g, '')

/** Why a name that a user typed cannot be a table's, or null. */
export function nameProblem(name: string, taken: Taken): string | null {
  if (name === '' || name.length > mostLength) return `A name has 1 to ${mostLength} characters.`
  if (name !== name.toLowerCase() || !/^[\p{Letter}\p{Number}_]+$/u.test(name)) {
    return 'A name is made of small letters, digits and _.'
  }
  if (views.test(name)) return 'A name that ends in _rejects or _raw is that of a view. Choose another.'
  return taken(name) ? `\`${name}\` is a source or another file at hand already. Choose another name.` : null
}
