import { useMutation } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { findConflicts } from '#shared/conflict.ts'
import type { MergeFile } from '#shared/contract/git-merge.ts'
import { useFileDraft } from '../client/file-drafts.ts'
import { appErrorOf, client } from '../client/index.ts'
import { CodeEditor, type CodeEditorHandle } from '../ui/code-editor/index.ts'
import { ArrowDown, ArrowUp } from '../ui/icons.ts'
import { Button, Heading, IconButton, Problem, StateView, Tabs, useNarrow } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import css from './conflict.module.css'
import { placesOf, sideText } from './conflict-places.ts'
import { useRefreshGit } from './data.ts'
import { type ConflictSide, goToChange, setDiff } from './diff-parts.ts'
import git from './git.module.css'
import { openFile } from './open.ts'
import { useMergeFile, useMergeState } from './remote-data.ts'
import { languageOf } from './words.ts'

/** A file that both sides changed: ours, theirs, and the result, which can be edited. */
export default function ConflictTab({ tab }: TabProps) {
  const path = tab.params.path ?? ''
  const file = useMergeFile(path)
  const merge = useMergeState()
  if (file.isPending) return <StateView state="loading" title={`Reading both sides of ${path}`} />
  if (file.isError) {
    return appErrorOf(file.error).code === 'GIT_NO_CONFLICT' ? (
      <StateView
        state="empty"
        title={`${path} has no conflict any more.`}
        actions={<Button onPress={() => openFile(path)}>Open it</Button>}
      />
    ) : (
      <StateView state="error" error={file.error} onRetry={() => void file.refetch()} />
    )
  }
  const name = merge.data?.name ?? 'theirs'
  if (file.data.kind === 'text') return <Lines tab={tab.id} file={file.data} name={name} />
  return <Whole tab={tab.id} file={file.data} name={name} />
}

