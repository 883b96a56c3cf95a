import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, useWorkspaceInfo } from '../../client/index.ts'
import { Button } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import { Row } from './row.tsx'

const openFile = () =>
  frame().openTab({ kind: 'text', title: 'lakebench.yml', params: { path: 'lakebench.yml' } })

export function Remotes() {
  const remotes = (useWorkspaceInfo().data?.trust.remotes ?? []).filter(({ type }) => type !== 'git')
  return (
    <>
      {remotes.map(({ name, type, address }) => (
        <Row key={name} name={name} sentence={address} place={`remotes.${name}`}>
          {type}
        </Row>
      ))}
      <Row
        name={remotes.length === 0 ? 'No remote yet' : 'Change or add one'}
        sentence="Remotes stand in lakebench.yml, so that a commit says where its data came from. Credentials never do."
      >
        <Button onPress={openFile}>Open lakebench.yml</Button>
      </Row>
    </>
  )
}

export function Git() {
  const git = useWorkspaceInfo().data?.git
  const last = useQuery({
    queryKey: ['git', 'last'],
    queryFn: ({ signal }) => client.git.log({ limit: 1 }, { signal }),
    enabled: git?.commit != null,
  })
  const author = last.data?.[0]?.author
  if (git === null) {
    return <Row name="No repository" sentence="The folder has no git repository, so nothing is versioned." />
  }
  return (
    <>
      <Row name="Branch" sentence="What commits are added to.">
        {git?.branch ?? 'none, at a commit'}
      </Row>
      <Row
        name="Author of commits"
        sentence="Taken from git's own settings, user.name and user.email, of the repository or of this computer."
      >
        {author ? `last: ${author}` : 'no commit yet'}
      </Row>
      <SignIns />
    </>
  )
}

const keptIn = {
  system: 'Its token is in the system’s key store.',
  git: 'Its token is with your own git’s credential helper.',
  launch: 'Its token is kept until Lakebench closes: this computer has no key store.',
}

/** Whom this computer signs in as at git's servers. */
function SignIns() {
  const queries = useQueryClient()
  const known = useQuery({
    queryKey: ['git', 'sign-ins'],
    queryFn: ({ signal }) => client.git.remote.signIns(undefined, { signal }),
  })
  const forget = useMutation({
    mutationFn: (origin: string) => client.git.remote.forgetSignIn({ origin }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['git', 'sign-ins'] }),
  })
  if (known.data?.length === 0) {
    return (
      <Row
        name="Signed in nowhere"
        sentence="A remote that wants a user name and token is asked for them when it is first used."
      />
    )
  }
  return known.data?.map(({ origin, username, kept }) => (
    <Row key={origin} name={origin} sentence={`Signed in as ${username}. ${keptIn[kept]}`}>
      <Button
        busy={forget.isPending && forget.variables === origin}
        label={`Forget the token of ${origin}`}
        onPress={() => forget.mutate(origin)}
      >
        Forget
      </Button>
    </Row>
  ))
}

export function Trust() {
  const info = useWorkspaceInfo().data
  return (
    <Row
      name={info?.restricted ? 'Restricted' : 'Trusted'}
      sentence={
        info?.restricted
          ? 'Sync, pull and push are off. Reading, history, SQL, macros and evaluations over what is here work.'
          : 'Sync, pull and push are on. Trust lapses when a remote’s address changes.'
      }
    >
      <Button onPress={() => frame().openTab({ kind: 'trust', title: 'Trust', params: {} })}>
        Review trust
      </Button>
    </Row>
  )
}
