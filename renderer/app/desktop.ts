import type { Desktop } from '#shared/desktop.ts'

/** What the desktop app adds to this page; null in a browser. */
export const desktop: Desktop | null = (window as { lakebench?: Desktop }).lakebench ?? null
