import { showToast } from '../toast.tsx'
import { copyRange, readRange } from './copy.ts'
import { type CopyForm, copyForms, writeAs } from './copy-as.ts'
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

/** Puts cells on the clipboard in another form and says so. */
export async function copyCellsAs(
  source: GridSource,
  range: { from: number; end: number; columns: number[] },
  form: CopyForm,
): Promise<void> {
  try {
    const rows = await readRange(source, range)
    const columns = range.columns.flatMap((index) => source.columns[index] ?? [])
    await navigator.clipboard.writeText(writeAs(form, columns, rows))
    const label = copyForms.find(({ id }) => id === form)?.label ?? form
    showToast({ message: `Copied ${rows.length.toLocaleString('en-US')} × ${columns.length} as ${label}` })
  } catch (thrown) {
    showToast({ message: appErrorMessage(thrown), tone: 'error' })
  }
}
