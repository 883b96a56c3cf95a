import { AppError, AppErrorData } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { client, requestHeaders } from './connection.ts'

/** Bytes of one request. */
const pieceBytes = 4 * 2 ** 20

/** Sends a file's bytes to main piece by piece; answers the name of the upload. Throws AppError. */
export async function uploadFile(
  file: File,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<string> {
  const { upload } = await client.hand.begin({ file: file.name || 'file', bytes: file.size }, { signal })
  for (let from = 0; from < file.size; from += pieceBytes) {
    onProgress({ phase: 'Copy', done: from, total: file.size, unit: 'bytes', detail: file.name })
    const response = await fetch(`/uploads/${upload}?from=${from}`, {
      method: 'PUT',
      headers: requestHeaders(),
      body: file.slice(from, from + pieceBytes),
      signal,
    })
    if (response.ok) continue
    const data = AppErrorData.safeParse(await response.json().catch(() => null))
    throw data.success ? AppError.fromData(data.data) : new TypeError(`upload: ${response.status}`)
  }
  return upload
}
