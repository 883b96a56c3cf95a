import type { EngineSet } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { Connection, Database } from './database.ts'
import type { Engines } from './engines.ts'

/** A connection that results share; it is closed when the last of them is. */
export interface Lease {
  database: Database
  connection: Connection
  /** The connection belongs to an owner and outlives results: their tables are dropped one by one. */
  kept: boolean
  share(): Lease
  release(): void
}

export function leaseOf(database: Database, connection: Connection, kept: boolean): Lease {
  let count = 1
  const lease: Lease = {
    database,
    connection,
    kept,
    share() {
      count++
      return lease
    },
    release() {
      count--
      if (count === 0 && !kept && database.dead() === null) void connection.close()
    },
  }
  return lease
}

/** Owners (tabs, chart boards) whose statements left state behind: they stay on their one connection. */
export function createOwners(engines: Engines) {
  const owners = new Map<string, { set: string; lease: Lease }>()

  /** The owner's lease while its state is of this set. A new set, or a dead engine, ends the state. */
  const stateOf = (owner: string, set: string): Lease | null => {
    const held = owners.get(owner)
    if (!held) return null
    if (held.set === set && held.lease.database.dead() === null) return held.lease
    owners.delete(owner)
    if (held.lease.database.dead() === null) void held.lease.connection.close()
    return null
  }

  return {
    stateOf,
    /** Whether somebody's state would be lost with the engine of a set. */
    keeps: (set: string): boolean => [...owners].some(([owner]) => stateOf(owner, set) !== null),
    /** The connection for a statement of the owner; one with state keeps it from now on. */
    async lease(set: EngineSet, owner: string, stateful: boolean): Promise<Lease> {
      const held = stateOf(owner, set.id)
      if (held) return held.share()
      const database = await engines.acquire(set)
      const lease = leaseOf(database, await database.connect(), stateful)
      if (stateful) owners.set(owner, { set: set.id, lease })
      return lease
    },
    /** Frees an owner's state, as when its tab is closed. */
    close(owner: string): void {
      const held = owners.get(owner)
      owners.delete(owner)
      if (held && held.lease.database.dead() === null) void held.lease.connection.close()
    },
  }
}

export type Owners = ReturnType<typeof createOwners>

/** Temporary tables do not come back when their engine died. */
export const stateLost = (): AppError =>
  new AppError({
    code: 'STATE_LOST',
    kind: 'failed',
    message: 'The engine that held this result and its temporary tables stopped. Run the statements again.',
  })
