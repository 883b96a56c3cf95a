import { useCallback, useEffect, useRef, useState } from 'react'
import type { FoundFile, TableColumn } from '#shared/contract/search.ts'
import { client, onChanged } from '../../client/index.ts'
import { unsavedHere } from '../../ui/found-files/index.ts'

/** What is found so far of the places that name a column. */
export interface ColumnUsesState {
  files: FoundFile[]
  state: 'running' | 'done' | 'stopped' | 'failed'
  error: unknown
  /** Files that were looked through; there may be more places than are told. */
  searched: number
  more: boolean
}

const begun: ColumnUsesState = { files: [], state: 'running', error: null, searched: 0, more: false }

/** Milliseconds after a change of this window's texts until it is looked again. */
const rest = 600

/** Looks for a column in all SQL of the workspace, again whenever this window wrote something. */
export function useColumnUses(column: TableColumn, active: boolean) {
  const [found, setFound] = useState(begun)
  const running = useRef<AbortController | null>(null)
  const { table, column: name } = column
  const look = useCallback(async () => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setFound((before) => ({ ...before, state: 'running', error: null }))
    let files: FoundFile[] = []
    try {
      const wanted = { table, column: name, unsaved: unsavedHere() }
      const events = await client.search.columns(wanted, { signal: mine.signal })
      for await (const event of events) {
        if (mine.signal.aborted) return
        if (event.type === 'found') {
          files = [...files, ...event.files]
          const now = files
          setFound((before) => ({ ...before, files: now }))
        } else {
          const { searched, more } = event
          setFound({ files, state: 'done', error: null, searched, more })
        }
      }
    } catch (error) {
      if (!mine.signal.aborted) setFound((before) => ({ ...before, state: 'failed', error }))
    }
  }, [table, name])
  useEffect(() => {
    if (!active) return
    void look()
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onChanged(() => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(), rest)
    })
    return () => {
      clearTimeout(timer)
      stop()
      running.current?.abort()
    }
  }, [active, look])
  const stop = () => {
    running.current?.abort()
    setFound((before) => ({ ...before, state: 'stopped' }))
  }
  return { ...found, look, stop }
}
