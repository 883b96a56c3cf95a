import type { NativeSet } from '../set.ts'
import { type EngineOptions, type NativeEngine, openEngine } from './engine.ts'

/** Engines alive at once; the one whose last use is longest ago goes. */
const mostEngines = 3

/** An engine of the pool while it is in use. */
export interface Lease {
  engine: NativeEngine
  /** Increases each time this set's engine was made anew: results of an earlier one are gone. */
  generation: number
  release(): void
  /** The engine answers no more (a fault inside of DuckDB): the next lease gets a new one. */
  discard(): void
}

interface Pooled {
  opening: Promise<NativeEngine>
  generation: number
  users: number
  lastUse: number
  retired: boolean
}

export interface EnginePool {
  /** `key` tells engines of one set apart: one for all who only read, one for each session that keeps state. */
  lease(set: NativeSet, key?: string): Promise<Lease>
  /** An engine that is there already, of that generation; null when it was evicted. */
  again(key: string, generation: number): Promise<Lease | null>
  /** Keys of the engines alive, least recently used first. */
  alive(): string[]
  close(key: string): void
}

export function createPool(options: EngineOptions = {}): EnginePool {
  const pooled = new Map<string, Pooled>()
  let clock = 0
  let generations = 0

  const retire = (key: string, entry: Pooled) => {
    if (pooled.get(key) === entry) pooled.delete(key)
    if (entry.retired) return
    entry.retired = true
    if (entry.users === 0) end(entry)
  }
  const end = (entry: Pooled) => void entry.opening.then((engine) => engine.close()).catch(() => undefined)

  const take = async (key: string, entry: Pooled): Promise<Lease> => {
    entry.users++
    entry.lastUse = ++clock
    let held = true
    const release = () => {
      if (!held) return
      held = false
      entry.users--
      if (entry.retired && entry.users === 0) end(entry)
    }
    try {
      const engine = await entry.opening
      return { engine, generation: entry.generation, release, discard: () => retire(key, entry) }
    } catch (thrown) {
      if (pooled.get(key) === entry) pooled.delete(key)
      entry.retired = true
      throw thrown
    }
  }

  const evict = () => {
    while (pooled.size > mostEngines) {
      const [oldest] = [...pooled].sort(([, a], [, b]) => a.lastUse - b.lastUse)
      if (oldest) retire(...oldest)
    }
  }

  return {
    async lease(set, key = set.id) {
      let entry = pooled.get(key)
      if (!entry) {
        entry = {
          opening: openEngine(set, options),
          generation: ++generations,
          users: 0,
          lastUse: ++clock,
          retired: false,
        }
        pooled.set(key, entry)
        evict()
      }
      return take(key, entry)
    },
    async again(key, generation) {
      const entry = pooled.get(key)
      return entry?.generation === generation ? take(key, entry) : null
    },
    alive: () => [...pooled].sort(([, a], [, b]) => a.lastUse - b.lastUse).map(([key]) => key),
    close(key) {
      const entry = pooled.get(key)
      if (entry) retire(key, entry)
    },
  }
}
