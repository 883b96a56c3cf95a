import type { ReactNode } from 'react'
import type { FileOrigin } from '#shared/contract/origin.ts'
import { IconButton } from './button.tsx'
import { CommitChip, EngineChip, FileChip, SnapshotChip } from './chips.tsx'
import { Copy } from './icons.ts'
import css from './provenance.module.css'
import { showToast } from './toast.tsx'

export interface ProvenanceProps {
  /** The figures at the left: `1,204 rows × 4, 0.84 s`. */
  children?: ReactNode
  snapshots?: { source: string; snapshot: string; pinned?: boolean | undefined }[] | undefined
  /** Files at hand that were read, by the names under which SQL reads them. */
  files?: (FileOrigin & { source: string })[] | undefined
  commit?: string | null | undefined
  /** The commit is a capture of uncommitted work. */
  dirty?: boolean | undefined
  params?: Record<string, unknown> | undefined
  /** What part of the data was read, where it is not all: `a sample of 100,000 of 3,000,000 rows`. */
  sample?: string | undefined
  engine?: { name: 'wasm' | 'native'; threads?: number | undefined; note?: string | undefined } | undefined
  actions?: ReactNode
}

/** The provenance of a number as one line of text, whole ids and all, to paste below it. */
export function provenanceText({
  snapshots = [],
  files = [],
  commit,
  dirty,
  params,
  sample,
  engine,
}: ProvenanceProps): string {
  return [
    ...snapshots.map(({ source, snapshot }) => `${source}@${snapshot}`),
    ...files.map(
      ({ source, file, bytes, sha256, at }) =>
        `${source} = ${file}, not of the lake (${bytes} bytes, SHA-256 ${sha256}, copied ${at})`,
    ),
    commit && `commit ${commit}${dirty ? ' (captured uncommitted work)' : ''}`,
    ...Object.entries(params ?? {}).map(([name, value]) => `${name} = ${String(value)}`),
    sample,
    engine && `${engine.name}${engine.threads ? `, ${engine.threads} threads` : ''}`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** The line below every result: what was read, at which commit, with which params, by which engine. 24 px high. */
export function Provenance(props: ProvenanceProps) {
  const { children, snapshots = [], files = [], commit, dirty, params = {}, engine, actions } = props
  const told = Object.entries(params)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ')
  return (
    <div className={css.line}>
      <div className={css.facts}>
        {children && <span className={css.figures}>{children}</span>}
        {engine && (
          <span className={css.engine}>
            <EngineChip {...engine} />
          </span>
        )}
        {snapshots.map(({ source, snapshot, pinned }) => (
          <SnapshotChip key={source} id={snapshot} source={source} pinned={pinned} />
        ))}
        {files.map(({ source, file, bytes, sha256, at }) => (
          <FileChip key={source} file={file} bytes={bytes} sha256={sha256} at={at} />
        ))}
        {commit && <CommitChip commit={commit} dirty={dirty} />}
        {told !== '' && (
          <span className={css.params} title={told}>
            {told}
          </span>
        )}
      </div>
      {actions}
      <IconButton
        icon={Copy}
        label="Copy provenance"
        onPress={() => {
          void navigator.clipboard
            .writeText(provenanceText(props))
            .then(() => showToast({ message: 'Provenance copied' }))
        }}
      />
    </div>
  )
}
