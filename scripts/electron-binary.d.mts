export type Found = { path: string } | { path: null; why: string }

export interface Where {
  folder: string | null
  env: Record<string, string | undefined>
  memory: string
}

export function probe(where?: Where): string | null

export function findElectron(
  options?: { say?: (line: string) => void; fetch?: boolean; retry?: boolean; allowRoot?: boolean },
  where?: Where,
): Promise<Found>

export function fetchBinary(
  options?: { say?: (line: string) => void; retry?: boolean; reachMs?: number; limitMs?: number },
  where?: Where,
): Promise<Found>
