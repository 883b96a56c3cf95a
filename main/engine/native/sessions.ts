import type { DuckDBConnection } from '@duckdb/node-api'
import type { Lease } from './pool.ts'

/** Connections that keep their temporary tables between statements, one a session. */
export interface Sessions {
  connection(key: string, lease: Lease): Promise<{ connection: DuckDBConnection; done: () => void }>
}

/** A session lives as long as its engine: when that was evicted, its next statement begins with a new one. */
export function createSessions(): Sessions {
  const kept = new Map<string, { generation: number; connection: DuckDBConnection }>()
  return {
    async connection(key, lease) {
      const known = kept.get(key)
      if (known?.generation === lease.generation)
        return { connection: known.connection, done: () => undefined }
      const connection = await lease.engine.connect()
      kept.set(key, { generation: lease.generation, connection })
      return { connection, done: () => undefined }
    },
  }
}
