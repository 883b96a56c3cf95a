import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { RecentWorkspace } from '#shared/contract/workspace.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client } from '../../client/index.ts'
import { FlaskConical } from '../../ui/icons.ts'
import { Button, Problem, StateView, TextField } from '../../ui/index.ts'
import { desktop } from '../desktop.ts'
import { showWorkspace, useRecent } from '../workspace.ts'
import { Clone } from './clone.tsx'
import { tryDemo } from './demo.ts'
import { Recent } from './recent.tsx'
import css from './welcome.module.css'

/** Open a folder, make a workspace, try the demo, or go on with one of the last. */
export function Welcome() {
  const recent = useRecent()
  const none = recent.data?.length === 0
  const [lost, setLost] = useState<RecentWorkspace | null>(null)
  return (
    <div className={css.page}>
      <div className={css.column}>
        <header className={css.head}>
          <h1 className={css.name}>Lakebench</h1>
          <p className={css.lead}>
            Snapshots of your lake, SQL over them on this computer, tested transforms, and evaluations tied to
            commits.
          </p>
        </header>
        <Demo primary={none} />
        <Folder
          key={lost?.id ?? ''}
          primary={recent.isSuccess && !none}
          focus={none || lost !== null}
          lost={lost}
        />
        <Clone />
        <Recent recent={recent} onLocate={setLost} />
      </div>
    </div>
  )
}

function Demo({ primary }: { primary: boolean }) {
  const [progress, setProgress] = useState<Progress>()
  const stop = useRef<AbortController>(null)
  const demo = useMutation({
    mutationFn: async () => {
      stop.current = new AbortController()
      setProgress(undefined)
      await tryDemo(stop.current.signal, setProgress)
    },
  })
  const failed = demo.error ? appErrorOf(demo.error) : null
  return (
    <section className={css.section} aria-label="Demo">
      {demo.isPending ? (
        <div className={css.making}>
          <StateView
            state="loading"
            title="Making the demo"
            progress={progress}
            onCancel={() => stop.current?.abort()}
          />
        </div>
      ) : (
        <div className={css.row}>
          <Button kind={primary ? 'primary' : 'plain'} icon={FlaskConical} onPress={() => demo.mutate()}>
            Try the demo
          </Button>
          <span className={css.quiet}>Offline, on this computer: 3 million flights and an evaluation.</span>
        </div>
      )}
      {failed?.kind === 'cancelled' && <p className={css.quiet}>Cancelled. Trying again makes it anew.</p>}
      {failed && failed.kind !== 'cancelled' && <Problem error={failed} />}
    </section>
  )
}

function Folder({
  primary,
  focus,
  lost,
}: {
  primary: boolean
  focus: boolean
  /** A workspace whose folder is not where it was. */
  lost: RecentWorkspace | null
}) {
  const [root, setRoot] = useState(lost?.root ?? '')
  const go = useMutation({
    mutationFn: async (how: 'open' | 'init') => {
      const { id } = await client.workspace[how]({ root: root.trim() }).catch((thrown) => {
        throw appErrorOf(thrown)
      })
      await showWorkspace(id)
    },
  })
  const missing = root.trim() === '' ? 'Type the path of a folder first' : undefined
  const invalid = go.error ? appErrorOf(go.error).message : undefined
  return (
    <section className={css.section}>
      <div className={css.folder}>
        <TextField
          label="Folder on this computer"
          value={root}
          onChange={(text) => {
            setRoot(text)
            go.reset()
          }}
          placeholder="~/code/shop"
          mono
          autoFocus={focus}
          invalid={invalid}
          description={
            lost
              ? `${lost.name} is not there any more. Type where its folder is now.`
              : 'A git folder opens as it is; an empty or new one becomes a workspace by New.'
          }
          onSubmit={() => !missing && go.mutate('open')}
        />
        <div className={css.buttons}>
          {desktop && (
            <Button
              onPress={() =>
                void desktop?.chooseFolder('Open a folder as workspace').then((path) => path && setRoot(path))
              }
            >
              Choose…
            </Button>
          )}
          <Button
            kind={primary ? 'primary' : 'plain'}
            keys="Enter"
            busy={go.isPending && go.variables === 'open'}
            disabledReason={missing}
            onPress={() => go.mutate('open')}
          >
            Open
          </Button>
          <Button
            hint="Makes a git repository, lakebench.yml and a first commit in an empty or new folder"
            busy={go.isPending && go.variables === 'init'}
            disabledReason={missing}
            onPress={() => go.mutate('init')}
          >
            New…
          </Button>
        </div>
      </div>
    </section>
  )
}
