import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { FileOrigin } from '#shared/contract/origin.ts'
import { short } from '#shared/names.ts'
import css from './chips.module.css'
import { cx } from './cx.ts'
import { formatBytes, formatInstant } from './format.ts'
import { Icon, type IconType } from './icon.tsx'
import { Check, Cpu, FileSpreadsheet, GitCommitHorizontal, Layers } from './icons.ts'
import { Tooltip } from './tooltip.tsx'
import { frame } from './workbench.ts'

interface ChipProps {
  icon: IconType
  children: ReactNode
  tip: string
  /** What Mod+C copies while the chip has the focus. */
  copy: string
  onPress: () => void
  className?: string | undefined
  label: string
  inGrid?: boolean | undefined
}

function Chip(props: ChipProps) {
  return props.inGrid ? <GridChip {...props} /> : <FullChip {...props} />
}

/** Hundreds of chips come and go while a grid is scrolled: this one is a button and nothing more. */
function GridChip({ icon, children, tip, onPress, className, label }: ChipProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={cx(css.chip, className)}
      aria-label={label}
      title={tip}
      onClick={onPress}
    >
      <Icon of={icon} />
      <span className={css.text}>{children}</span>
    </button>
  )
}

function FullChip({ icon, children, tip, copy, onPress, className, label }: ChipProps) {
  const [copied, setCopied] = useState(false)
  const copyAll = () => {
    void navigator.clipboard.writeText(copy).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    })
  }
  return (
    <Tooltip text={copied ? 'Copied' : tip} keys={copied ? undefined : 'Mod+C'}>
      <AriaButton
        className={cx(css.chip, className)}
        aria-label={label}
        onPress={onPress}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) copyAll()
          else event.continuePropagation()
        }}
      >
        <Icon of={copied ? Check : icon} />
        <span className={css.text}>{children}</span>
      </AriaButton>
    </Tooltip>
  )
}

/** A snapshot by its first seven digits; opens it. `missing`: its bytes are not on this computer. */
export function SnapshotChip({
  id,
  source,
  syncedAt,
  missing = false,
  pinned = false,
  onPress,
  inGrid,
}: {
  id: string
  source?: string | undefined
  syncedAt?: string | undefined
  missing?: boolean | undefined
  /** Not the latest: wears the warning colour and says so. */
  pinned?: boolean | undefined
  onPress?: (() => void) | undefined
  /** Tab passes by: the grid that it stands in is walked by arrows. */
  inGrid?: boolean | undefined
}) {
  const state = [pinned && 'not the latest', missing && 'not on this computer'].filter(Boolean).join(', ')
  const words = `${source ? `${source} ` : ''}${short(id)}${pinned ? ' pinned' : ''}${missing ? ' missing' : ''}`
  return (
    <Chip
      icon={Layers}
      copy={id}
      inGrid={inGrid}
      tip={`Snapshot ${id}${syncedAt ? `, synced ${formatInstant(syncedAt)} UTC` : ''}${state ? `; ${state}` : ''}. Copy`}
      label={`Snapshot ${source ? 'of ' : ''}${words}${state ? `: ${state}` : ''}`}
      className={cx(missing && css.missing, pinned && css.pinned)}
      onPress={
        onPress ??
        (() =>
          frame().openTab({
            kind: 'lake.snapshot',
            title: source ? `${source} ${short(id)}` : short(id),
            params: { id },
          }))
      }
    >
      {source && `${source} `}
      <span className={css.hash}>{short(id)}</span>
      {pinned && ' pinned'}
      {missing && ' missing'}
    </Chip>
  )
}

/** A file at hand that was read, by its name and digest: it is not of the lake, and says so. Opens it. */
export function FileChip({ file, bytes, sha256, at }: FileOrigin) {
  return (
    <Chip
      icon={FileSpreadsheet}
      copy={sha256}
      tip={`${file}, ${formatBytes(bytes)}, copied ${formatInstant(at)} UTC, SHA-256 ${sha256}; not of the lake. Copy`}
      label={`File at hand ${file}, ${short(sha256)}, not of the lake`}
      className={css.file}
      onPress={() => frame().openTab({ kind: 'explore.file', title: file, params: { sha256 } })}
    >
      {`${file} `}
      <span className={css.hash}>{short(sha256)}</span>
      {' not of the lake'}
    </Chip>
  )
}

/** A commit by its first seven digits; opens it. `dirty`: a capture of uncommitted work, with a dashed edge. */
export function CommitChip({
  commit,
  dirty = false,
  onPress,
  inGrid,
}: {
  commit: string
  dirty?: boolean | undefined
  onPress?: (() => void) | undefined
  /** Tab passes by: the grid that it stands in is walked by arrows. */
  inGrid?: boolean | undefined
}) {
  return (
    <Chip
      icon={GitCommitHorizontal}
      copy={commit}
      inGrid={inGrid}
      tip={`${dirty ? 'Captured uncommitted work' : 'Commit'} ${commit}. Copy`}
      label={`Commit ${dirty ? 'of captured uncommitted work ' : ''}${short(commit)}`}
      className={cx(dirty && css.dirty)}
      onPress={
        onPress ?? (() => frame().openTab({ kind: 'git.commit', title: short(commit), params: { commit } }))
      }
    >
      {dirty && 'wip '}
      <span className={css.hash}>{short(commit)}</span>
    </Chip>
  )
}

/** Which engine answered, as the status bar says it: `wasm`, `native, 8 threads`. `note` tells why it was not the fixed one. */
export function EngineChip({
  name,
  threads,
  note,
  onPress,
}: {
  name: 'wasm' | 'native'
  threads?: number | undefined
  note?: string | undefined
  onPress?: (() => void) | undefined
}) {
  const words = `${name}${name === 'native' && threads ? `, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : ''}`
  const long =
    name === 'wasm'
      ? 'Answered in the window by DuckDB compiled to WebAssembly, the engine that evaluations record'
      : 'Answered by native DuckDB beside the window'
  return (
    <Chip
      icon={Cpu}
      copy={words}
      tip={note ? `${long}. ${note}` : long}
      label={`Engine ${words}${note ? `, ${note}` : ''}`}
      className={cx(note && css.pinned)}
      onPress={
        onPress ??
        (() => frame().openTab({ kind: 'settings', title: 'Settings', params: { group: 'engine' } }))
      }
    >
      {name}
      {words !== name && <span data-threads="">{words.slice(name.length)}</span>}
      {note && <span className={css.note}> {note}</span>}
    </Chip>
  )
}
