/** How far a phase was at an instant (ms). */
export interface Sample {
  at: number
  done: number
}

/** Samples older than this say nothing about the speed now, in ms. */
const span = 6000

/** The samples with one more, old ones dropped; a count that went back (another phase) starts anew. */
export function addSample(samples: Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1)
  if (last && sample.done < last.done) return [sample]
  const recent = samples.filter(({ at }) => sample.at - at <= span)
  return [...(recent.length > 0 ? recent : samples.slice(-1)), sample]
}

/** Amount a second over the samples; null until half a second is known. */
export function rateOf(samples: Sample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 500) return null
  return ((last.done - first.done) / (last.at - first.at)) * 1000
}

/** Ms until `total` at this rate; null while it is not known or nothing moves. */
export function remaining(done: number, total: number | null, rate: number | null): number | null {
  if (total === null || rate === null || rate <= 0) return null
  return Math.max(0, ((total - done) / rate) * 1000)
}
