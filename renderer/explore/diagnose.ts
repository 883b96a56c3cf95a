import { useEffect } from 'react'
import { lineColumn } from '#shared/sql/index.ts'
import { client } from '../client/index.ts'
import type { CodeMarker } from '../ui/code-editor/index.ts'
import { frame, type Tab, useWorkbench } from '../ui/workbench.ts'
import { partsOf } from './parts.ts'
import { updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** How long after the last key the engine looks at the text. */
const pause = 250

/** Keeps the tab's markers, and its rows in Problems, at what the engine says of its text. */
export function useDiagnostics(tab: Tab, state: QueryTabState): void {
  const { id } = tab
  const { text, at, path } = state
  useEffect(() => {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      client.engine
        .diagnose({ text, at }, { signal: controller.signal })
        .then((found) => {
          if (!controller.signal.aborted) show(tab, path, text, found)
        })
        // Without an answer the last marks stay: typing must never wait for it.
        .catch(() => undefined)
    }, pause)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [tab, path, text, at])
  useEffect(() => () => useWorkbench.getState().setProblems(`explore:${id}`, []), [id])
}

function show(tab: Tab, path: string | null, text: string, markers: CodeMarker[]): void {
  updateTab(tab.id, { markers })
  useWorkbench.getState().setProblems(
    `explore:${tab.id}`,
    markers.map((marker, index) => ({
      id: `${tab.id}:${index}`,
      severity: marker.severity === 'error' ? ('error' as const) : ('warning' as const),
      message: marker.message,
      file: path ?? tab.title,
      line: lineColumn(text, marker.from).line,
      open: () => {
        frame().openTab(tab)
        setTimeout(() => {
          partsOf(tab.id).editor?.select(marker.from, marker.to)
          partsOf(tab.id).editor?.focus()
        })
      },
    })),
  )
}
