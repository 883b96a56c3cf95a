import css from './mini-bars.module.css'

/** Bars for the eye alone: what they say stands in words beside them. `words`: they are values, not a range. */
export function MiniBars({ counts, words = false }: { counts: readonly number[]; words?: boolean }) {
  if (counts.length === 0) return null
  const most = Math.max(1, ...counts)
  const width = 100 / Math.max(words ? 10 : 1, counts.length)
  return (
    <svg
      className={css.mini}
      viewBox="0 0 100 20"
      preserveAspectRatio="none"
      aria-hidden="true"
      data-words={words || undefined}
    >
      {counts.map((count, place) => {
        const height = count === 0 ? 0 : Math.max(1, (count / most) * 20)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is known by its place alone
            key={place}
            x={place * width}
            y={20 - height}
            width={Math.max(0.4, width - 0.8)}
            height={height}
          />
        )
      })}
    </svg>
  )
}
