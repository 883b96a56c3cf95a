import { memo, useEffect, useRef } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { Ellipsis, Play, Save, Square } from '../ui/icons.ts'
import {
  Button,
  formatKeys,
  IconButton,
  Menu,
  type MenuEntry,
  Select,
  SplitButton,
  Switch,
  useNarrow,
} from '../ui/index.ts'
import { AtMenu } from './at-menu.tsx'
import { extractSelection } from './commands.ts'
import { CompareMenu } from './compare-menu.tsx'
import css from './explore.module.css'
import { formatQuery } from './format.ts'
import { copySnippet } from './hand-over.ts'
import { loadPreviewSwitch, setPreview, usePreviewSwitch } from './preview-switch.ts'
import { runAll, runAtCaret, stop } from './run.ts'
import { save } from './save.ts'
import { tabState, updateTab, useExplore } from './store.ts'
import type { EngineChoice, QueryTabState } from './types.ts'

const nowhere = {}

const engines: { id: EngineChoice; label: string; detail: string }[] = [
  { id: 'auto', label: 'Automatic', detail: 'wasm at once, native beside it; the first answer counts' },
  { id: 'wasm', label: 'wasm', detail: 'In the window: the very bits that an evaluation records' },
  { id: 'native', label: 'native', detail: 'All cores, spills to disk' },
]

/** Run, stop, which data, which engine, save, and the rest in a menu. Drawn anew only when something of it changes. */
export const ToolBar = memo(function ToolBar({ id }: { id: string }) {
  const bar = useRef<HTMLDivElement>(null)
  const compact = useNarrow(bar, 720)
  const { at, engine, path, naming, selected, saved } = useExplore(
    useShallow(({ tabs: { [id]: tab } }) => ({
      at: tab?.at ?? nowhere,
      engine: tab?.engine ?? 'auto',
      path: tab?.path ?? null,
      naming: tab?.naming ?? false,
      selected: tab !== undefined && tab.caret.from !== tab.caret.to,
      saved: tab ? savedText(tab) : '',
    })),
  )
  const preview = usePreviewSwitch(({ on }) => on)
  useEffect(loadPreviewSwitch, [])
  const runHere = () => {
    const caret = tabState(id)?.caret
    if (caret) void runAtCaret(id, caret)
  }
  const more: MenuEntry[] = [
    { id: 'format', label: 'Format', keys: 'Alt+Shift+F', run: () => void formatQuery(id) },
    {
      id: 'extract',
      label: 'Save selection as macro…',
      keys: 'Mod+.',
      run: () => extractSelection(id),
      ...(!selected && { disabledReason: 'Select the part of the query that repeats' }),
    },
    ...(path === null
      ? [{ id: 'save', label: 'Save into queries…', keys: 'Mod+S', run: () => void save(id) }]
      : []),
    {
      heading: 'Engine',
      items: engines.map((choice) => ({
        ...choice,
        id: `engine-${choice.id}`,
        checked: engine === choice.id,
        run: () => updateTab(id, { engine: choice.id }),
      })),
    },
    {
      id: 'preview',
      label: 'Preview while typing',
      checked: preview,
      run: () => setPreview(!preview),
    },
    { separator: 'use' },
    {
      id: 'python',
      label: 'Use in Python',
      detail: 'Copies a snippet',
      run: () => void copySnippet(id, 'python'),
    },
    { id: 'r', label: 'Use in R', detail: 'Copies a snippet', run: () => void copySnippet(id, 'r') },
  ]
  return (
    <div ref={bar} className={css.toolBar} role="toolbar" aria-label="Query">
      <SplitButton
        kind="primary"
        icon={Play}
        keys="Mod+Enter"
        onPress={runHere}
        menuLabel="More ways to run"
        items={[
          {
            id: 'statement',
            label: 'Run the statement at the caret, or the selection',
            keys: 'Mod+Enter',
            run: runHere,
          },
          { id: 'all', label: 'Run all', keys: 'Mod+Shift+Enter', run: () => void runAll(id) },
        ]}
      >
        Run
      </SplitButton>
      <StopButton id={id} />
      <AtMenu id={id} at={at} />
      <CompareMenu id={id} />
      {!compact && (
        <Select
          label="Engine"
          hideLabel
          prefix="Engine"
          quiet
          value={engine}
          options={engines}
          onChange={(choice) => updateTab(id, { engine: choice as EngineChoice })}
        />
      )}
      {!compact && (
        <Switch isSelected={preview} onChange={setPreview}>
          Preview
        </Switch>
      )}
      <span className={css.spring} />
      {!compact && <span className={css.saved}>{saved}</span>}
      {path === null && !naming && !compact && (
        <Button icon={Save} keys="Mod+S" onPress={() => void save(id)}>
          Save
        </Button>
      )}
      <Menu label="More" items={more} placement="bottom end">
        <IconButton
          icon={Ellipsis}
          label={`More, such as Save selection as macro (${formatKeys('Mod+.')})`}
        />
      </Menu>
    </div>
  )
})

function StopButton({ id }: { id: string }) {
  const running = useExplore(({ tabs }) => tabs[id]?.running != null)
  return (
    <Button
      icon={Square}
      keys="Mod+Shift+."
      onPress={() => stop(id)}
      disabledReason={running ? undefined : 'Nothing is running'}
    >
      Stop
    </Button>
  )
}

function savedText({ path, conflict, saveError }: QueryTabState): string {
  if (path === null) return 'draft'
  if (conflict || saveError) return 'not saved'
  return 'saved as you type'
}
