import { useEffect, useState } from 'react'

/** The theme's colours as they stand: another one when it changes, so that what is drawn with it is drawn again. */
export interface Theme {
  /** Whether the system has one colour for all. */
  forced: boolean
  /** A colour by its token's name. */
  token(name: string): string
}

/** Reading a style makes the browser bring all of them up to date, so each colour is read once. */
function themeNow(): Theme {
  const style = getComputedStyle(document.documentElement)
  const known = new Map<string, string>()
  return {
    forced: matchMedia('(forced-colors: active)').matches,
    token(name) {
      const value = known.get(name) ?? style.getPropertyValue(`--lb-${name}`).trim()
      known.set(name, value)
      return value
    },
  }
}

/** The theme, for drawings. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(themeNow)
  useEffect(() => {
    const changed = () => setTheme(themeNow())
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      matchMedia(query),
    )
    for (const query of queries) query.addEventListener('change', changed)
    const attributes = new MutationObserver(changed)
    attributes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      for (const query of queries) query.removeEventListener('change', changed)
      attributes.disconnect()
    }
  }, [])
  return theme
}
