import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve as listen, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { inputError } from '#shared/errors.ts'
import { createApp, createHandler, type HostEffects, refusal, servePage } from '../../api/index.ts'
import { refuse } from './guard.ts'

export interface ServerOptions {
  effects: HostEffects
  /** The built window: `dist/renderer`. */
  page: string
  /** 0: any free one; null: the usual one, or any free one where that is taken. */
  port: number | null
}

export interface Server {
  port: number
  token: string
  /** The address to open, with its token and the workspace to show. The fragment never leaves the browser. */
  address(workspace?: string): string
  close(): Promise<void>
}

/** A browser keeps the window's 40 MB and what it compiled of them under the origin that they came from. */
const usualPort = 4739

/** Serves the app on 127.0.0.1. Throws `PORT_TAKEN`. */
export async function startServer({ effects, page, port }: ServerOptions): Promise<Server> {
  const token = randomBytes(32).toString('base64url')
  const handler = createHandler(createApp(effects))
  const hono = new Hono()
  let bound = 0
  hono.use('*', async ({ req }, next) => {
    const refused = refuse({ path: req.path, header: (name) => req.header(name) }, { port: bound, token })
    return refused ? refusal(refused.status, refused.sentence) : next()
  })
  for (const path of ['/rpc/*', '/images/*', '/downloads/*', '/uploads/*'])
    hono.all(path, ({ req }) => handler.fetch(req.raw))
  hono.all('*', ({ req }) => servePage(page, req.raw))

  const listenOn = (wanted: number) =>
    new Promise<ServerType>((resolve, reject) => {
      const opening = listen({ fetch: hono.fetch, hostname: '127.0.0.1', port: wanted }, () =>
        resolve(opening),
      )
      opening.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? inputError(
                'PORT_TAKEN',
                `Port ${wanted} is taken by another program. Choose another with --port.`,
              )
            : error,
        ),
      )
    })
  const server = await (port === null ? listenOn(usualPort).catch(() => listenOn(0)) : listenOn(port)).catch(
    (thrown) => {
      handler.close()
      throw thrown
    },
  )
  bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    token,
    address: (workspace) =>
      `http://127.0.0.1:${bound}/#${new URLSearchParams({ token, ...(workspace && { workspace }) })}`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
      handler.close()
    },
  }
}
