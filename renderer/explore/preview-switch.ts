import { create } from 'zustand'
import { client } from '../client/index.ts'

const key = 'explore.preview'

/** Whether queries are answered while they are typed; kept with the workspace. */
export const usePreviewSwitch = create<{ on: boolean }>(() => ({ on: true }))

let asked = false

/** Reads once how this workspace was left. */
export function loadPreviewSwitch(): void {
  if (asked) return
  asked = true
  client.workspace
    .getState({ key })
    .then(({ value }) => usePreviewSwitch.setState({ on: value !== 'off' }))
    .catch(() => {
      asked = false
    })
}

export function setPreview(on: boolean): void {
  usePreviewSwitch.setState({ on })
  // A choice that cannot be kept still holds in this window.
  client.workspace.setState({ key, value: on ? null : 'off' }).catch(() => undefined)
}
