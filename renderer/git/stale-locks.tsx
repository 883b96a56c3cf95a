import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appErrorOf, client } from '../client/index.ts'
import { Button, StateView } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { type Status, useRefreshGit } from './data.ts'
import { ago } from './words.ts'

/** Locks that a git which was killed has left, and the way to be rid of them. */
export function StaleLocks({ locks }: { locks: Status['staleLocks'] }) {
  const refresh = useRefreshGit()
  const [now] = useState(() => Date.now())
  const remove = useMutation({
    mutationFn: () => client.git.removeStaleLocks(),
    onSuccess: ({ removed }) =>
      frame().toast({ message: `Removed ${removed.join(' and ')}. No other file was touched.` }),
    onError: (thrown) => frame().toast({ message: appErrorOf(thrown).message, tone: 'error' }),
    onSettled: refresh,
  })
  const [first] = locks
  if (!first) return null
  const names = locks.map(({ name }) => name).join(' and ')
  return (
    <StateView
      state="partial"
      title={`A git that was ended left ${names} in the git folder, ${ago(first.since, now)}. None is running now, and nothing can be committed until it is removed.`}
      actions={
        <Button busy={remove.isPending} onPress={() => remove.mutate()}>
          {`Remove ${locks.length > 1 ? 'the locks' : 'the lock'}`}
        </Button>
      }
    />
  )
}
