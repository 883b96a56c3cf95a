import type { Feature } from '../ui/workbench.ts'
import { focusIn, type Part } from './parts.ts'
import { small } from './use-media.ts'
import { setLayout, useWindow } from './window-store.ts'

/** True where the side bar lies over the editor. */
export const isSmall = () => matchMedia(small).matches

/** Shows a feature's side bar; with `fold`, a second press folds it. */
export function toggleFeature(id: Feature['id'], fold: boolean): void {
  const { layout, sideOver } = useWindow.getState()
  const shown = layout.feature === id && (isSmall() ? sideOver : layout.sideOpen)
  if (isSmall()) useWindow.setState({ sideOver: !(fold && shown) })
  else setLayout({ sideOpen: !(fold && shown) })
  setLayout({ feature: id })
  if (!(fold && shown)) focusIn('side')
}

export function toggleSide(): void {
  keepFocus('side')
  const { layout, sideOver } = useWindow.getState()
  if (isSmall()) useWindow.setState({ sideOver: !sideOver })
  else setLayout({ sideOpen: !layout.sideOpen })
}

export function togglePanel(): void {
  keepFocus('panel')
  const { layout } = useWindow.getState()
  setLayout({ panelOpen: !layout.panelOpen })
}

export function toggleRight(): void {
  keepFocus('right')
  const { layout } = useWindow.getState()
  setLayout({ rightOpen: !layout.rightOpen })
}

/** The focus of a part that is about to go goes on in the editor. */
function keepFocus(part: Part): void {
  if (document.activeElement?.closest(`[data-part="${part}"]`)) focusIn('editor')
}

/** Takes away what lies over the editor, for a tab that is to be seen. */
export function uncover(): void {
  const { layout, sideOver } = useWindow.getState()
  if (sideOver) useWindow.setState({ sideOver: false })
  if (!layout.panelOpen) return
  if (isSmall()) setLayout({ panelOpen: false })
  else if (layout.panelMax) setLayout({ panelMax: false })
}

/** Shows a tab of the bottom panel and moves the focus there. */
export function showPanel(id: string): void {
  setLayout({ panelOpen: true, panelTab: id })
  focusIn('panel')
}
