import { useMutation } from '@tanstack/react-query'
import type { MergeState } from '#shared/contract/git-merge.ts'
import { short } from '#shared/names.ts'
import { appErrorOf, client } from '../client/index.ts'
import { Button, InlineAsk, List, Problem, plural } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { useRefreshGit } from './data.ts'
import { openConflict } from './open.ts'
import css from './remote.module.css'

/** The merge that is under way: its conflicts, and how it ends. */
export function MergeBar({ merge }: { merge: MergeState }) {
  const refresh = useRefreshGit()
  const end = useMutation({
    mutationFn: async (how: 'complete' | 'abort') => {
      if (how === 'complete') {
        const { commit } = await client.git.merge.complete()
        return `Merged ${merge.name} as ${short(commit)}`
      }
      const { kept } = await client.git.merge.abort()
      return `Everything is as before the merge.${kept ? ` What you solved is kept as ${short(kept)}.` : ''}`
    },
    onSuccess: (message) => frame().toast({ message }),
    onSettled: refresh,
  })
  const left = merge.files.reduce((sum, file) => sum + file.left, 0)
  const reason = left > 0 ? `${plural(left, 'conflict')} left` : undefined
  return (
    <section className={css.merge} aria-label="Merge">
      <p className={css.mergeTitle}>
        {`Merging ${merge.name}: ${left > 0 ? `${plural(left, 'conflict')} left` : 'all conflicts are solved'}`}
      </p>
      {merge.files.length > 0 && (
        <div className={css.conflicts}>
          <List
            label="Conflicts"
            items={merge.files}
            idOf={({ path }) => path}
            textOf={({ path }) => path}
            onAction={({ path, inside }) =>
              inside
                ? openConflict(path)
                : frame().toast({
                    message: `${path} is outside the workspace: solve it in a terminal.`,
                    tone: 'error',
                  })
            }
          >
            {({ path, left: places }) => (
              <>
                <span>{path}</span>
                <span className={css.left}>{places > 0 ? `${places} left` : 'solved'}</span>
              </>
            )}
          </List>
        </div>
      )}
      <div className={css.row}>
        <Button
          kind="primary"
          busy={end.isPending && end.variables === 'complete'}
          disabledReason={reason}
          onPress={() => end.mutate('complete')}
        >
          Complete merge
        </Button>
        <InlineAsk
          label="Abort merge"
          question="Puts everything back to before the merge."
          confirm="Abort merge"
          onConfirm={() => end.mutate('abort')}
        />
      </div>
      {end.error && <Problem error={appErrorOf(end.error).toData()} />}
    </section>
  )
}
