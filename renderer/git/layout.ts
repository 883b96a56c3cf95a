import { create } from 'zustand'

/** Side by side or inline: one choice for every diff of the window. */
export const useDiffLayout = create<{ inline: boolean }>(() => ({ inline: false }))

export const setInline = (inline: boolean): void => useDiffLayout.setState({ inline })
