import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Catalogue } from '#shared/contract/engine.ts'
import { inBackground, type ResultHandle } from '../../engine/index.ts'
import type { Execution } from '../types.ts'
import { unitsOf } from '../units.ts'
import { createBook, type ProfileBook } from './book.ts'
import { resultTarget, type SourceRows, sourceTarget } from './target.ts'

/** Books of results live as long as their handles, those of images as long as they are among the last used. */
const ofResults = new WeakMap<ResultHandle, Map<string, ProfileBook>>()
const ofImages = new Map<string, ProfileBook>()
const mostImages = 20

function imageBook(source: SourceRows): ProfileBook {
  const key = `${source.image.key} ${JSON.stringify(source.columns)}`
  const found = ofImages.get(key) ?? createBook(sourceTarget(source), inBackground)
  ofImages.delete(key)
  ofImages.set(key, found)
  const [oldest] = ofImages.keys()
  if (ofImages.size > mostImages && oldest !== undefined) ofImages.delete(oldest)
  return found
}

function resultBook(handle: ResultHandle, catalogue: Catalogue | undefined, sources: string[]): ProfileBook {
  const about = unitsOf(catalogue, sources)
  const key = JSON.stringify([...about])
  const books = ofResults.get(handle) ?? new Map<string, ProfileBook>()
  ofResults.set(handle, books)
  const found = books.get(key) ?? createBook(resultTarget(handle, about), inBackground)
  books.set(key, found)
  return found
}

/** The book of a source; null while it has no image. */
export function sourceBook(catalogue: Catalogue | undefined, name: string): ProfileBook | null {
  const source = catalogue?.sources.find((one) => one.name === name)
  if (!catalogue || !source?.image) return null
  return imageBook({ set: catalogue.set, image: source.image, columns: source.columns })
}

/**
 * The book of what an execution shows. All rows of a source as they stand are that source, whose profiles are kept: the
 * image that was read names its columns, and the catalogue may be of another snapshot by now.
 */
function shownBook(
  { shown, base, resolved }: Pick<Execution, 'shown' | 'base' | 'resolved'>,
  catalogue: Catalogue | undefined,
): ProfileBook | null {
  if (!shown) return null
  const sources = resolved?.reads.map(({ source }) => source) ?? []
  const whole = shown === base ? resolved?.wholeTable : null
  const image = resolved?.set.images.find(
    ({ source, snapshot }) => whole === source || whole === `${source}@${snapshot}`,
  )
  if (!whole || !image || !resolved) return resultBook(shown, catalogue, sources)
  const about = unitsOf(catalogue, [image.source])
  const columns = shown.columns.map((column) => ({
    required: false,
    ...column,
    ...about.get(`${column.name} ${column.type}`),
  }))
  return imageBook({ set: resolved.set, image, columns })
}

/** See `shownBook`. */
export function useShownBook(
  { shown, base, resolved }: Pick<Execution, 'shown' | 'base' | 'resolved'>,
  catalogue: Catalogue | undefined,
): ProfileBook | null {
  return useMemo(() => shownBook({ shown, base, resolved }, catalogue), [shown, base, resolved, catalogue])
}

const nothing = () => () => undefined

/** Follows a book: the component draws again whenever something became known. */
export function useBook(book: ProfileBook | null): void {
  useSyncExternalStore(book?.subscribe ?? nothing, () => book?.version() ?? 0)
}

/** Has columns of a book profiled while the component is there: these first, and then all others where `all` is set. */
export function useLook(book: ProfileBook | null, columns: readonly number[], all = false): void {
  const me = useRef({})
  const places = columns.join()
  const asked = useMemo(() => (places === '' ? [] : places.split(',').map(Number)), [places])
  useEffect(() => {
    book?.look(me.current, { columns: asked, all })
  }, [book, asked, all])
  useEffect(() => {
    const who = me.current
    return () => book?.look(who, null)
  }, [book])
}
