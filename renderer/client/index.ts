import { AppError, AppErrorData } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, requestHeaders } from './connection.ts'

export { appErrorOf, client } from './connection.ts'
export { session } from './session.ts'
export { uploadFile } from './upload.ts'
export { typed, useSnapshots, useWorkspaceInfo, workspaceInfoKey } from './workspace-data.ts'
export { onChanged, writesDone } from './writes.ts'

type LongEvent<Result> = { type: 'progress'; progress: Progress } | { type: 'done'; result: Result }

/** Follows a long operation to its result. Aborting `signal` cancels the work in main. Throws AppError. */
export async function follow<Result>(
  start: (options: { signal: AbortSignal }) => Promise<AsyncIterable<LongEvent<Result>>>,
  work: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (work.signal?.aborted) abort()
  work.signal?.addEventListener('abort', abort)
  try {
    for await (const event of await start({ signal: controller.signal })) {
      if (event.type === 'done') return event.result
      work.onProgress?.(event.progress)
    }
    throw new TypeError('stream ended')
  } catch (thrown) {
    throw appErrorOf(thrown)
  } finally {
    work.signal?.removeEventListener('abort', abort)
  }
}

/** Bytes of a table image, for the window's own engine. */
export async function fetchImage(key: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(`/images/${key}`, { headers: requestHeaders(), ...(signal && { signal }) })
  if (!response.ok) {
    const data = AppErrorData.safeParse(await response.json().catch(() => null))
    throw data.success ? AppError.fromData(data.data) : new TypeError(`image ${key}: ${response.status}`)
  }
  return new Uint8Array(await response.arrayBuffer())
}

/** Opens the system's save dialog (or the browser's download) for a file that `engine.export` made. */
export async function saveDownload(download: string, name: string): Promise<void> {
  const response = await fetch(`/downloads/${download}`, { headers: requestHeaders() })
  if (!response.ok) throw new TypeError(`download: ${response.status}`)
  const url = URL.createObjectURL(await response.blob())
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export {
  editTextFile,
  saveTextFile,
  settleTextFile,
  type TextFileState,
  useTextFile,
} from './text-file.ts'
