import { useEffect, useMemo, useState } from 'react'
import type { ResultHandle } from '../engine/index.ts'
import type { CellContext } from '../ui/data-grid/index.ts'
import { formatBytes, formatCount } from '../ui/index.ts'
import { cellPart } from './cell-part.ts'
import css from './explore.module.css'
import { geometryText } from './geometry-text.ts'
import { type PictureFacts, pictureOf } from './image-of.ts'

/** Larger ones are not drawn: bytes to fetch, and px to unpack, of which a small file can hold very many. */
const [mostBytes, mostPixels] = [20_000_000, 50_000_000]

/** What the bytes of a cell are, where that can be told: a picture, drawn, or a geometry, written out. */
export function BytesMeaning({ handle, cell }: { handle: ResultHandle; cell: CellContext }) {
  const { value, cut } = cell
  const bytes = useMemo(() => bytesOfHex(String(value ?? '')), [value])
  const picture = pictureOf(bytes)
  if (picture) {
    const size = cut ?? bytes.length
    const { width, height, type } = picture
    const words = `${type.slice(6).toUpperCase()} picture, ${formatCount(width)} × ${formatCount(height)} px`
    if (size > mostBytes || width * height > mostPixels) {
      return <p className={css.quiet}>{`${words}, ${formatBytes(size)}: too large to be drawn here.`}</p>
    }
    return (
      <figure className={css.picture}>
        <Picture handle={handle} cell={cell} type={type} words={words} size={size} />
        <figcaption className={css.quiet}>{words}</figcaption>
      </figure>
    )
  }
  const geometry = cut === undefined ? geometryText(bytes) : null
  return geometry === null ? null : <pre className={css.whole}>{geometry}</pre>
}

/** As an `<img>` of a type that is ours to name: whatever the bytes hold, nothing in them runs. */
function Picture({
  handle,
  cell,
  type,
  words,
  size,
}: {
  handle: ResultHandle
  cell: CellContext
  type: PictureFacts['type']
  words: string
  size: number
}) {
  const [url, setUrl] = useState<string | null>(null)
  const [broken, setBroken] = useState(false)
  const { row, column, value, cut } = cell
  useEffect(() => {
    const controller = new AbortController()
    let made: string | null = null
    const whole =
      cut === undefined
        ? Promise.resolve(String(value))
        : cellPart(handle, { row, column }, { from: 0, count: size }, controller.signal)
    whole
      .then((hex) => {
        if (controller.signal.aborted) return
        made = URL.createObjectURL(new Blob([bytesOfHex(hex)], { type }))
        setBroken(false)
        setUrl(made)
      })
      .catch(() => controller.signal.aborted || setBroken(true))
    return () => {
      controller.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [handle, row, column, value, cut, size, type])
  if (broken) return <p className={css.quiet}>The picture cannot be drawn: its bytes are damaged.</p>
  return url && <img src={url} alt={words} onError={() => setBroken(true)} />
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length >> 1)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)
  return bytes
}
