import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { EvaluationInfo } from '#shared/contract/evaluation.ts'
import { type AppError, toAppError } from '#shared/errors.ts'
import { type Evaluation, parseEvaluation } from '#shared/format/evaluation.ts'
import { editTextFile, saveTextFile, settleTextFile, useTextFile } from '../client/index.ts'
import { CodeEditor, offsetOf } from '../ui/code-editor/index.ts'
import { Button, CutMiddle, Problem, SmallTable, StateView } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './evaluation.module.css'
import { ruleWords } from './gates.ts'
import { cellText } from './ledger.ts'

type Parsed = { evaluation: Evaluation; error: null } | { evaluation: null; error: AppError }

/** The file as text, and what it says as tables. It is written as one types, whenever it can be read. */
export function DefinitionView({ info }: { info: EvaluationInfo }) {
  const queries = useQueryClient()
  const file = useTextFile(info.file)
  const text = file?.text ?? ''
  const parsed = useMemo(() => read(info.file, text), [info.file, text])
  if (!file || file.state === 'loading') return <StateView state="loading" title={`Reading ${info.file}`} />
  if (file.state === 'failed') return <StateView state="error" error={file.error} />

  const refresh = () => void queries.invalidateQueries({ queryKey: ['evaluation'] })
  const save = () => void saveTextFile(info.file).then(refresh)
  const edit = (next: string) => {
    editTextFile(info.file, next, (text) => read(info.file, text).error === null)
    // After the pause in which the file is written.
    setTimeout(refresh, 700)
  }
  const { error } = parsed
  const waiting = text !== file.onDisk?.text
  return (
    <div className={css.definition}>
      <div className={css.yaml}>
        <div className={css.fileBar}>
          <code>{info.file}</code>
          <span className={css.quiet} role="status">
            {waiting ? (error ? 'kept as a draft until it can be read' : 'saving') : 'saved'}
          </span>
          <span className={css.spring} />
          {waiting && error && (
            <Button kind="quiet" onPress={save} keys="Mod+S">
              Save as it is
            </Button>
          )}
        </div>
        {file.conflict && (
          <StateView
            state="partial"
            title={`${info.file} was changed elsewhere. Both texts are kept.`}
            actions={
              <>
                <Button onPress={() => void settleTextFile(info.file, 'theirs').then(refresh)}>
                  Take theirs
                </Button>
                <Button onPress={() => void settleTextFile(info.file, 'mine').then(refresh)}>
                  Keep mine
                </Button>
              </>
            }
          />
        )}
        {file.error && <Problem error={file.error} />}
        {error && <Problem error={error} />}
        <div className={css.editor}>
          <CodeEditor
            value={text}
            language="yaml"
            label={`Definition of ${info.name}`}
            onChange={edit}
            markers={error ? [marker(error, text)] : []}
          />
        </div>
      </div>
      <div className={css.summary}>
        {parsed.evaluation ? (
          <Summary evaluation={parsed.evaluation} />
        ) : (
          <p className={css.pad}>
            <span className={css.quiet}>What the file says stands here as tables once it can be read.</span>
          </p>
        )}
      </div>
    </div>
  )
}

function read(file: string, text: string): Parsed {
  try {
    return { evaluation: parseEvaluation(file, text), error: null }
  } catch (thrown) {
    return { evaluation: null, error: toAppError(thrown) }
  }
}

function marker(error: AppError, text: string) {
  const { line = 1, column = 1 } = error.place
  const from = offsetOf(text, line, column)
  const end = text.indexOf('\n', from)
  return {
    from,
    to: Math.max(from + 1, end === -1 ? text.length : end),
    severity: 'error' as const,
    message: error.message,
  }
}

const directions = { lower: 'lower is better', higher: 'higher is better', none: 'no direction' }

function Summary({ evaluation }: { evaluation: Evaluation }) {
  const { description, engine, threads, snapshots, refs, params, baseline } = evaluation
  const open = (path: string) =>
    frame().openTab({
      id: `query:${path}`,
      kind: 'explore.query',
      title: path.slice(path.lastIndexOf('/') + 1),
      params: { path },
    })
  const facts = [
    ['Versions', refs.join(', ')],
    [
      'Snapshots',
      Object.entries(snapshots)
        .map(
          ([source, specs]) =>
            `${source}: ${specs.map((spec) => (/^[0-9a-f]{64}$/.test(spec) ? spec.slice(0, 7) : spec)).join(', ')}`,
        )
        .join('; ') || 'latest of each source',
    ],
    [
      'Params',
      Object.entries(params)
        .map(([name, values]) => `${name} = ${values.map((value) => cellText(value)).join(', ')}`)
        .join('; ') || 'none',
    ],
    ['Engine', `${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`],
  ]
  return (
    <>
      {description && <p className={css.description}>{description}</p>}
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h2 className={css.sectionTitle}>Algorithms</h2>
      <SmallTable
        label="Algorithms"
        rows={Object.entries(evaluation.algorithms).map(([name, { query }]) => ({ name, query }))}
        idOf={({ name }) => name}
        onAction={({ query }) => open(query)}
        columns={[
          {
            id: 'name',
            name: 'Algorithm',
            width: '40%',
            mono: true,
            render: ({ name }) => (
              <>
                {name} {name === baseline && <span className={css.tag}>baseline</span>}
              </>
            ),
          },
          {
            id: 'query',
            name: 'Query',
            mono: true,
            render: ({ query }) => (
              <button type="button" className={css.link} title={query} onClick={() => open(query)}>
                <CutMiddle text={query} />
              </button>
            ),
          },
        ]}
      />
      <h2 className={css.sectionTitle}>Metrics</h2>
      <SmallTable
        label="Metrics"
        rows={Object.entries(evaluation.metrics).map(([name, metric]) => ({ name, ...metric }))}
        idOf={({ name }) => name}
        columns={[
          { id: 'name', name: 'Metric', width: '22%', render: ({ name }) => name },
          { id: 'unit', name: 'Unit', width: '16%', render: ({ unit }) => unit ?? '' },
          { id: 'better', name: 'Direction', width: '26%', render: ({ better }) => directions[better] },
          {
            id: 'sql',
            name: 'SQL over predictions',
            mono: true,
            render: ({ sql }) => <span title={sql}>{sql}</span>,
          },
        ]}
      />
      <h2 className={css.sectionTitle}>Gates</h2>
      <SmallTable
        label="Gates"
        rows={evaluation.gates}
        idOf={({ name, algorithm, metric }) => `${name}:${algorithm}:${metric}`}
        empty="No gate. A gate lets a run fail when a metric is worse than you accept."
        columns={[
          { id: 'name', name: 'Gate', width: '26%', render: ({ name }) => name },
          {
            id: 'algorithm',
            name: 'Algorithm',
            width: '28%',
            mono: true,
            render: ({ algorithm }) => algorithm ?? 'all but the baseline',
          },
          { id: 'metric', name: 'Metric', width: '16%', render: ({ metric }) => metric },
          { id: 'is', name: 'Should be', render: ({ is }) => ruleWords(is) },
        ]}
      />
    </>
  )
}
