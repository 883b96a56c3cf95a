import { z } from 'zod'
import { AppError, AppErrorData } from '#shared/errors.ts'
import type { Handler } from '../../api/index.ts'
import { pageUrl } from './settings.ts'

const Opened = z.object({ json: z.object({ id: z.string() }) })
const Refused = z.object({ json: z.object({ data: AppErrorData }) })

/** Opens a folder as the page would and returns the workspace's id. Throws the AppError of `workspace.open`. */
export async function openWorkspace(handler: Handler, root: string): Promise<string> {
  const response = await handler.fetch(
    new Request(`${pageUrl}rpc/workspace/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { root } }),
    }),
  )
  const answer: unknown = await response.json()
  if (response.ok) return Opened.parse(answer).json.id
  const refused = Refused.safeParse(answer)
  throw refused.success
    ? AppError.fromData(refused.data.json.data)
    : new Error(`workspace.open: ${response.status}`)
}
