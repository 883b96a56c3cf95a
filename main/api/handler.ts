import { stat } from 'node:fs/promises'
import { ValidationError } from '@orpc/contract'
import { ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { Hono } from 'hono'
import { inputError, toAppError } from '#shared/errors.ts'
import { Digest } from '#shared/names.ts'
import { appendUpload } from '../at-hand/index.ts'
import { closeEvaluationEngines } from '../evaluation/index.ts'
import type { App } from './app.ts'
import { errorForTransport } from './base.ts'
import { imagePath, openDownload } from './engine.ts'
import { fileBody, refusal, securityHeaders } from './page.ts'
import { router } from './router.ts'
import { createWorkspaces } from './workspaces.ts'

/** The app as a web-standard handler. Every host mounts this one, the command line too. */
export interface Handler {
  /** Answers `/rpc/*`, `/images/<key>`, `/downloads/<id>` and `/uploads/<id>`. Who may ask is the host's business. */
  fetch(request: Request): Promise<Response>
  /** Ends the workers. */
  close(): void
}

export function createHandler(app: App): Handler {
  const workspaces = createWorkspaces(app)
  const rpc = new RPCHandler(router, {
    clientInterceptors: [
      async ({ next }) => {
        try {
          return await next()
        } catch (thrown) {
          throw refusedInput(thrown)
        }
      },
    ],
  })
  const hono = new Hono()
  hono.use('*', async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value)
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  })
  hono.all('/rpc/*', async ({ req }) => {
    const id = req.header('lakebench-workspace') ?? null
    const { response } = await rpc.handle(req.raw, {
      prefix: '/rpc',
      context: { app, workspaces, workspace: () => workspaces.byId(id) },
    })
    return response ?? refusal(404, 'There is no such operation.')
  })
  hono.get('/images/:key', async ({ req }) => {
    const key = Digest.safeParse(req.param('key')).data
    if (key === undefined) return refusal(404, 'There is no such image.')
    // An image is named by its content, so it never changes.
    return sendFile(await imagePath(app, key), { 'cache-control': 'private, max-age=31536000, immutable' })
  })
  hono.get('/downloads/:id', async ({ req }) => {
    const { path, name } = await openDownload(app, req.param('id'))
    return sendFile(path, {
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
    })
  })
  hono.put('/uploads/:id', async ({ req }) => {
    const from = Number(req.query('from') ?? Number.NaN)
    if (!Number.isSafeInteger(from) || !req.raw.body)
      return refusal(400, 'A piece of a file says where it begins.')
    await appendUpload(req.param('id'), from, req.raw.body)
    return Response.json({})
  })
  hono.notFound(() => refusal(404, 'There is no such page.'))
  hono.onError((thrown) => {
    const error = errorForTransport(thrown)
    return Response.json(toAppError(thrown).toData(), { status: error.status })
  })
  return {
    fetch: async (request) => hono.fetch(request),
    close() {
      closeEvaluationEngines(app.startWorker)
      app.close()
    },
  }
}

async function sendFile(path: string, headers: Record<string, string>): Promise<Response> {
  const { size } = await stat(path)
  return new Response(fileBody(path), {
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(size), ...headers },
  })
}

/** An input that breaks the contract, as an AppError that names the field; a broken output is our bug. */
function refusedInput(thrown: unknown): unknown {
  if (!(thrown instanceof ORPCError) || thrown.code === 'APP') return thrown
  const { cause } = thrown
  if (thrown.code !== 'BAD_REQUEST') {
    return errorForTransport(toAppError(cause instanceof ORPCError ? cause.cause : (cause ?? thrown)))
  }
  const issue = cause instanceof ValidationError ? cause.issues[0] : undefined
  const field = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return errorForTransport(
    inputError(
      'INPUT_INVALID',
      issue
        ? `The request is not valid: ${issue.message}. Correct it and try again.`
        : 'The request cannot be read.',
      field ? { field } : undefined,
    ),
  )
}
