/** A commit's time as isomorphic-git takes it: seconds, and minutes west of UTC. `at` is an ISO instant. */
export function momentOf(at?: string): { timestamp: number; timezoneOffset: number } {
  const date = at ? new Date(at) : new Date()
  return { timestamp: Math.floor(date.getTime() / 1000), timezoneOffset: at ? 0 : date.getTimezoneOffset() }
}

/** The zone as git writes it, `+0200`. */
export function zoneOf(timezoneOffset: number): string {
  const all = Math.abs(timezoneOffset)
  const digits = `${String(Math.floor(all / 60)).padStart(2, '0')}${String(all % 60).padStart(2, '0')}`
  return `${timezoneOffset > 0 ? '-' : '+'}${digits}`
}
