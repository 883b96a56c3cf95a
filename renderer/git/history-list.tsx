import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { LogEntry } from '#shared/contract/git.ts'
import { short } from '#shared/names.ts'
import { formatInstant, List, StateView } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import css from './git.module.css'
import { openCommit } from './open.ts'
import { ago, splitMessage } from './words.ts'

/** The newest commits of the branch; Enter opens one. */
export function HistoryList({ log, unborn }: { log: UseQueryResult<LogEntry[]>; unborn: boolean }) {
  const [now] = useState(() => Date.now())
  const active = useWorkbench(({ tabs, activeTab }) => {
    const tab = tabs.find(({ id }) => id === activeTab)
    return tab?.kind === 'git.commit' ? (tab.params.commit ?? null) : null
  })
  return (
    <section className={css.history} aria-label="History">
      <div className={css.sectionHead}>
        <h3>History</h3>
        <span className={css.count}>
          {log.data && log.data.length >= 200 ? 'newest 200' : log.data?.length}
        </span>
      </div>
      {unborn ? (
        <p className={css.empty}>No commit yet.</p>
      ) : log.isPending ? (
        <StateView state="loading" title="Reading the history" />
      ) : log.isError ? (
        <StateView state="error" error={log.error} onRetry={() => void log.refetch()} />
      ) : (
        <List
          label="Commits"
          items={log.data}
          idOf={({ commit }) => commit}
          textOf={({ message }) => splitMessage(message).title}
          onAction={({ commit }) => openCommit(commit)}
          selected={active}
          tall
        >
          {({ commit, message, author, at, parents }) => (
            <span className={css.entry} title={`${message.trim()}\n\n${author}, ${formatInstant(at)} UTC`}>
              <span className={css.entryTitle}>{splitMessage(message).title || 'no message'}</span>
              <span className={css.entryMeta}>
                <span className={css.hash}>{short(commit)}</span>
                <span className={css.author}>{author.replace(/\s*<.*>$/, '')}</span>
                <span className={css.when}>{ago(at, now)}</span>
                {parents.length > 1 && <span>merge</span>}
              </span>
            </span>
          )}
        </List>
      )}
    </section>
  )
}
