import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CodeDiff } from '../../ui/code-editor/index.ts'
import { Button, Checkbox, Heading, plural, StateView } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import css from './at-hand.module.css'
import { type ImportItem, useImport } from './import-files.ts'
import { writeImport } from './write-import.ts'

/** What importing a folder of queries would write, file by file, before it is written. */
export default function ImportTab() {
  const { items, reading } = useImport()
  if (reading) {
    const { done, total } = reading
    return (
      <StateView
        state="loading"
        title="Reading queries"
        progress={{ phase: 'Read', done, total, unit: 'files' }}
      />
    )
  }
  if (items.length === 0) {
    return (
      <StateView
        state="empty"
        title="Choose a folder with .sql files, or drop it here. Nothing is written before you saw what changes."
        actions={<Button onPress={() => frame().run('explore.importQueries')}>Choose a folder…</Button>}
      />
    )
  }
  return <Report items={items} />
}

function Report({ items }: { items: ImportItem[] }) {
  const queries = useQueryClient()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState(
    () => (items.find(({ changes }) => changes.length > 0) ?? items[0])?.from,
  )
  const [busy, setBusy] = useState(false)
  const chosen = items.filter(({ from, skipped }) => skipped === null && !left.has(from))
  const item = items.find(({ from }) => from === shown)
  const choose = (from: string, on: boolean) => {
    const next = new Set(left)
    if (on) next.delete(from)
    else next.add(from)
    setLeft(next)
  }
  const write = () => {
    setBusy(true)
    void writeImport(chosen, queries).finally(() => setBusy(false))
  }
  const changed = items.filter(({ changes }) => changes.length > 0).length
  const wrong = items.filter(({ problems }) => problems.length > 0).length
  return (
    <div className={css.tab}>
      <Heading
        title="Import queries"
        chips={<span className={css.quiet}>{`${changed} changed, ${wrong} with problems`}</span>}
        actions={
          <Button
            kind="primary"
            busy={busy}
            onPress={write}
            {...(chosen.length === 0 && { disabledReason: 'Choose at least one file' })}
          >
            {`Import ${chosen.length} of ${items.length}`}
          </Button>
        }
      />
      <div className={css.report}>
        <ul className={css.list} aria-label="Files">
          {items.map((one) => (
            <li key={one.from} className={css.item} data-shown={one.from === shown || undefined}>
              <Checkbox
                label={`Import ${one.from}`}
                isSelected={one.skipped === null && !left.has(one.from)}
                disabledReason={one.skipped ?? undefined}
                onChange={(on) => choose(one.from, on)}
              />
              <button
                type="button"
                className={css.itemText}
                aria-current={one.from === shown || undefined}
                onClick={() => setShown(one.from)}
              >
                <span className={css.path} title={one.from}>
                  {one.from}
                </span>
                <span className={one.problems.length > 0 ? css.problem : css.quiet}>{summary(one)}</span>
              </button>
            </li>
          ))}
        </ul>
        {item && <Detail item={item} />}
      </div>
    </div>
  )
}

function summary({ skipped, changes, problems }: ImportItem): string {
  if (skipped !== null) return skipped
  const words = [
    changes.length > 0 && plural(changes.length, 'change'),
    problems.length > 0 && plural(problems.length, 'problem'),
  ].filter(Boolean)
  return words.length > 0 ? words.join(', ') : 'as it is'
}

function Detail({ item }: { item: ImportItem }) {
  const { path, original, text, changes, problems, skipped } = item
  const lines = [
    ...changes.map((one) => ({ ...one, wrong: false })),
    ...problems.map((one) => ({ ...one, wrong: true })),
  ]
  return (
    <section className={css.detail} aria-label={`Changes of ${path}`}>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
        <ul tabIndex={0}>
          {lines.map(({ line, what, wrong }) => (
            <li key={`${line} ${what}`} className={wrong ? css.problem : undefined}>
              {`Line ${line}: ${what}`}
            </li>
          ))}
        </ul>
      )}
      {skipped !== null && original === '' ? (
        <StateView state="empty" title={skipped} />
      ) : (
        <div className={css.diff}>
          <CodeDiff before={original} after={text} language="sql" label={`${path} before and after`} />
        </div>
      )}
    </section>
  )
}
