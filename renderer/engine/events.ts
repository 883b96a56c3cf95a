import type { EngineName } from '#shared/value.ts'

/** What befell an engine, for the status bar and the tab. */
export interface EngineEvent {
  type: 'starting' | 'ready' | 'restarted' | 'failed'
  engine: EngineName
  /** A sentence for the user. */
  message: string
}

/** Those who want to hear of engines. */
export function createEvents() {
  const listeners = new Set<(event: EngineEvent) => void>()
  return {
    emit(event: EngineEvent): void {
      for (const listener of listeners) listener(event)
    },
    /** Returns the way to stop listening. */
    on(listener: (event: EngineEvent) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
