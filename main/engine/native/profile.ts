import { totalmem } from 'node:os'
import type { ColumnProfile } from '#shared/format/profile.ts'
import { columnsAtOnce, type ProfiledColumn, profileColumns } from '#shared/profile/index.ts'
import type { HandlerWork } from '../../worker/index.ts'
import type { NativeSet } from '../set.ts'
import { interruptible } from './execute.ts'
import { createPool } from './pool.ts'
import { select } from './select.ts'

/** Nobody waits for a profile at the screen: one thread, so that what is waited for has the others. */
const pool = createPool({ threads: 1, memory: Math.floor(totalmem() / 5) })

/** Verbs of the process that works in the background. */
export const profileHandlers = {
  /** Profiles of columns of a relation of the set, eight at a time, each with the bounds that it is held against. */
  async profile(
    {
      set,
      relation,
      rows,
      columns,
      exact,
    }: {
      set: NativeSet
      relation: string
      rows: number
      columns: ProfiledColumn[]
      exact: boolean
    },
    work: HandlerWork,
  ): Promise<ColumnProfile[]> {
    const lease = await pool.lease(set)
    try {
      const connection = await lease.engine.connect()
      try {
        return await interruptible(connection, work.signal, async () => {
          await connection.run(`CREATE TEMP VIEW result AS FROM ${relation}`)
          const profiles: ColumnProfile[] = []
          for (let at = 0; at < columns.length; at += columnsAtOnce) {
            const some = columns.slice(at, at + columnsAtOnce)
            profiles.push(
              ...(await profileColumns((sql) => select(connection, sql, columnsAtOnce), some, {
                rows,
                exact,
              })),
            )
          }
          return profiles
        })
      } finally {
        connection.closeSync()
      }
    } finally {
      lease.release()
    }
  },
}
