import css from './chart.module.css'

/** A small histogram, as wide as its place: one bar a count. Empty bins keep their place. */
export function Histogram({ counts, label }: { counts: number[]; label: string }) {
  const most = Math.max(1, ...counts)
  const width = 100 / Math.max(1, counts.length)
  return (
    <svg
      className={css.histogram}
      viewBox="0 0 100 32"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(1, (count / most) * 32)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is known by its place alone
            key={index}
            x={index * width}
            y={32 - height}
            width={Math.max(0.4, width - 0.4)}
            height={height}
          />
        )
      })}
    </svg>
  )
}
