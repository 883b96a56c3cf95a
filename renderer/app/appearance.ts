import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'default' | 'comfortable' | 'compact'
interface Appearance {
  theme: Theme
  density: Density
}

const key = 'lakebench.appearance'
const start: Appearance = { theme: 'system', density: 'default' }

function read(text: string | null): Appearance {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value !== 'object' || value === null) return start
    const { theme, density } = { ...start, ...value }
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      density: density === 'comfortable' || density === 'compact' ? density : 'default',
    }
  } catch {
    return start
  }
}

/** How the window looks on this computer. Kept beside the window, so that the first picture is right. */
export const useAppearance = create<Appearance>(() => read(localStorage.getItem(key)))

/** Puts theme and density on the page, now and whenever they change. */
export function applyAppearance(): void {
  const apply = ({ theme, density }: Appearance) => {
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset.theme
    else dataset.theme = theme
    if (density === 'default') delete dataset.density
    else dataset.density = density
  }
  apply(useAppearance.getState())
  useAppearance.subscribe((now) => {
    apply(now)
    localStorage.setItem(key, JSON.stringify(now))
  })
}

export function setTheme(theme: Theme): void {
  useAppearance.setState({ theme })
}

export function setDensity(density: Density): void {
  useAppearance.setState({ density })
}

/** The text that is kept with a workspace, for computers where the window's own place is emptied. */
export function appearanceText(): string {
  return JSON.stringify(useAppearance.getState())
}

/** Takes what a workspace kept, when this window knows nothing of its own. */
export function takeAppearance(text: string | null): void {
  if (text !== null && localStorage.getItem(key) === null) useAppearance.setState(read(text))
}
