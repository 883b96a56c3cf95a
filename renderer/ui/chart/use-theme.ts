import { useEffect, useState } from 'react'

/** A number that changes with the theme, so that what is drawn with its colours is drawn again. */
export function useTheme(): number {
  const [theme, setTheme] = useState(0)
  useEffect(() => {
    const changed = () => setTheme((count) => count + 1)
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
