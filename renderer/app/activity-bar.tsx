import { Button } from 'react-aria-components'
import { useWorkspaceInfo } from '../client/index.ts'
import { Settings } from '../ui/icons.ts'
import { formatShort, Tooltip } from '../ui/index.ts'
import { ariaKeys } from '../ui/keys.ts'
import { type Feature, frame } from '../ui/workbench.ts'
import { features } from './features.ts'
import css from './frame.module.css'
import { toggleFeature } from './toggles.ts'
import { small, useMedia } from './use-media.ts'
import { useWindow } from './window-store.ts'

/** The features, and Settings at the foot. A second press folds the side bar. */
export function ActivityBar() {
  const isSmall = useMedia(small)
  const { layout, sideOver } = useWindow()
  const changes = useWorkspaceInfo().data?.git?.changes ?? 0
  const open = isSmall ? sideOver : layout.sideOpen
  const badges: Partial<Record<Feature['id'], { count: number; words: string }>> = {
    git: { count: changes, words: changes === 1 ? '1 changed file' : `${changes} changed files` },
  }
  return (
    <nav
      className={css.activity}
      data-part="activity"
      data-small={isSmall || undefined}
      aria-label="Features"
    >
      {features.map(({ id, title, icon, keys }) => (
        <Place
          key={id}
          title={title}
          icon={icon}
          keys={keys}
          shown={open && layout.feature === id}
          badge={badges[id]}
          onPress={() => toggleFeature(id, true)}
        />
      ))}
      <span className={css.spring} />
      <Place
        title="Settings"
        icon={Settings}
        keys="Mod+,"
        shown={false}
        onPress={() => frame().run('frame.settings')}
      />
    </nav>
  )
}

function Place({
  title,
  icon: Glyph,
  keys,
  shown,
  badge,
  onPress,
}: {
  title: string
  icon: Feature['icon']
  keys: string
  shown: boolean
  badge?: { count: number; words: string } | undefined
  onPress: () => void
}) {
  const shortcut = ariaKeys(keys)
  const told = badge && badge.count > 0 ? badge : undefined
  return (
    <Tooltip text={told ? `${title}, ${told.words}` : title} keys={keys} placement="right">
      <Button
        className={css.place ?? ''}
        aria-label={told ? `${title}, ${told.words}` : title}
        aria-pressed={shown}
        data-shown={shown || undefined}
        {...(shortcut && { 'aria-keyshortcuts': shortcut })}
        onPress={onPress}
      >
        <Glyph size={24} strokeWidth={1.5} />
        {told && (
          <span className={css.badge} aria-hidden="true">
            {formatShort(told.count)}
          </span>
        )}
      </Button>
    </Tooltip>
  )
}
