import type { Page } from 'playwright-core'

/** Brings a window without tabs to the screen; gives what undoes it, where the workspace was changed. */
export type Screen = (page: Page, workspace: string) => Promise<undefined | (() => unknown)>
export const screens: Record<string, Screen>
export const documented: string[]
