import { showToast } from '../toast.tsx'
import { copyRange } from './copy.ts'
import { appErrorMessage } from './error-text.ts'
import type { GridSource } from './types.ts'

/** Puts cells on the clipboard and says so; `below` is what stands under them, such as where they come from. */
export async function copyCells(
  source: GridSource,
  range: { from: number; end: number; columns: number[] },
  options: { headers: boolean; below: string | undefined },
): Promise<void> {
  const { headers, below } = options
  try {
    const text = await copyRange(source, range, { headers })
    await navigator.clipboard.writeText(below ? `${text}\n\n${below}` : text)
    const rows = range.end - range.from
    if (rows * range.columns.length > 1 || below) {
      const extra = below ? ' with provenance' : headers ? ' with headers' : ''
      showToast({ message: `Copied ${rows.toLocaleString('en-US')} × ${range.columns.length}${extra}` })
    }
  } catch (thrown) {
    showToast({ message: appErrorMessage(thrown), tone: 'error' })
  }
}
