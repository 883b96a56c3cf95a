/** What is known of a statement from the last time it ran. */
export interface Known {
  /** Milliseconds that the window's own engine took, or had taken when native was there first. */
  wasmMs: number
  /** A rough size of the result. */
  bytes: number
}

const most = 1000

/** Remembers statements of this session by set and text, the last used longest. */
export function createKnown() {
  const entries = new Map<string, Known>()
  return {
    get: (set: string, sql: string): Known | undefined => entries.get(`${set}\n${sql}`),
    set(set: string, sql: string, known: Known): void {
      const key = `${set}\n${sql}`
      entries.delete(key)
      entries.set(key, known)
      const [oldest] = entries.keys()
      if (entries.size > most && oldest !== undefined) entries.delete(oldest)
    },
  }
}

const mb = 1024 * 1024

/** Images over this together are native's alone. */
export const mostImageBytes = 1024 * mb

/** Roughly the largest result that the window's own engine has room for. */
export const mostResultBytes = 256 * mb

/** Milliseconds for which the window's own engine, when it stands, runs alone. */
export function headStart(known: Known | undefined, imageBytes: number): number {
  const long = known !== undefined && (known.wasmMs > 100 || known.bytes > 64 * mb)
  return long || imageBytes > 100 * mb ? 0 : 400
}

/** A rough size of a result: the width of its types, text taken as 24 bytes. */
export function roughBytes(columns: readonly { type: string }[], rows: number): number {
  const width = (type: string): number => {
    if (/^(BOOLEAN|U?TINYINT)$/.test(type)) return 1
    if (/^(U?SMALLINT)$/.test(type)) return 2
    if (/^(U?INTEGER|FLOAT|DATE)$/.test(type)) return 4
    if (/^(U?BIGINT|DOUBLE|TIME|TIMESTAMP)/.test(type)) return 8
    return 24
  }
  return rows * columns.reduce((sum, column) => sum + width(column.type), 0)
}
