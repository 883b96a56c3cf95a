import { updateTab } from './store.ts'
import type { ResultView } from './types.ts'

/** Shows a view of the result. When the focus was in the view before it, it goes along. */
export function showView(id: string, view: ResultView): void {
  const result = document.activeElement?.closest('[data-keys="result"]')
  updateTab(id, { view })
  if (result) requestAnimationFrame(() => focusView(result))
}

/** What the shown view is about takes the focus, or its head while that is not drawn yet. */
function focusView(result: Element): void {
  const main = result.querySelector<HTMLElement>('[role="grid"], [role="treegrid"], [role="application"]')
  const head = result.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')
  const place = main ?? head
  place?.focus()
}
