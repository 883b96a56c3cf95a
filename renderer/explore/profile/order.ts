import type { ProfileBook } from './book.ts'

export type OrderBy = 'place' | 'name' | 'type' | 'nulls' | 'distinct'
export interface Order {
  by: OrderBy
  descending: boolean
}

/** Places of the columns whose name holds a text, in an order; what is not known yet stands last. */
export function orderedColumns(
  book: Pick<ProfileBook, 'target' | 'state'>,
  { by, descending }: Order,
  find: string,
): number[] {
  const { columns } = book.target
  const wanted = find.trim().toLowerCase()
  const places = columns
    .map((_, place) => place)
    .filter((place) => (columns[place]?.name ?? '').toLowerCase().includes(wanted))
  const value = (place: number): string | number | null => {
    const column = columns[place]
    const profile = book.state(place).profile
    if (by === 'place') return place
    if (by === 'name') return column?.name.toLowerCase() ?? ''
    if (by === 'type') return column?.type ?? ''
    if (!profile) return null
    return by === 'nulls' ? profile.nulls : profile.distinct
  }
  const sign = descending ? -1 : 1
  const keyed = places.map((place) => ({ place, key: value(place) }))
  keyed.sort((a, b) => {
    if (a.key === b.key) return a.place - b.place
    if (a.key === null) return 1
    if (b.key === null) return -1
    return sign * (a.key < b.key ? -1 : 1)
  })
  return keyed.map(({ place }) => place)
}
