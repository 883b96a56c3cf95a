const reserved =
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default ' +
  'deferrable desc describe distinct do else end except false fetch for foreign from group having in initially ' +
  'intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing ' +
  'primary qualify references returning select show some summarize symmetric table then to trailing true union unique ' +
  'unpivot using variadic when where window with'

const words: ReadonlySet<string> = new Set(reserved.split(' '))

/** Whether DuckDB reserves the word, in any case: it names nothing unless it is quoted everywhere. */
export function isReserved(word: string): boolean {
  return words.has(word.toLowerCase())
}
