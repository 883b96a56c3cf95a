import type { Page } from '#shared/value.ts'

/** The last pages looked at, at most `most` of them; a page that is asked for twice at once is fetched once. */
export function pageCache(fetch: (from: number, count: number, cut: boolean) => Promise<Page>, most = 32) {
  const pages = new Map<string, Promise<Page>>()
  return {
    get(from: number, count: number, cut = false): Promise<Page> {
      const key = `${from}:${count}:${cut}`
      const page = pages.get(key) ?? fetch(from, count, cut)
      pages.delete(key)
      pages.set(key, page)
      page.catch(() => {
        if (pages.get(key) === page) pages.delete(key)
      })
      const [oldest] = pages.keys()
      if (pages.size > most && oldest !== undefined) pages.delete(oldest)
      return page
    },
    clear: () => pages.clear(),
  }
}
