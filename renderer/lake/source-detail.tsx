import { useState } from 'react'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { Maximize2 } from '../ui/icons.ts'
import { Button, IconButton } from '../ui/index.ts'
import type { Tab } from '../ui/workbench.ts'
import css from './lake.module.css'
import { openSource, querySource, type SourceView } from './open.ts'
import { SourceViews } from './source-views.tsx'
import { startSync } from './sync.ts'

/** The selected source below the table: one line that says what it is, and its views. */
export function SourceDetail({
  tab,
  source,
  sync,
  width,
}: {
  tab: Tab
  source: SourceStatus
  sync: { disabledReason: string | undefined; busy: boolean }
  width: number
}) {
  const [view, setView] = useState<SourceView>('overview')
  const { name, health, cadence, producer, consumer, snapshot } = source
  const about = [
    health,
    cadence,
    producer && `producer ${producer}`,
    consumer && `consumer ${consumer}`,
  ].filter(Boolean)
  return (
    <section className={css.detail} aria-label={name}>
      <div className={css.detailHead}>
        <h2>{name}</h2>
        <span className={css.about}>{about.join(', ')}</span>
        <span className={css.spring} />
        <Button
          {...sync}
          keys={sync.busy ? undefined : 'Y'}
          hint={sync.busy ? undefined : `Sync ${name}`}
          onPress={() => void startSync([name])}
        >
          Sync
        </Button>
        <Button
          disabledReason={snapshot ? undefined : 'There is nothing to query before the first sync'}
          onPress={() => querySource(name)}
        >
          {width >= 560 ? 'Open in Explore' : 'Explore'}
        </Button>
        <IconButton
          icon={Maximize2}
          label="Open in its own tab"
          keys="Enter"
          onPress={() => openSource(name, view)}
        />
      </div>
      <SourceViews tab={tab} source={source} view={view} onView={setView} />
    </section>
  )
}
