import { type ReactNode, useEffect, useRef } from 'react'
import { Panel, Separator, usePanelRef } from 'react-resizable-panels'
import css from './frame.module.css'
import { sizes } from './kept.ts'

/** A drag is over when the size rests this long. */
const rest = 150

/**
 * A part of the frame with a size in px. The user's drag is told when it rests; a size that comes from elsewhere (a
 * reset, a narrower window) is taken at once.
 */
export function Sized({
  id,
  size,
  onSize,
  children,
}: {
  id: keyof typeof sizes
  size: number
  onSize: (px: number) => void
  children: ReactNode
}) {
  const panel = usePanelRef()
  const start = useRef(size)
  const told = useRef(size)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (size === told.current) return
    told.current = size
    panel.current?.resize(size)
  }, [size, panel])
  return (
    <Panel
      id={id}
      panelRef={panel}
      minSize={sizes[id].least}
      maxSize={id === 'panel' ? '70%' : sizes[id].most}
      defaultSize={start.current}
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }) => {
        clearTimeout(timer.current)
        timer.current = setTimeout(() => {
          const px = Math.round(inPixels)
          if (px === 0 || px === told.current) return
          told.current = px
          onSize(px)
        }, rest)
      }}
    >
      {children}
    </Panel>
  )
}

/** The bar between two parts: drag, arrows when it has the focus, a double press gives the size back. */
export function Grip({ label, onReset }: { label: string; onReset: () => void }) {
  return <Separator className={css.grip} aria-label={label} disableDoubleClick onDoubleClick={onReset} />
}
