import { useQuery } from '@tanstack/react-query'
import { client, useWorkspaceInfo } from '../../client/index.ts'
import { Button } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import { Row } from './row.tsx'

const openFile = () =>
  frame().openTab({ kind: 'text', title: 'lakebench.yml', params: { path: 'lakebench.yml' } })

export function Remotes() {
  const remotes = useWorkspaceInfo().data?.trust.remotes ?? []
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
    </>
  )
}

export function Trust() {
  const info = useWorkspaceInfo().data
  return (
    <Row
      name={info?.restricted ? 'Restricted' : 'Trusted'}
      sentence={
        info?.restricted
          ? 'Sync is off. Reading, history, SQL, macros and evaluations over what is here work.'
          : 'Sync is on. Trust lapses when a remote’s address changes.'
      }
    >
      <Button onPress={() => frame().openTab({ kind: 'trust', title: 'Trust', params: {} })}>
        Review trust
      </Button>
    </Row>
  )
}
