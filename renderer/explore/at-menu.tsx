import { useState } from 'react'
import { short } from '#shared/names.ts'
import { useSnapshots } from '../client/index.ts'
import { Button, formatCount, formatInstant, Menu, type MenuEntry, TextField } from '../ui/index.ts'
import { parseTime } from './at-time.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { updateTab } from './store.ts'

/** Which data the tab looks at: the latest, a time, or a snapshot for each source. */
export function AtMenu({ id, at }: { id: string; at: Record<string, string> }) {
  const { data: snapshots = [] } = useSnapshots()
  const { data: catalogue } = useCatalogue({})
  const [timing, setTiming] = useState(false)
  const sources = catalogue?.sources.flatMap(({ name, hand }) => (hand ? [] : [name])) ?? [
    ...new Set(snapshots.map(({ source }) => source)),
  ]
  const pinned = Object.keys(at)
  const items: MenuEntry[] = [
    {
      id: 'latest',
      label: 'Latest',
      detail: 'The last snapshot of each source',
      checked: pinned.length === 0,
      run: () => updateTab(id, { at: {} }),
    },
    {
      id: 'time',
      label: 'At a time…',
      detail: 'What was synced by then',
      run: () => setTiming(true),
    },
    ...sources.flatMap((source): MenuEntry[] => {
      const own = snapshots.filter((snapshot) => snapshot.source === source)
      if (own.length === 0) return []
      return [
        {
          heading: source,
          items: own.slice(0, 30).map((snapshot) => ({
            id: `${source}@${snapshot.id}`,
            label: `${short(snapshot.id)}${snapshot.latest ? ', latest' : ''}`,
            detail: `${formatInstant(snapshot.syncedAt)} UTC${snapshot.rows === null ? '' : `, ${formatCount(snapshot.rows)} rows`}${snapshot.partial ? ', partial' : ''}`,
            checked: at[source] === snapshot.id,
            run: () => {
              const { [source]: _, ...others } = at
              updateTab(id, { at: snapshot.latest ? others : { ...others, [source]: snapshot.id } })
            },
          })),
        },
      ]
    }),
    { separator: 'compare' },
    {
      id: 'compare',
      label: 'Compare with…',
      detail: 'The same query at two snapshots, or another result',
      keys: 'Mod+K Shift+D',
      // Once this menu is gone.
      run: () => setTimeout(() => document.getElementById(`compare-${id}`)?.click()),
    },
  ]
  if (timing) {
    return (
      <TimeField
        sources={sources}
        onDone={(next) => {
          setTiming(false)
          if (next) updateTab(id, { at: next })
        }}
      />
    )
  }
  const text =
    pinned.length === 0
      ? 'latest'
      : pinned.length === 1
        ? `${pinned[0]} ${shown(at[pinned[0] ?? ''] ?? '')}`
        : `pinned ${pinned.length}`
  return (
    <Menu label="Which snapshots" items={items}>
      <Button kind="quiet" menu keys="Mod+K A" hint="Which snapshots the query reads" id={`at-${id}`}>
        <span className={css.prefix}>At</span> {text}
      </Button>
    </Menu>
  )
}

function shown(spec: string): string {
  return /^[0-9a-f]{7,}$/.test(spec) ? short(spec) : spec.slice(0, 16).replace('T', ' ')
}

/** A day, or a day and a time in UTC, in the menu's place. */
function TimeField({
  sources,
  onDone,
}: {
  sources: string[]
  onDone: (at: Record<string, string> | null) => void
}) {
  const [text, setText] = useState('')
  const instant = parseTime(text)
  const submit = () => {
    if (instant) onDone(Object.fromEntries(sources.map((source) => [source, instant])))
  }
  return (
    <span className={css.timeField}>
      <TextField
        label="Time in UTC"
        hideLabel
        autoFocus
        mono
        placeholder="2026-02-14 06:00 UTC"
        value={text}
        onChange={setText}
        invalid={text !== '' && !instant ? 'A day or a time: 2026-02-14 06:00' : undefined}
        onSubmit={submit}
      />
      <Button onPress={submit} disabledReason={instant ? undefined : 'Type a day or a time'}>
        Look
      </Button>
      <Button kind="quiet" onPress={() => onDone(null)}>
        Cancel
      </Button>
    </span>
  )
}
