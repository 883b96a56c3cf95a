import { FoundFiles } from '../../ui/found-files/index.ts'
import { StateView } from '../../ui/index.ts'
import { useSearch } from './store.ts'

/** Files with their matches; Enter opens one at its line. */
export function Results() {
  const files = useSearch((state) => state.files)
  const state = useSearch((search) => search.state)
  const text = useSearch((search) => search.find.text)
  if (text === '') {
    return (
      <StateView
        state="empty"
        title="Search the text of every query, contract, transform and report, drafts included."
      />
    )
  }
  if (files.length === 0) {
    if (state !== 'done') return null
    return (
      <StateView
        state="empty"
        title="Nothing found. Look at upper and lower case, and at what is left out."
      />
    )
  }
  return <FoundFiles label="Matches" groups={[{ title: null, files }]} />
}
