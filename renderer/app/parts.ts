/** The parts of the window that F6 walks, in the order of reading. */
const order = ['notice', 'title', 'activity', 'side', 'editor', 'right', 'panel', 'status'] as const
export type Part = (typeof order)[number]

const tabbable =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])'

/** Where the focus last was in each part. */
const last = new Map<string, Element>()

const partOf = (element: Element | null) => element?.closest<HTMLElement>('[data-part]') ?? null

function rootOf(part: Part): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-part="${part}"]`)
}

const isShown = (element: Element) =>
  element instanceof HTMLElement && element.checkVisibility({ visibilityProperty: true })

/** What comes first in a part: the list of a side bar, the shown tab before the heads of the tabs. */
const inside: Partial<Record<Part, string>> = {
  side: '[role="treegrid"], [role="grid"], [role="listbox"]',
  editor: '[data-tab]',
  panel: '[data-body]',
}

function enter(part: Part): boolean {
  const root = rootOf(part)
  if (!root || !isShown(root)) return false
  const before = last.get(part)
  if (before instanceof HTMLElement && root.contains(before) && isShown(before)) {
    before.focus()
    if (root.contains(document.activeElement)) return true
  }
  const places = inside[part]
  const first = places === undefined ? [] : [...root.querySelectorAll<HTMLElement>(places)]
  for (const element of first) {
    if (element.matches(tabbable) && isShown(element)) {
      element.focus()
      if (root.contains(document.activeElement)) return true
    }
  }
  for (const place of [...first, root]) {
    for (const element of place.querySelectorAll<HTMLElement>(tabbable)) {
      if (!isShown(element) || element.closest('[inert]')) continue
      element.focus()
      if (document.activeElement === element) return true
    }
  }
  root.focus()
  return document.activeElement === root
}

/** Moves the focus to the next part that is shown, or the previous one. */
export function focusPart(step: 1 | -1): void {
  const now = partOf(document.activeElement)?.dataset.part
  const at = order.findIndex((part) => part === (now as Part | undefined))
  for (let count = 1; count <= order.length; count += 1) {
    const from = at === -1 && step === -1 ? 0 : at
    const part = order[(from + step * count + order.length * 2) % order.length]
    if (part && enter(part)) return
  }
}

/** Moves the focus into a part once it is drawn. */
export function focusIn(part: Part): void {
  requestAnimationFrame(() => requestAnimationFrame(() => enter(part)))
}

/**
 * Moves the focus into a tab that was just opened or shown, once there is something in it that takes it. A screen that
 * chooses its own place, and a user who went elsewhere meanwhile, come first.
 */
export function focusTab(id: string): void {
  const from = document.activeElement
  let frames = 0
  const attempt = () => {
    const now = document.activeElement
    if (now !== from && now !== document.body) return
    const root = document.querySelector<HTMLElement>(`[data-tab="${CSS.escape(id)}"]`)
    const all = [...(root?.querySelectorAll<HTMLElement>(tabbable) ?? [])]
    // A text, a table or a field is what the tab is about, rather than the buttons and switches above it.
    const main = all.filter((element) =>
      element.matches(
        '[role="textbox"], [role="grid"], [role="treegrid"], input:not([type="checkbox"]), textarea',
      ),
    )
    for (const element of [...main, ...all]) {
      if (!isShown(element) || element.getAttribute('aria-disabled') === 'true') continue
      element.focus()
      if (document.activeElement === element) return
    }
    frames += 1
    if (frames < 60) requestAnimationFrame(attempt)
  }
  requestAnimationFrame(attempt)
}

/** Remembers where the focus is in each part, so that F6 comes back to it. Returns what stops it. */
export function watchFocus(): () => void {
  const note = (event: FocusEvent) => {
    if (!(event.target instanceof Element)) return
    const part = partOf(event.target)?.dataset.part
    if (part) last.set(part, event.target)
  }
  document.addEventListener('focusin', note)
  return () => document.removeEventListener('focusin', note)
}
