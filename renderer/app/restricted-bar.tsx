import { Button } from 'react-aria-components'
import { useWorkspaceInfo } from '../client/index.ts'
import { ShieldQuestion } from '../ui/icons.ts'
import { Icon } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './frame.module.css'
import { small, useMedia } from './use-media.ts'

/** Says on top that the workspace is not trusted, and leads to the page where that can be changed. */
export function RestrictedBar() {
  const info = useWorkspaceInfo().data
  const isSmall = useMedia(small)
  if (!info?.restricted) return null
  return (
    <div className={css.restricted} data-part="notice" role="status">
      <Icon of={ShieldQuestion} />
      <span>
        {isSmall
          ? 'Restricted: sync, pull and push are off.'
          : `${info.name} is restricted: sync, pull and push are off. Reading, SQL, macros and evaluations over what is here work.`}
      </span>
      <Button
        className={css.link ?? ''}
        onPress={() => frame().openTab({ kind: 'trust', title: 'Trust', params: {} })}
      >
        Review trust
      </Button>
    </div>
  )
}