/** A conflict in lines, once the file itself is read. */
function Lines(props: { tab: string; file: MergeFile; name: string }) {
  const { path } = props.file
  const { draft, state } = useFileDraft(path)
  if (state.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (state.state === 'failed')
    return <StateView state="error" error={state.loadError} onRetry={() => void draft.load()} />
  return <Columns {...props} />
}

/** Three texts beside each other, two with a tab, or one above the other: as there is room. */
function Columns({ tab, file, name }: { tab: string; file: MergeFile; name: string }) {
  const { path } = file
  const { draft, state } = useFileDraft(path)
  const [at, setAt] = useState(0)
  const [side, setSide] = useState<'ours' | 'theirs'>('ours')
  const box = useRef<HTMLDivElement>(null)
  const narrow = useNarrow(box, 1000)
  const [ours, setOurs] = useState<CodeEditorHandle | null>(null)
  const [theirs, setTheirs] = useState<CodeEditorHandle | null>(null)
  const [result, setResult] = useState<CodeEditorHandle | null>(null)
  const hunks = useMemo(() => findConflicts(state.text), [state.text])
  const chosen = Math.min(at, Math.max(0, hunks.length - 1))
  const hunk = hunks[chosen]
  const places = useMemo(
    () => ({
      ours:
        placesOf(
          file.ours ?? '',
          hunks.map((one) => one.ours),
        )[chosen] ?? null,
      theirs:
        placesOf(
          file.theirs ?? '',
          hunks.map((one) => one.theirs),
        )[chosen] ?? null,
    }),
    [file, hunks, chosen],
  )
  const count = hunks.length
  // The other two follow the conflict that is looked at; while the result is typed in, its caret is the user's.
  const show = useEffectEvent(() => {
    if (hunk) result?.select(hunk.from)
    if (places.ours) ours?.select(places.ours.from)
    if (places.theirs) theirs?.select(places.theirs.from)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another conflict or editor is there
  useEffect(() => show(), [chosen, count, result, ours, theirs])
  useEffect(() => {
    const refresh = () => void draft.refresh()
    refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [draft])

  const use = (take: ConflictSide) => {
    if (!hunk) return
    const text = sideText(hunk, take)
    if (result) return result.edit([{ from: hunk.from, to: hunk.to, text }], hunk.from)
    // The editor is still being made, and takes what the draft holds then.
    draft.edit(state.text.slice(0, hunk.from) + text + state.text.slice(hunk.to), { autosave: true })
  }
  const step = useEffectEvent((by: number) => setAt(count === 0 ? 0 : (chosen + by + count) % count))
  const settle = useEffectEvent(use)
  useEffect(() => {
    setDiff(tab, { next: () => step(1), previous: () => step(-1), use: (take) => settle(take) })
    return () => setDiff(tab, null)
  }, [tab])
  const language = languageOf(path)
  const blocked = hunk ? undefined : 'No conflict is left in this file'
  const column = (which: 'ours' | 'theirs') => (
    <section className={css.column} aria-label={which === 'ours' ? 'Ours' : `Theirs, ${name}`}>
      <header className={css.head}>
        <h3>{which === 'ours' ? 'Ours' : `Theirs, ${name}`}</h3>
        <Button
          disabledReason={blocked}
          keys={which === 'ours' ? 'Alt+Shift+1' : 'Alt+Shift+2'}
          onPress={() => use(which)}
        >
          {which === 'ours' ? 'Use ours' : 'Use theirs'}
        </Button>
      </header>
      <div className={git.editor}>
        <CodeEditor
          key={which}
          value={file[which] ?? ''}
          language={language}
          label={which === 'ours' ? `Ours of ${path}` : `Theirs of ${path}`}
          readOnly
          marked={places[which]}
          onHandle={which === 'ours' ? setOurs : setTheirs}
        />
      </div>
    </section>
  )
  return (
    <div className={git.tab} ref={box}>
      <Heading
        title={path}
        mono
        chips={
          <span className={css.left} role="status">
            {hunk ? `conflict ${chosen + 1} of ${count}` : 'solved'}
          </span>
        }
        actions={
          <>
            <IconButton
              icon={ArrowUp}
              label="Previous conflict"
              keys="Shift+F7"
              onPress={() => goToChange(tab, 'previous')}
            />
            <IconButton
              icon={ArrowDown}
              label="Next conflict"
              keys="F7"
              onPress={() => goToChange(tab, 'next')}
            />
            <Button
              disabledReason={blocked}
              keys="Alt+Shift+3"
              hint="Ours, then theirs"
              onPress={() => use('both')}
            >
              Use both
            </Button>
          </>
        }
      />
      {state.saveError && (
        <StateView
          state="partial"
          title={`Not saved: ${state.saveError.message} Your text is kept here.`}
          actions={<Button onPress={() => void draft.save()}>Try again</Button>}
        />
      )}
      <div className={css.columns}>
        {narrow ? (
          <div className={css.sides}>
            <Tabs
              label="Sides"
              items={[
                { id: 'ours', title: 'Ours' },
                { id: 'theirs', title: 'Theirs' },
              ]}
              selected={side}
              onSelect={(id) => setSide(id === 'theirs' ? 'theirs' : 'ours')}
            >
              {(id) => column(id === 'theirs' ? 'theirs' : 'ours')}
            </Tabs>
          </div>
        ) : (
          column('ours')
        )}
        <section className={css.column} aria-label="Result">
          <header className={css.head}>
            <h3>Result</h3>
            <span className={css.left}>editable, saved as you type</span>
          </header>
          <div className={git.editor}>
            <CodeEditor
              key={path}
              value={state.text}
              language={language}
              label={`Result of ${path}`}
              marked={hunk ?? null}
              autoFocus
              onChange={(next) => draft.edit(next, { autosave: true })}
              onBlur={() => void draft.flush()}
              onHandle={setResult}
            />
          </div>
        </section>
        {!narrow && column('theirs')}
      </div>
    </div>
  )
}

/** What cannot be merged by lines is taken from one side: the file as one has it, or that it is gone. */
function Whole({ tab, file, name }: { tab: string; file: MergeFile; name: string }) {
  const refresh = useRefreshGit()
  const choose = useMutation({
    mutationFn: (side: 'ours' | 'theirs') => client.git.merge.choose({ path: file.path, side }),
    onSuccess: () => {
      frame().closeTab(tab)
      refresh()
    },
  })
  const { kind, path } = file
  const gone = { 'deleted-by-us': 'ours', 'deleted-by-them': 'theirs' } as const
  const deleter = kind === 'deleted-by-us' || kind === 'deleted-by-them' ? gone[kind] : null
  const text = file.ours ?? file.theirs
  const verb = (side: 'ours' | 'theirs') =>
    deleter === side
      ? 'Delete the file'
      : deleter
        ? 'Keep the file'
        : side === 'ours'
          ? 'Use ours'
          : 'Use theirs'
  return (
    <div className={git.tab}>
      <Heading
        title={path}
        mono
        actions={(['ours', 'theirs'] as const).map((side) => (
          <Button
            key={side}
            busy={choose.isPending && choose.variables === side}
            onPress={() => choose.mutate(side)}
          >
            {verb(side)}
          </Button>
        ))}
      />
      <StateView
        state="partial"
        title={
          kind === 'binary'
            ? `Both sides changed ${path}, and it is not text: choose one side.`
            : kind === 'deleted-by-us'
              ? `You deleted ${path}; ${name} changed it. This is what it holds there.`
              : `${name} deleted ${path}; you changed it. This is what it holds here.`
        }
      />
      {choose.error && <Problem error={appErrorOf(choose.error).toData()} />}
      {text !== null && (
        <div className={git.editor}>
          <CodeEditor value={text} language={languageOf(path)} label={path} readOnly />
        </div>
      )}
    </div>
  )
}
