import type { DuckDBConnection } from '@duckdb/node-api'
import { inTurn } from './in-turn.ts'
import type { Lease } from './pool.ts'

/** Connections that keep their temporary tables between statements, one a session. */
export interface Sessions {
  /** Uses the session's connection; its statements run one after another. */
  use<Result>(
    key: string,
    lease: Lease,
    step: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result>
}

interface Session {
  generation: number
  connection: Promise<DuckDBConnection>
  turn: ReturnType<typeof inTurn>
}

/** A session lives as long as its engine: when that was evicted, its next statement begins with a new one. */
export function createSessions(): Sessions {
  const kept = new Map<string, Session>()
  return {
    async use(key, lease, step) {
      let session = kept.get(key)
      if (session?.generation !== lease.generation) {
        session = { generation: lease.generation, connection: lease.engine.connect(), turn: inTurn() }
        kept.set(key, session)
      }
      const connection = await session.connection
      return session.turn(() => step(connection))
    },
  }
}
