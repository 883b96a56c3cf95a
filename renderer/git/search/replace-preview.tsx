import type { Replacement } from '#shared/contract/search.ts'
import { Button, Checkbox, plural, StateView } from '../../ui/index.ts'
import css from './search.module.css'
import { replaceAll, useSearch } from './store.ts'

/** Lines that are drawn of one file, and of all. */
const mostLines = 50
const mostFiles = 200

/** Every line that a replacement changes, before and after; files can be left out. Then all of it is one step. */
export function ReplacePreview({ preview }: { preview: Replacement[] }) {
  const leftOut = useSearch((state) => state.leftOut)
  const chosen = preview.filter(({ path }) => !leftOut.has(path))
  const count = chosen.reduce((sum, one) => sum + one.count, 0)
  const back = () => useSearch.setState({ preview: null })
  if (preview.length === 0) {
    return (
      <StateView
        state="empty"
        title="This would change nothing."
        actions={<Button onPress={back}>Back</Button>}
      />
    )
  }
  const toggle = (path: string, on: boolean) => {
    const next = new Set(leftOut)
    if (on) next.delete(path)
    else next.add(path)
    useSearch.setState({ leftOut: next })
  }
  return (
    <section className={css.preview} aria-label="Preview of the replacement">
      <div className={css.previewHead}>
        <Button
          kind="primary"
          disabledReason={chosen.length === 0 ? 'Tick a file first' : undefined}
          onPress={() => void replaceAll()}
        >
          {`Replace ${plural(count, 'match', 'matches')} in ${plural(chosen.length, 'file')}`}
        </Button>
        <Button kind="quiet" onPress={back}>
          Back to the matches
        </Button>
      </div>
      <ul className={css.files}>
        {preview.slice(0, mostFiles).map(({ path, lines, count: inFile }) => (
          <li key={path}>
            <div className={css.fileHead}>
              <Checkbox
                label={`Replace in ${path}`}
                isSelected={!leftOut.has(path)}
                onChange={(on) => toggle(path, on)}
              />
              <span className={css.path} title={path}>
                {path}
              </span>
              <span className={css.quiet}>{plural(inFile, 'match', 'matches')}</span>
            </div>
            {lines.slice(0, mostLines).map(({ line, before, after }) => (
              <div key={line} className={css.change}>
                <span className={css.gone}>{`${line} − ${before}`}</span>
                <span className={css.added}>{`${line} + ${after}`}</span>
              </div>
            ))}
            {lines.length > mostLines && (
              <p className={css.quiet}>{`and ${plural(lines.length - mostLines, 'more line')}`}</p>
            )}
          </li>
        ))}
      </ul>
      {preview.length > mostFiles && (
        <p
          className={css.quiet}
        >{`and ${plural(preview.length - mostFiles, 'more file')}, replaced as well`}</p>
      )}
    </section>
  )
}
