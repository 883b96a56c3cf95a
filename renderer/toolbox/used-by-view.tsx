import type { TransformDetail } from '#shared/contract/toolbox.ts'
import { SmallTable, StateView } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './toolbox.module.css'

/** Opens a file of the workspace where it is best read: queries in Explore, transforms here, evaluations in theirs. */
export function openFile(file: string, line?: number): void {
  const base = file.slice(file.lastIndexOf('/') + 1)
  const name = base.replace(/\.(sql|ya?ml)$/, '')
  const at = line === undefined ? {} : { line: String(line) }
  if (/^queries\/.*\.sql$/.test(file))
    frame().openTab({ kind: 'explore.query', title: base, params: { path: file, ...at } })
  else if (/^toolbox\/.*\.sql$/.test(file))
    frame().openTab({ kind: 'toolbox.transform', title: name, params: { name, view: 'source' } })
  else if (/^evaluations\/[^/]*\.ya?ml$/.test(file))
    frame().openTab({ kind: 'evaluation', title: name, params: { name, view: 'definition' } })
  else frame().openTab({ kind: 'text', title: base, params: { path: file, ...at } })
}

/** Files that call a transform, each with its line. */
export function UsedByView({ transform: { name, usedBy } }: { transform: TransformDetail }) {
  if (usedBy.length === 0)
    return (
      <StateView
        state="empty"
        title={`Nothing calls ${name} yet. Insert one of its examples into a query.`}
      />
    )
  return (
    <div className={css.used}>
      <SmallTable
        label={`Files that use ${name}`}
        rows={usedBy}
        idOf={({ file, line }) => `${file}:${line}`}
        onAction={({ file, line }) => openFile(file, line)}
        columns={[
          {
            id: 'file',
            name: 'File',
            mono: true,
            render: ({ file, line }) => (
              <button type="button" className={css.link} title={file} onClick={() => openFile(file, line)}>
                {file}
              </button>
            ),
            sortBy: ({ file }) => file,
          },
          {
            id: 'line',
            name: 'Line',
            align: 'end',
            width: '96px',
            render: ({ line }) => line,
            sortBy: ({ line }) => line,
          },
        ]}
      />
    </div>
  )
}
