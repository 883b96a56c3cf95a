import { useEffect, useRef, useState } from 'react'
import css from './chart.module.css'
import { draw } from './draw.ts'
import { inkOf } from './ink.ts'
import type { ChartProps } from './lazy.tsx'
import { Overlay } from './overlay.tsx'
import type { Ground, Picture } from './picture.ts'
import { loadBorders, loadCountries, loadStates } from './regions.ts'
import type { ChartSpec } from './types.ts'
import { useTheme } from './use-theme.ts'

// One for all, as a drawing is made again for another ground.
const bare: Ground = {}

/** The outlines of a map, fetched from the app's own files when the first one is shown. */
function useGround({ kind, map }: ChartSpec): Ground | null {
  const wanted = kind === 'map' ? (map ?? 'points') : null
  const [ground, setGround] = useState<{ of: string; ground: Ground } | null>(null)
  useEffect(() => {
    if (wanted === null) return
    let stale = false
    const load = wanted === 'points' ? loadBorders() : wanted === 'states' ? loadStates() : loadCountries()
    void load.then((found) => {
      if (!stale)
        setGround({ of: wanted, ground: 'features' in found ? { atlas: found } : { borders: found } })
    })
    return () => {
      stale = true
    }
  }, [wanted])
  if (wanted === null) return bare
  return ground?.of === wanted ? ground.ground : null
}

/** The drawing, redone when its place, its data or the theme changes, and what is marked in it. */
export default function Drawing(props: ChartProps) {
  const { drawn, plan, onPicture } = props
  const host = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [picture, setPicture] = useState<Picture | null>(null)
  const theme = useTheme()
  const ground = useGround(drawn.spec)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = host.current
    if (!element || !ground || size.width < 40 || size.height < 40) return
    const made = draw(drawn, plan, inkOf(size.width, size.height, theme), ground)
    element.replaceChildren(made.svg)
    setPicture(made)
    onPicture?.(made.svg)
  }, [drawn, plan, ground, size, theme, onPicture])
  return (
    <div className={css.chart}>
      <div ref={host} className={css.host} data-drawing="" />
      {picture && <Overlay {...props} picture={picture} size={size} />}
    </div>
  )
}
