import type { SourceStatus } from '#shared/contract/lake.ts'
import {
  ChartNoAxesColumn,
  CircleCheck,
  CircleDashed,
  Clock,
  CloudOff,
  FileWarning,
  Hourglass,
  ListX,
  TableProperties,
} from '../ui/icons.ts'
import type { IconType, Tone } from '../ui/index.ts'

export type Health = SourceStatus['health']

interface HealthLook {
  icon: IconType
  tone: Tone
  /** Lower needs you more. */
  rank: number
}

/** Health is an icon and a word; the colour only repeats them. */
export const healthLooks: Record<Health, HealthLook> = {
  broken: { icon: FileWarning, tone: 'error', rank: 0 },
  schema: { icon: TableProperties, tone: 'error', rank: 1 },
  stale: { icon: Hourglass, tone: 'error', rank: 2 },
  rejects: { icon: ListX, tone: 'warn', rank: 3 },
  volume: { icon: ChartNoAxesColumn, tone: 'warn', rank: 4 },
  late: { icon: Clock, tone: 'warn', rank: 5 },
  offline: { icon: CloudOff, tone: 'warn', rank: 6 },
  'never synced': { icon: CircleDashed, tone: 'muted', rank: 7 },
  ok: { icon: CircleCheck, tone: 'ok', rank: 8 },
}

/** True where there is something for the user to do. */
export const needsYou = ({ health }: Pick<SourceStatus, 'health'>): boolean => health !== 'ok'

/** The source that needs you first, then by name. */
export function byNeed<Source extends Pick<SourceStatus, 'health' | 'name'>>(sources: Source[]): Source[] {
  return [...sources].sort(
    (a, b) => healthLooks[a.health].rank - healthLooks[b.health].rank || (a.name < b.name ? -1 : 1),
  )
}

/** `3 sources, 1 needs you`. */
export function countWords(sources: Pick<SourceStatus, 'health'>[]): string {
  if (sources.length === 0) return 'No source yet'
  const need = sources.filter(needsYou).length
  const all = sources.length === 1 ? '1 source' : `${sources.length} sources`
  return need === 0 ? `${all}, all ok` : `${all}, ${need} ${need === 1 ? 'needs' : 'need'} you`
}

/** How old the newest object is, as a share of what the contract allows; null where nothing can be said. */
export function ageShare({ age, freshness }: Pick<SourceStatus, 'age' | 'freshness'>): number | null {
  if (age === null || freshness === null || freshness <= 0) return null
  return Math.max(0, age / freshness)
}
