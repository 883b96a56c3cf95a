import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { build } from 'vite'

/** What the tests' server answers: the built harness under the app's CSP, one image, and a native engine. */
export interface LabServer {
  url: string
  image: { key: string; bytes: number; rows: number }
  /** Requests by path, oldest first. */
  requests: string[]
  close(): Promise<void>
}

const csp =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'"

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** Builds the harness and serves it on 127.0.0.1. */
export async function startLab(key: string): Promise<LabServer> {
  const folder = mkdtempSync(join(tmpdir(), 'lakebench-lab-'))
  const pages = join(folder, 'pages')
  await build({
    root: resolve('renderer/engine/harness'),
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: pages,
      assetsInlineLimit: 0,
      target: 'chrome140',
      minify: false,
      reportCompressedSize: false,
    },
  })
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const file = join(folder, 'image.duckdb')
  const rows = 3_000_000
  await connection.run(`ATTACH '${file}' AS made (STORAGE_VERSION 'v1.2.0')`)
  await connection.run(
    `CREATE TABLE made.data AS SELECT i::INTEGER AS id, (i * 7919 % 1000)::SMALLINT AS delay, 'o' || i % 50 AS origin,
       DATE '2001-01-01' + (i // 20000)::INTEGER AS day, i AS _row FROM range(${rows}) r(i)`,
  )
  await connection.run('CREATE TABLE made.rejects AS SELECT 1 AS _row WHERE false')
  await connection.run('DETACH made')
  await connection.run(`ATTACH '${file}' AS i_${key.slice(0, 16)} (READ_ONLY)`)
  await connection.run(`CREATE VIEW flights AS SELECT * EXCLUDE (_row) FROM i_${key.slice(0, 16)}.data`)
  const image = readFileSync(file)
  const native = nativeStandIn(connection)
  const requests: string[] = []

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://lab').pathname
    requests.push(path)
    const send = (status: number, type: string, body: string | Buffer) => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': csp })
      response.end(body)
    }
    try {
      if (path.startsWith('/native/')) {
        const input = JSON.parse(await bodyOf(request))
        send(200, 'application/json', JSON.stringify(await native(path.slice(8), input)))
      } else if (path === `/images/${key}`) send(200, 'application/octet-stream', image)
      else {
        const name = path === '/' ? 'index.html' : path.slice(1)
        send(200, types[extname(name)] ?? 'application/octet-stream', readFileSync(join(pages, name)))
      }
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      send(path.startsWith('/native/') ? 422 : 404, 'application/json', JSON.stringify(failure(message)))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    image: { key, bytes: image.length, rows },
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      connection.closeSync()
      instance.closeSync()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const failure = (message: string) => ({
  code: 'SQL_ERROR',
  kind: 'input',
  message: `native: ${message}`,
  place: {},
  details: {},
})

async function bodyOf(request: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

interface NativeInput {
  sql: string
  handle: string
  from: number
  count: number
  where: string | null
  orderBy: { column: string; descending: boolean }[]
}

/** The few verbs of main's native engine that the pair uses, on a real DuckDB. `-- slow` delays, `-- broken` fails. */
function nativeStandIn(connection: DuckDBConnection) {
  let count = 0
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getColumnsJson()
  const create = async (sql: string) => {
    const began = performance.now()
    if (sql.includes('-- slow')) await new Promise((done) => setTimeout(done, 5000))
    if (sql.includes('-- broken')) throw new Error('broken as asked')
    const handle = `n${++count}`
    await connection.run(`CREATE TEMP TABLE ${handle} AS ${sql}`)
    const described = await read(`DESCRIBE ${handle}`)
    const columns = (described[0] ?? []).map((name, index) => ({ name, type: described[1]?.[index] }))
    const [rows] = await read(`SELECT count(*) FROM ${handle}`)
    return { handle, columns, rows: Number(rows?.[0]), ms: performance.now() - began, threads: 1 }
  }
  return async (verb: string, input: NativeInput): Promise<unknown> => {
    if (verb === 'run') return create(input.sql)
    if (verb === 'page') {
      const columns = await read(`SELECT * FROM ${input.handle} LIMIT ${input.count} OFFSET ${input.from}`)
      return { from: input.from, columns }
    }
    if (verb === 'derive') {
      const order = input.orderBy.map((key) => `"${key.column}" ${key.descending ? 'DESC' : 'ASC'}`)
      return create(
        `WITH result AS (FROM ${input.handle}) SELECT * FROM ${input.handle} ${input.where ? `WHERE ${input.where}` : ''} ${order.length ? `ORDER BY ${order}` : ''}`,
      )
    }
    if (verb === 'keep') return create(`WITH result AS (FROM ${input.handle}) FROM (${input.sql})`)
    if (verb === 'over') {
      const answer = await connection.runAndReadAll(
        `WITH result AS (FROM ${input.handle}) SELECT * FROM (${input.sql})`,
      )
      const columns = answer.columnNames().map((name) => ({ name, type: 'VARCHAR' }))
      return { columns, page: { from: 0, columns: answer.getColumnsJson() } }
    }
    await connection.run(`DROP TABLE IF EXISTS ${input.handle}`)
    return {}
  }
}
