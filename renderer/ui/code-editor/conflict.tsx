import { useState } from 'react'
import { Button } from '../button.tsx'
import { StateView } from '../state-view.tsx'
import css from './code-editor.module.css'
import { CodeDiff } from './lazy.tsx'
import type { CodeLanguage } from './types.ts'

/** The file changed elsewhere while it was edited here: both texts are kept until the user chooses. */
export function FileConflict({
  path,
  language,
  mine,
  theirs,
  onSettle,
}: {
  path: string
  language: CodeLanguage
  mine: string
  theirs: string
  onSettle: (keep: 'mine' | 'theirs') => void
}) {
  const [shown, setShown] = useState(false)
  return (
    <>
      <StateView
        state="partial"
        title={`${path} changed on disk while you edited it. Nothing is overwritten.`}
        actions={
          <>
            <Button onPress={() => setShown(!shown)}>{shown ? 'Hide comparison' : 'Compare'}</Button>
            <Button onPress={() => onSettle('mine')}>Keep mine</Button>
            <Button onPress={() => onSettle('theirs')}>Take theirs</Button>
          </>
        }
      />
      {shown && (
        <div className={css.conflict}>
          <CodeDiff before={theirs} after={mine} language={language} label="On disk and here" />
        </div>
      )}
    </>
  )
}
