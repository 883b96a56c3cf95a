import { closedError, type OverResult, type ResultHandle } from './handle.ts'

interface Open {
  handle: ResultHandle
  users: number
  digest: string | null
  /** What was asked of the rows, such as their profile, by its SELECT. */
  answers: Map<string, OverResult>
}

/** Answers that are kept with a result, and the most cells of one: a profile has some dozens. */
const mostAnswers = 200
const mostCells = 2000

/**
 * Results that are open, by what was asked: who asks the same again shares the one that stands, until the last one
 * closes it. Only for statements that can have one answer.
 */
export function createHeld() {
  const open = new Map<string, Open>()

  const share = (key: string, entry: Open, held: boolean): ResultHandle => {
    const { handle } = entry
    let closed = false
    entry.users++
    return {
      ...handle,
      held,
      page: (...given) => (closed ? Promise.reject(closedError()) : handle.page(...given)),
      async over(sql, signal) {
        if (closed) throw closedError()
        const known = entry.answers.get(sql)
        if (known) return known
        const answer = await handle.over(sql, signal)
        const cells = answer.columns.length * (answer.page.columns[0]?.length ?? 0)
        if (cells <= mostCells && entry.answers.size < mostAnswers) entry.answers.set(sql, answer)
        return answer
      },
      async digest(signal) {
        entry.digest ??= await handle.digest(signal)
        return entry.digest
      },
      async close() {
        if (closed) return
        closed = true
        entry.users--
        if (entry.users > 0) return
        if (open.get(key) === entry) open.delete(key)
        await handle.close()
      },
    }
  }

  return {
    /** The result that stands, null when there is none. */
    get(key: string): ResultHandle | null {
      const entry = open.get(key)
      return entry ? share(key, entry, true) : null
    },
    /** Holds a result for as long as somebody has it open. */
    add(key: string, handle: ResultHandle): ResultHandle {
      const entry = { handle, users: 0, digest: null, answers: new Map() }
      open.set(key, entry)
      return share(key, entry, false)
    },
  }
}
