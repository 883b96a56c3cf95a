import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of another origin on this computer, which records whatever reaches it. */
export interface Recorder {
  origin: string
  /** `METHOD /path` of each request since the last call, upgrades too. */
  taken(): string[]
  close(): Promise<void>
}

export async function startRecorder(): Promise<Recorder> {
  let requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('content-type', request.url === '/page' ? 'text/html' : 'text/javascript')
    response.end(
      request.url === '/page' ? '<!doctype html><title>Another site</title><body>' : 'self.reached = true',
    )
  })
  server.on('upgrade', (request, socket) => {
    requests.push(`UPGRADE ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const taken = requests
      requests = []
      return taken
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
