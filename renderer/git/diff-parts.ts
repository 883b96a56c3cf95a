/** The verbs of a shown diff, by the tab that shows it, so that F7 reaches the active one. */
interface DiffVerbs {
  next(): void
  previous(): void
  /** Settles the conflict that is looked at, where there are any. */
  use?(take: ConflictSide): void
}

/** What takes the place of a conflict: one side, or ours and then theirs. */
export type ConflictSide = 'ours' | 'theirs' | 'both'

const shown = new Map<string, DiffVerbs>()

/** Tells which diff a tab shows now; null when it goes. */
export function setDiff(tab: string, verbs: DiffVerbs | null): void {
  if (verbs) shown.set(tab, verbs)
  else shown.delete(tab)
}

export function goToChange(tab: string | null, step: 'next' | 'previous'): void {
  if (tab !== null) shown.get(tab)?.[step]()
}

export function settleConflict(tab: string | null, take: ConflictSide): void {
  if (tab !== null) shown.get(tab)?.use?.(take)
}
