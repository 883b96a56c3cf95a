import { useEffect, useMemo, useState } from 'react'
import type { AppError } from '#shared/errors.ts'
import { appErrorOf } from '../client/index.ts'
import { CodeEditor } from '../ui/code-editor/index.ts'
import { Button, Heading, Problem, StateView, TextField } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import {
  type ExtractPlanData,
  type Selection,
  useExtractPlan,
  useExtractPreview,
  useToolboxRefresh,
} from './data.ts'
import { choiceOf, firstChoice, nameProblem, selectionOf } from './extract-choice.ts'
import { ExtractParams } from './extract-params.tsx'
import { ExtractPreviewView } from './extract-preview.tsx'
import { openTransform } from './find.ts'
import { extract } from './hand-over.ts'
import css from './toolbox.module.css'

/** How long after the last key the proof is made again, in ms. */
const pause = 350

/** "Save selection as macro": parameters, the call that replaces the selection, and the proof, before anything is written. */
export default function ExtractTab({ tab }: TabProps) {
  const selection = useMemo(() => selectionOf(tab.params), [tab.params])
  if (!selection)
    return (
      <StateView
        state="empty"
        title="Select the part of a query that repeats, then choose Save selection as macro there."
        actions={<Button onPress={() => frame().showFeature('explore')}>Show Explore</Button>}
      />
    )
  return <Planned tab={tab} selection={selection} />
}

function Planned({ tab, selection }: { tab: TabProps['tab']; selection: Selection }) {
  const plan = useExtractPlan(selection)
  if (plan.isPending) return <StateView state="loading" title="Reading the selection" />
  if (plan.isError)
    return (
      <StateView
        state="error"
        error={plan.error}
        onRetry={() => void plan.refetch()}
        actions={<Button onPress={() => frame().closeTab(tab.id)}>Close</Button>}
      />
    )
  return <Extraction key={JSON.stringify(selection)} tab={tab} selection={selection} plan={plan.data} />
}

function Extraction({
  tab,
  selection,
  plan,
}: {
  tab: TabProps['tab']
  selection: Selection
  plan: ExtractPlanData
}) {
  const [params, setParams] = useState(() => firstChoice(plan))
  const [name, setName] = useState('')
  const [touched, setTouched] = useState(false)
  const [description, setDescription] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const refresh = useToolboxRefresh()
  const choice = useMemo(
    () => choiceOf(selection, name, description, params),
    [selection, name, description, params],
  )
  const asked = useDebounced(choice, pause)
  const preview = useExtractPreview(asked)
  const current = asked !== null && asked === choice && !preview.isPlaceholderData && !preview.isFetching
  const proof = current && preview.isSuccess ? preview.data.proof : null
  const reason =
    choice === null
      ? (nameProblem(name) ?? 'A parameter needs another name')
      : preview.isError && asked === choice
        ? 'See the problem below'
        : proof === null
          ? 'The proof is being made'
          : proof.equal
            ? undefined
            : 'The results would differ, so nothing is written'

  const write = async () => {
    if (!choice) return
    setBusy(true)
    setError(null)
    try {
      const place = { tab: tab.params.tab ?? '', file: tab.params.file ?? '' }
      await extract(choice, place, () => refresh(choice.name))
      openTransform(choice.name)
      frame().closeTab(tab.id)
    } catch (thrown) {
      setError(appErrorOf(thrown))
      setBusy(false)
    }
  }
  const before = selection.text.slice(selection.from, selection.to)
  return (
    <div className={css.tab}>
      <Heading
        title="Save selection as macro"
        chips={
          <span>
            {plan.kind === 'table' ? 'a table macro' : 'a macro'}
            {tab.params.file ? ' from ' : ' from a draft'}
            {tab.params.file && <code>{tab.params.file}</code>}
          </span>
        }
        actions={
          <Button kind="primary" busy={busy} disabledReason={reason} onPress={() => void write()}>
            Extract
          </Button>
        }
      />
      {error && <Problem error={error} />}
      <div className={css.extract}>
        <div className={css.extractForm}>
          <h2 className={css.formTitle}>Selection</h2>
          <div className={css.exampleText}>
            <CodeEditor
              value={before}
              language="sql"
              label="Selection"
              readOnly
              lineNumbers={false}
              wrap
              maxLines={10}
            />
          </div>
          <ExtractParams params={params} onChange={setParams} />
          <div className={css.names}>
            <TextField
              label="Name"
              mono
              autoFocus
              value={name}
              onChange={(text) => {
                setTouched(true)
                setName(text.toLowerCase().replaceAll(/[\s-]+/g, '_'))
              }}
              placeholder="e.g. late_share"
              invalid={touched ? nameProblem(name) : undefined}
            />
            <TextField
              label="Description"
              value={description}
              onChange={setDescription}
              placeholder="What it says, in one sentence"
              rows={2}
            />
          </div>
        </div>
        <ExtractPreviewView
          before={selection.text}
          replaced={before}
          preview={preview.data ?? null}
          error={preview.isError && asked === choice ? preview.error : null}
          waiting={choice !== null && !current}
          started={choice !== null || preview.data !== undefined}
        />
      </div>
    </div>
  )
}

/** The value as it was when it last stood still for so many ms. */
function useDebounced<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
