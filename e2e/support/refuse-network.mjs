import { appendFileSync } from 'node:fs'
import net from 'node:net'

// Loaded into every Node process of the app under test: a connection that leaves this computer is refused and noted.
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [first] = net._normalizeArgs(args)
  const host = first.host ?? 'localhost'
  if (first.path || ['127.0.0.1', 'localhost', '::1'].includes(host)) return connect.apply(this, args)
  appendFileSync(process.env.LAKEBENCH_REFUSED, `${host}:${first.port}\n`)
  process.nextTick(() => this.destroy(new Error(`the network is refused: ${host}`)))
  return this
}
