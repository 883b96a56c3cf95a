import { toAppError } from '#shared/errors.ts'
import { refusal, securityHeaders } from '../../api/index.ts'
import { isOurs } from './settings.ts'

type Answer = (request: Request) => Promise<Response>

/** Electron adds who really asked: set by the browser, not by the page, and absent for navigations. */
type PrivateRequest = Request & { initiatorOrigin?: string }

/**
 * Makes `answer` fit `protocol.handle`, which differs from a server in four ways. A request's signal never aborts:
 * only the answer's body is cancelled, so that is tied to a signal of our own. What is thrown would be a bare
 * network error. An answer without a type would be taken for HTML. HEAD must have no body.
 */
export function privateAnswer(answer: Answer): Answer {
  return async (request: PrivateRequest) => {
    const from = request.initiatorOrigin
    if (!isOurs(request.url) || (from !== undefined && !isOurs(from)))
      return refusal(403, 'This address answers the window of Lakebench and nobody else.')
    const left = new AbortController()
    try {
      return finish(request, await answer(new Request(request, { signal: left.signal })), left)
    } catch (thrown) {
      console.error(thrown)
      return Response.json(toAppError(thrown).toData(), { status: 500, headers: securityHeaders })
    }
  }
}

function finish(request: Request, response: Response, left: AbortController): Response {
  const headers = new Headers(response.headers)
  if (!headers.has('content-type')) headers.set('content-type', 'application/octet-stream')
  headers.set('x-content-type-options', 'nosniff')
  const { status, statusText } = response
  if (request.method === 'HEAD') void response.body?.cancel()
  const body = request.method === 'HEAD' || !response.body ? null : cancelling(response.body, left)
  return new Response(body, { status, statusText, headers })
}

/** The same bytes, pulled as they are read; when the reader leaves, `left` aborts. */
function cancelling(body: ReadableStream<Uint8Array>, left: AbortController): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel(reason) {
        left.abort(reason)
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
