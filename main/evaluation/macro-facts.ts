import { analyse, type NativeClient } from '../engine/index.ts'
import { bodyStatements, parseMacro, type Transform } from '../toolbox/index.ts'

/** What the bodies of a macro read and call by themselves. */
export interface MacroFacts {
  tables: string[]
  volatile: string[]
}

/** Tables that a macro reads and volatile functions that it calls, by DuckDB's own parser. */
export async function macroFacts(native: NativeClient, { body }: Transform): Promise<MacroFacts> {
  const statements = bodyStatements(parseMacro(body))
  const found = await Promise.all(statements.map((sql) => analyse(native, sql)))
  return {
    tables: [...new Set(found.flatMap((analysis) => analysis.tables))],
    volatile: [...new Set(found.flatMap((analysis) => analysis.volatile))],
  }
}
