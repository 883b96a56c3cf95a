/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/**
 * The least of up to ten measurements in milliseconds; the first below `enough` ends it. What else the machine does
 * only ever adds time, so one quick try shows that the code is quick, and a slow try shows nothing.
 */
export async function quickest(enough: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 10 && least >= enough; tries++) least = Math.min(least, await measure())
  return least
}
