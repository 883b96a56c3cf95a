import { useEffect } from 'react'
import { onChanged } from '../../client/index.ts'
import { CaseSensitive, Regex, WholeWord } from '../../ui/icons.ts'
import { Button, formatCount, IconButton, plural, StateView, TextField } from '../../ui/index.ts'
import { ReplacePreview } from './replace-preview.tsx'
import { Results } from './results.tsx'
import css from './search.module.css'
import { previewReplacement, searchNow, setFind, stopSearch, useSearch } from './store.ts'

/** Search over all text of the workspace, and replacing in it. */
export function SearchPanel() {
  const search = useSearch()
  const { find, replacement, error, files, preview } = search
  // Results stay true: what anything in this window wrote is looked at again.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onChanged(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (useSearch.getState().preview === null) void searchNow()
      }, 600)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [])
  const inFiles = files.some(({ draft }) => !draft)
  return (
    <div className={css.holder}>
      <div className={css.search}>
        <search className={css.form} aria-label="Search in all files">
          <div className={css.field} data-search-field>
            <TextField
              label="Search"
              hideLabel
              mono
              placeholder="Search in all files"
              value={find.text}
              invalid={error ?? undefined}
              onChange={(text) => setFind({ text })}
              onSubmit={() => void searchNow()}
            />
            <IconButton
              icon={CaseSensitive}
              label="Match case"
              pressed={find.matchCase}
              onPress={() => setFind({ matchCase: !find.matchCase })}
            />
            <IconButton
              icon={WholeWord}
              label="Whole words"
              pressed={find.wholeWord}
              onPress={() => setFind({ wholeWord: !find.wholeWord })}
            />
            <IconButton
              icon={Regex}
              label="Regular expression"
              pressed={find.regex}
              onPress={() => setFind({ regex: !find.regex })}
            />
          </div>
          <div className={css.field}>
            <TextField
              label="Replace with"
              hideLabel
              mono
              placeholder={find.regex ? 'Replace with, $1 for a group' : 'Replace with'}
              value={replacement}
              onChange={(text) => useSearch.setState({ replacement: text, preview: null })}
              onSubmit={() => void previewReplacement()}
            />
            <Button
              onPress={() => void previewReplacement()}
              disabledReason={inFiles ? undefined : 'Nothing was found in a file'}
            >
              Preview
            </Button>
          </div>
          <div className={css.globs}>
            <TextField
              label="Files to include"
              hideLabel
              mono
              placeholder="Include: queries, *.yml"
              value={find.include}
              onChange={(include) => setFind({ include })}
            />
            <TextField
              label="Files to exclude"
              hideLabel
              mono
              placeholder="Exclude"
              value={find.exclude}
              onChange={(exclude) => setFind({ exclude })}
            />
          </div>
          <Summary />
        </search>
        <div className={css.results}>{preview ? <ReplacePreview preview={preview} /> : <Results />}</div>
      </div>
    </div>
  )
}

/** What was found, in numbers; while it is looked for, with a way to stop. */
function Summary() {
  const { state, files, searched, left, more, find } = useSearch()
  const matches = files.reduce((sum, file) => sum + file.matches.length, 0)
  const cut = more || files.some((file) => file.more)
  if (find.text === '' || state === 'failed') return null
  if (state === 'running') {
    return (
      <StateView
        state="partial"
        title={`Searching, ${plural(matches, 'match', 'matches')} so far`}
        actions={
          <Button kind="quiet" onPress={stopSearch}>
            Cancel
          </Button>
        }
      />
    )
  }
  return (
    <p className={css.summary} role="status">
      {`${cut ? 'More than ' : ''}${plural(matches, 'match', 'matches')} in ${plural(files.length, 'file')}`}
      <span className={css.quiet}>
        {`${formatCount(searched)} searched${left > 0 ? `, ${formatCount(left)} are no text` : ''}`}
      </span>
    </p>
  )
}
