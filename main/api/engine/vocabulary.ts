import type { Vocabulary } from '../../engine/index.ts'
import type { App } from '../app.ts'

const asked = new WeakMap<App, Promise<Vocabulary>>()

/** DuckDB's functions and keywords, asked once. */
export function vocabularyOf(app: App): Promise<Vocabulary> {
  const found = asked.get(app) ?? app.native.call('vocabulary', {})
  asked.set(app, found)
  found.catch(() => asked.delete(app))
  return found
}
