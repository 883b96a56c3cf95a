import { z } from 'zod'

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A length of time as people write it in a file: `90s`, `10m`, `26h`, `7d`, or `0`. */
export const Duration = z
  .string()
  .regex(/^(0|\d+(\.\d+)?[smhd])$/, 'write a time such as 90s, 10m, 26h or 7d')

/** Milliseconds of a `Duration`. */
export function durationMs(text: string): number {
  return Number.parseFloat(text) * (units[text.at(-1) ?? ''] ?? 1)
}
