import type { TransformDetail } from '#shared/contract/toolbox.ts'
import { CodeEditor } from '../ui/code-editor/index.ts'
import { Play } from '../ui/icons.ts'
import { Button, SmallTable } from '../ui/index.ts'
import { editorTexts, frame } from '../ui/workbench.ts'
import css from './toolbox.module.css'

/** What a transform does, takes and gives, with examples that can be tried. */
export function DocView({ transform }: { transform: TransformDetail }) {
  const { name, description, params, returns, examples, kind, file, standard } = transform
  return (
    <div className={css.doc}>
      <p className={css.lead}>{description}</p>
      <h2 className={css.sectionTitle}>Parameters</h2>
      {params.length === 0 ? (
        <p className={css.quietLine}>It takes none.</p>
      ) : (
        <div className={css.paramsTable}>
          <SmallTable
            label={`Parameters of ${name}`}
            rows={params}
            idOf={(param) => param.name}
            columns={[
              { id: 'name', name: 'Name', mono: true, width: '20%', render: (param) => param.name },
              { id: 'type', name: 'Type', mono: true, width: '16%', render: (param) => param.type ?? 'any' },
              { id: 'unit', name: 'Unit', width: '12%', render: (param) => param.unit ?? '' },
              {
                id: 'default',
                name: 'Default',
                mono: true,
                width: '16%',
                render: (param) => param.default ?? <span className={css.quiet}>required</span>,
              },
              {
                id: 'meaning',
                name: 'Meaning',
                render: (param) => <span title={param.meaning}>{param.meaning ?? ''}</span>,
              },
            ]}
          />
        </div>
      )}
      <h2 className={css.sectionTitle}>Returns</h2>
      <p className={css.quietLine}>
        {returns ? <code>{returns}</code> : kind === 'table' ? 'a table' : 'a value'}
      </p>
      <h2 className={css.sectionTitle}>{examples.length === 1 ? 'Example' : 'Examples'}</h2>
      {examples.length === 0 && <p className={css.quietLine}>It has none yet. Write one into its header.</p>}
      {examples.map((example) => (
        <section key={example} className={css.example} aria-label="Example">
          <div className={css.exampleText}>
            <CodeEditor
              value={example}
              language="sql"
              label={`Example of ${name}`}
              readOnly
              lineNumbers={false}
              wrap
              maxLines={14}
            />
          </div>
          <div className={css.exampleActions}>
            <Button
              icon={Play}
              onPress={() => tryExample(name, example)}
              hint="Opens it as a new query in Explore"
            >
              Run
            </Button>
            <Button kind="quiet" onPress={() => insert(example)} hint="Puts it at the caret of your query">
              Insert
            </Button>
            <Button
              kind="quiet"
              onPress={() =>
                void navigator.clipboard
                  .writeText(example)
                  .then(() => frame().toast({ message: 'Example copied' }))
              }
            >
              Copy
            </Button>
          </div>
        </section>
      ))}
      <p className={css.origin}>
        {standard ? 'Comes with Lakebench: ' : 'Stands in '}
        <code>{file}</code>
      </p>
    </div>
  )
}

function tryExample(name: string, sql: string): void {
  frame().openTab({
    id: `draft:${crypto.randomUUID()}`,
    kind: 'explore.query',
    title: name,
    params: { sql },
  })
}

function insert(text: string): void {
  if (!editorTexts().insert(text))
    frame().toast({ message: 'No query is open to insert it into. Run opens one.' })
}
