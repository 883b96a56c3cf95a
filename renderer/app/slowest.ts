import type { Job } from '../ui/workbench.ts'

/** The running job that ends last, by what it did so far; one that knows no end comes before all that do. */
export function slowest(jobs: Job[], now: number): Job | undefined {
  const left = ({ done, total, startedAt }: Job) => {
    if (total === null || done <= 0) return Number.POSITIVE_INFINITY
    return ((total - done) / done) * (now - startedAt)
  }
  return [...jobs].sort((a, b) => left(b) - left(a) || a.startedAt - b.startedAt)[0]
}
