import { useQuery } from '@tanstack/react-query'
import { client } from '../../client/index.ts'
import { plural, StateView } from '../../ui/index.ts'
import { Row } from './row.tsx'

export function Engine() {
  const about = useQuery({
    queryKey: ['engine', 'about'],
    queryFn: ({ signal }) => client.engine.about(undefined, { signal }),
  })
  if (about.isError) {
    return <StateView state="error" error={about.error} onRetry={() => void about.refetch()} />
  }
  if (!about.data) return <StateView state="loading" title="Asking the engines" />
  const { version, threads, engines } = about.data
  return (
    <>
      <Row name="DuckDB" sentence="The engine of every query and run; its version is part of each run's key.">
        {version}
      </Row>
      <Row
        name="In the window"
        sentence="DuckDB compiled to WebAssembly, with one thread: what evaluations record, the same bits on every computer."
      >
        wasm, 1 thread
      </Row>
      <Row
        name="Beside the window"
        sentence="Native DuckDB: answers where data is large, or where the window's engine lacks a function."
      >
        {engines.includes('native') ? `native, ${plural(threads, 'thread')}` : 'not on this computer'}
      </Row>
      <Row
        name="Which one answers"
        sentence="Chosen in each query's tool bar. Automatic asks the window's engine first; every result names the one that answered."
      />
    </>
  )
}
