import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { appErrorOf, client, useWorkspaceInfo } from '../client/index.ts'
import { Button, ComboBox, Popover, TextField } from '../ui/index.ts'
import { contractTemplate, sourceNameProblem } from './contract-template.ts'
import css from './lake.module.css'
import { openSource } from './open.ts'

/** Writes a contract to begin with, and opens it. */
export function NewSource({ sources }: { sources: SourceStatus[] }) {
  return (
    <Popover label="New source" placement="bottom end" trigger={<Button>New source…</Button>}>
      {(close) => <Form sources={sources} onDone={close} />}
    </Popover>
  )
}

function Form({ sources, onDone }: { sources: SourceStatus[]; onDone: () => void }) {
  const queries = useQueryClient()
  const { data } = useWorkspaceInfo()
  const remotes = [
    ...new Set([
      // Git's remotes have the workspace, and no lake.
      ...(data?.trust.remotes ?? []).filter(({ type }) => type !== 'git').map((remote) => remote.name),
      ...sources.map((one) => one.remote),
    ]),
  ]
  const [name, setName] = useState('')
  const [remote, setRemote] = useState(remotes[0] ?? 'lake')
  const [refused, setRefused] = useState<string | null>(null)
  const problem = sourceNameProblem(
    name,
    sources.map((one) => one.name),
  )
  const make = async () => {
    if (problem !== null) {
      setRefused(problem)
      return
    }
    try {
      const text = contractTemplate(name, remote)
      await client.workspace.write({ path: `contracts/${name}.yml`, text, was: null })
      await Promise.all(
        ['lake', 'workspace', 'git'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      )
      onDone()
      openSource(name, 'contract')
    } catch (thrown) {
      setRefused(appErrorOf(thrown).message)
    }
  }
  return (
    <div className={css.choose}>
      <TextField
        label="Name"
        autoFocus
        mono
        value={name}
        placeholder="orders"
        invalid={refused ?? undefined}
        description="Its contract is contracts/<name>.yml; queries read it by this name."
        onChange={(next) => {
          setName(next)
          setRefused(null)
        }}
        onSubmit={() => void make()}
      />
      <ComboBox
        label="Remote"
        free
        value={remote}
        onChange={setRemote}
        options={remotes.map((one) => ({ id: one, label: one }))}
      />
      <Button kind="primary" onPress={() => void make()}>
        Write its contract
      </Button>
    </div>
  )
}
