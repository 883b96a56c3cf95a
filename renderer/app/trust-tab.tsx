import { useMutation, useQueryClient } from '@tanstack/react-query'
import { appErrorOf, client, useWorkspaceInfo, workspaceInfoKey } from '../client/index.ts'
import { Button, Disclosure, Problem, plural, StateView } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import css from './trust.module.css'

/** What the workspace asks of this computer, and whether it may. */
export default function TrustTab({ tab }: TabProps) {
  const queries = useQueryClient()
  const info = useWorkspaceInfo()
  const change = useMutation({
    mutationFn: (trusted: boolean) =>
      client.workspace.trust({ trusted }).catch((thrown) => {
        throw appErrorOf(thrown)
      }),
    onSuccess: (now, trusted) => {
      queries.setQueryData(workspaceInfoKey, now)
      void queries.invalidateQueries()
      frame().toast({
        message: trusted ? `${now.name} is trusted on this computer.` : `${now.name} is restricted.`,
        undo: () => {
          void client.workspace.trust({ trusted: !trusted }).then((back) => {
            queries.setQueryData(workspaceInfoKey, back)
            void queries.invalidateQueries()
          })
        },
      })
      if (trusted) frame().closeTab(tab.id)
    },
  })
  if (info.isError) return <StateView state="error" error={info.error} onRetry={() => void info.refetch()} />
  if (!info.data) return <StateView state="loading" title="Reading what the workspace asks for" />
  const { name, restricted, trust } = info.data
  const [first, ...others] = trust.remotes
  const asks = [
    trust.remotes.length > 0 && {
      what: `contact ${plural(trust.remotes.length, 'remote')} with your credentials`,
      how: `${first?.address ?? ''}${others.length > 0 ? `, +${others.length}` : ''}`,
      mono: true,
    },
    trust.transforms > 0 && {
      what: `run ${plural(trust.transforms, 'transform')}`,
      how: 'sealed: no files, no network',
    },
    trust.notebooks > 0 && {
      what: `show HTML from ${plural(trust.notebooks, 'notebook')}`,
      how: 'framed, no scripts',
    },
  ].filter((ask) => ask !== false)
  return (
    <div className={css.page}>
      <div className={css.column}>
        <h1 className={css.title}>
          {restricted ? `Trust the workspace ${name}?` : `You trust the workspace ${name}`}
        </h1>
        <p>
          {asks.length === 0
            ? 'It asks this computer for nothing but reading its files.'
            : restricted
              ? 'It asks this computer to'
              : 'It may'}
        </p>
        {asks.length > 0 && (
          <dl className={css.asks}>
            {asks.map(({ what, how, mono }) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd data-mono={mono || undefined}>{how}</dd>
              </div>
            ))}
          </dl>
        )}
        {change.error && <Problem error={change.error} />}
        <div className={css.actions}>
          {restricted ? (
            <>
              <Button busy={change.isPending} onPress={() => change.mutate(true)}>
                Trust this workspace
              </Button>
              <Button autoFocus onPress={() => frame().closeTab(tab.id)}>
                Keep it restricted
              </Button>
            </>
          ) : (
            <>
              <Button busy={change.isPending} onPress={() => change.mutate(false)}>
                Restrict it again
              </Button>
              <Button autoFocus onPress={() => frame().closeTab(tab.id)}>
                Keep trusting it
              </Button>
            </>
          )}
        </div>
        <Disclosure title="What changes" defaultExpanded={false}>
          <ul className={css.changes}>
            <li>
              Restricted: reading, history, and SQL, macros and evaluations over data that is already on this
              computer. Engines are locked: no file, no network.
            </li>
            <li>
              Trusted: also sync from its remotes, pull and push with your credentials, and your own git where
              an SSH remote, hooks or filters ask for it.
            </li>
            <li>
              Trust is kept on this computer, for this folder. It lapses when a remote's address changes: then
              Lakebench asks again before the next sync.
            </li>
          </ul>
        </Disclosure>
        {trust.remotes.length > 1 && (
          <Disclosure title="Remotes" detail={String(trust.remotes.length)} defaultExpanded={false}>
            <ul className={css.changes}>
              {trust.remotes.map((remote) => (
                <li key={remote.name}>
                  {`${remote.name}, ${remote.type}: `}
                  <code>{remote.address}</code>
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </div>
  )
}
