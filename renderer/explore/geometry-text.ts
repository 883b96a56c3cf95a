/** Points of one shape; more are not written out. */
const mostPoints = 10_000

const names = [
  '',
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
  'GEOMETRYCOLLECTION',
] as const

/** A geometry in WKB or EWKB as well-known text: `POINT (1 2)`. Null when the bytes are none, to the last one. */
export function geometryText(bytes: Uint8Array): string | null {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, points: 0 }
  try {
    const text = shape(reader, 0)
    return reader.at === bytes.length ? text : null
  } catch (thrown) {
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}

interface Reader {
  view: DataView
  at: number
  points: number
}

function shape(reader: Reader, depth: number): string {
  const order = reader.view.getUint8(reader.at)
  if (order > 1 || depth > 20) throw new RangeError('no geometry')
  const little = order === 1
  const code = reader.view.getUint32(reader.at + 1, little)
  reader.at += 5
  // EWKB says by bits what ISO says by thousands: Z, M, and a reference system before the points.
  const iso = Math.floor((code & 0xffff) / 1000)
  const z = (code & 0x8000_0000) !== 0 || iso === 1 || iso === 3
  const m = (code & 0x4000_0000) !== 0 || iso === 2 || iso === 3
  const system = (code & 0x2000_0000) !== 0 ? uint32(reader, little) : null
  const kind = (code & 0xffff) % 1000
  const name = names[kind]
  if (!name || iso > 3) throw new RangeError('no geometry')
  const of: Shape = { reader, little, size: 2 + Number(z) + Number(m) }
  const head = `${system === null ? '' : `SRID=${system};`}${name}${z || m ? ` ${z ? 'Z' : ''}${m ? 'M' : ''}` : ''}`
  const inside =
    kind === 1
      ? point(of)
      : kind === 2
        ? many(of, point)
        : kind === 3
          ? many(of, ring)
          : parts(of, kind, depth)
  return inside === '' || /^(NaN ?)+$/.test(inside) ? `${head} EMPTY` : `${head} (${inside})`
}

interface Shape {
  reader: Reader
  little: boolean
  size: number
}

function uint32(reader: Reader, little: boolean): number {
  const value = reader.view.getUint32(reader.at, little)
  reader.at += 4
  return value
}

function point({ reader, little, size }: Shape): string {
  if (++reader.points > mostPoints) throw new RangeError('too many points')
  const numbers = Array.from({ length: size }, (_, index) =>
    reader.view.getFloat64(reader.at + index * 8, little),
  )
  reader.at += size * 8
  return numbers.join(' ')
}

const ring = (of: Shape): string => `(${many(of, point)})`

function many(of: Shape, one: (of: Shape) => string): string {
  const count = uint32(of.reader, of.little)
  if (count > mostPoints) throw new RangeError('too many points')
  return Array.from({ length: count }, () => one(of)).join(', ')
}

/** Parts of a collection are whole geometries; those of a MULTI… are written without their name. */
function parts(of: Shape, kind: number, depth: number): string {
  return many(of, ({ reader }) => {
    const text = shape(reader, depth + 1)
    return kind === 7 ? text : text.replace(/^[^(]*/, '')
  })
}
