import { z } from 'zod'
import type { Tab, TabKind } from '../ui/workbench.ts'

export const sizes = {
  side: { least: 200, most: 480, start: 280 },
  right: { least: 240, most: 560, start: 320 },
  panel: { least: 120, most: 2000, start: 240 },
} as const

const px = ({ least, most, start }: { least: number; most: number; start: number }) =>
  z
    .number()
    .transform((value) => Math.round(Math.min(most, Math.max(least, value))))
    .catch(start)

/** Parts of the frame: which are open, and how large in px. */
export const Layout = z.object({
  sideOpen: z.boolean().catch(true),
  feature: z.enum(['explore', 'lake', 'toolbox', 'evaluation', 'git']).catch('explore'),
  side: px(sizes.side),
  rightOpen: z.boolean().catch(true),
  right: px(sizes.right),
  panelOpen: z.boolean().catch(false),
  panelMax: z.boolean().catch(false),
  panel: px(sizes.panel),
  panelTab: z.string().catch('problems'),
})
export type Layout = z.infer<typeof Layout>

const TabData = z
  .object({
    id: z.string().min(1),
    kind: z.string(),
    title: z.string(),
    params: z.record(z.string(), z.string()).catch({}),
    dirty: z.boolean().optional(),
    pinned: z.boolean().optional(),
  })
  .transform((tab) => tab as Tab)

const Closed = z.object({ tab: TabData, at: z.number() })
export type Closed = z.infer<typeof Closed>

/** Everything of a workspace's window that comes back after a reload, a crash or an update. */
export const Kept = z.object({
  layout: Layout,
  tabs: z.array(TabData).catch([]),
  active: z.string().nullable().catch(null),
  /** Groups and splits, in the dock's own form. */
  dock: z.unknown(),
  closed: z.array(Closed).catch([]),
  /** Ids of what was chosen in the palette, the newest first. */
  chosen: z.array(z.string()).catch([]),
})
export type Kept = z.infer<typeof Kept>

export const defaultLayout: Layout = Layout.parse({})

/** How long, and how many, closed tabs can be reopened. */
const closedDays = 30
const closedMost = 100

/** What was kept, made whole: nothing in it can keep the window from opening. Null when nothing was. */
export function parseKept(text: string | null, known: (kind: TabKind) => boolean, now: number): Kept | null {
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = Kept.safeParse(value)
  if (!parsed.success) return null
  const { data } = parsed
  const seen = new Set<string>()
  const tabs = data.tabs.filter(({ id, kind }) => known(kind) && !seen.has(id) && seen.add(id))
  return {
    ...data,
    tabs,
    active: data.active !== null && seen.has(data.active) ? data.active : (tabs.at(-1)?.id ?? null),
    closed: trimClosed(
      data.closed.filter(({ tab }) => known(tab.kind)),
      now,
    ),
    chosen: data.chosen.slice(0, 100),
  }
}

/** Closed tabs that can still be reopened, the newest first. */
export function trimClosed(closed: Closed[], now: number): Closed[] {
  return closed.filter(({ at }) => now - at < closedDays * 86_400_000).slice(0, closedMost)
}
