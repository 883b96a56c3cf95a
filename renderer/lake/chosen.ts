import { create } from 'zustand'

/** The sources that are selected in the table. */
export const useChosen = create<{ sources: Set<string> }>(() => ({ sources: new Set() }))

export const choose = (sources: Set<string>): void => useChosen.setState({ sources })
