import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SyncResult } from '#shared/contract/lake.ts'
import { cli, json, launch, makePlace, openWindow, type Served, serve, type Window } from './support/app.ts'
import { explore } from './support/explore.ts'
import { type Recorder, startRecorder } from './support/recorder.ts'
import { type Client, refusalOf, resultOf, rpcOf } from './support/rpc.ts'
import { type SmallWorkspace, smallWorkspace } from './support/small-workspace.ts'

/** What a hostile page, a hostile workspace and a tricked window can reach: nothing. In a real Chromium. */

const place = makePlace('security')
const secret = join(place.dir, 'secret.txt')
const escaped = join(place.dir, 'escaped')
const marked = 'the-secret-of-this-computer'
let ws: SmallWorkspace
let recorder: Recorder
let server: Served
let client: Client
let browser: Browser
let window: Window
let token: string
let origin: string

const statements = [
  `SELECT * FROM read_text('${secret}')`,
  `SELECT * FROM read_csv('${secret}')`,
  `SELECT * FROM '${secret}'`,
  `SELECT * FROM glob('${place.dir}/*')`,
  `COPY (SELECT 1) TO '${escaped}.csv'`,
  `ATTACH '${escaped}.duckdb'`,
  'INSTALL httpfs',
  'LOAD httpfs',
  'SET enable_external_access = true',
  'SET lock_configuration = false',
  `EXPORT DATABASE '${escaped}'`,
]

beforeAll(async () => {
  writeFileSync(secret, marked)
  recorder = await startRecorder()
  ws = await smallWorkspace(place)
  await json<SyncResult>(place, ['sync', ...ws.at])
  server = await serve(place, ws.at)
  client = rpcOf(server.address)
  token = new URLSearchParams(new URL(server.address).hash.slice(1)).get('token') ?? ''
  origin = new URL(server.address).origin
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await recorder?.close()
  place.remove()
})

// One each: what a refused form leaves behind is a page that waits.
beforeEach(async () => {
  await window?.context.close()
  window = await openWindow(browser, server.address)
  await window.page.getByRole('region', { name: 'Explore' }).waitFor()
})

/** Tries each way out that a page or a worker has. Runs in the browser; answers the ways that were not refused. */
async function tryAll(target: string): Promise<string[]> {
  const open: string[] = []
  const attempt = async (name: string, run: () => unknown) => {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), 2_000))
    await Promise.race([Promise.resolve().then(run), late]).then(
      () => open.push(name),
      () => undefined,
    )
  }
  const heard = (on: EventTarget, good: string) =>
    new Promise((resolve, reject) => {
      on.addEventListener(good, resolve)
      on.addEventListener('error', () => reject(new Error('refused')))
    })
  const ways: Promise<void>[] = [
    attempt('fetch', () => fetch(`${target}/fetch`)),
    attempt('fetch no-cors', () => fetch(`${target}/no-cors`, { mode: 'no-cors' })),
    attempt('fetch post', () => fetch(`${target}/post`, { method: 'POST', mode: 'no-cors', body: 'x' })),
    attempt('WebSocket', () => heard(new WebSocket(`${target.replace('http', 'ws')}/socket`), 'open')),
    attempt('EventSource', () => heard(new EventSource(`${target}/events`), 'open')),
    attempt('XMLHttpRequest', () => {
      const sent = new XMLHttpRequest()
      sent.open('GET', `${target}/xhr`)
      sent.send()
      return heard(sent, 'load')
    }),
    attempt('import', () => import(/* @vite-ignore */ `${target}/module.js`)),
  ]
  if (typeof document === 'undefined') {
    const { importScripts } = self as unknown as { importScripts(url: string): void }
    ways.push(attempt('importScripts', () => importScripts(`${target}/imported.js`)))
  } else {
    const element = (tag: string, attributes: Record<string, string>) => {
      const made = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
      document.body.append(made)
      return heard(made, 'load')
    }
    // A beacon that the policy refuses may still answer true: the recorder knows.
    navigator.sendBeacon(`${target}/beacon`, 'x')
    ways.push(
      attempt('image', () => element('img', { src: `${target}/image.png` })),
      attempt('script', () => element('script', { src: `${target}/script.js` })),
      attempt('style', () => element('link', { rel: 'stylesheet', href: `${target}/style.css` })),
      attempt('video', () => element('video', { src: `${target}/video.mp4` })),
      attempt(
        'worker',
        () =>
          new Promise((_, reject) => {
            const worker = new Worker(`${target}/worker.js`)
            worker.onerror = () => reject(new Error('refused'))
          }),
      ),
    )
    for (const [tag, attributes] of [
      ['iframe', { src: `${target}/frame` }],
      ['object', { data: `${target}/object` }],
      ['link', { rel: 'prefetch', href: `${target}/prefetch` }],
      ['link', { rel: 'manifest', href: `${target}/manifest` }],
    ] as const) {
      void element(tag, attributes).catch(() => undefined)
    }
    const form = document.createElement('form')
    form.method = 'post'
    form.action = `${target}/form`
    document.body.append(form)
    form.submit()
  }
  await Promise.all(ways)
  return open
}

describe('the page', () => {
  it('reaches no other origin, by any way', async () => {
    await fetch(`${recorder.origin}/control`)
    expect(recorder.taken()).toEqual(['GET /control'])
    expect(await window.page.evaluate(tryAll, recorder.origin)).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(recorder.taken()).toEqual([])
    expect(window.page.url()).toBe(`${origin}/`)
  })

  it('runs no inline script, no eval and no handler in markup', async () => {
    const ran = await window.page.evaluate(async () => {
      const done: string[] = []
      Object.assign(globalThis, { done })
      const script = document.createElement('script')
      script.textContent = "done.push('inline script')"
      document.body.append(script)
      const holder = document.createElement('div')
      holder.innerHTML = `<img src="data:," onerror="done.push('handler')">`
      document.body.append(holder)
      // Later, since what the debugger itself evaluates is exempt from the policy.
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          try {
            // biome-ignore lint/security/noGlobalEval: it must be refused
            globalThis.eval("done.push('eval')")
          } catch {}
          try {
            new Function("done.push('Function')")()
          } catch {}
          setTimeout(resolve, 300)
        }, 0)
      })
      return done
    })
    expect(ran).toEqual([])
  })

  it('has no power over the next launch on its port, and says where to go', async () => {
    const first = await serve(place, ws.at)
    const old = await openWindow(browser, first.address)
    const view = explore(old.page)
    await view.draft()
    await view.type('SELECT 1')
    await first.close()
    const next = await serve(place, [...ws.at, '--port', new URL(first.address).port])
    try {
      expect(await view.run()).toMatch(/belongs to an earlier start of Lakebench.*your text is kept/)
    } finally {
      await old.context.close()
      await next.close()
    }
  })

  it('keeps the token out of its address, its storage, what it asks for and what the server prints', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (sent) => asked.push(sent.url().split('#')[0] ?? ''))
    await page.goto(server.address)
    await page.getByRole('region', { name: 'Explore' }).waitFor()
    expect(page.url()).toBe(`${origin}/`)
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((url) => url.includes(token))).toEqual([])
    const kept = await page.evaluate(() =>
      JSON.stringify([
        { ...localStorage },
        document.cookie,
        history.state,
        document.documentElement.outerHTML,
      ]),
    )
    expect(kept).not.toContain(token)
    await context.close()
    expect(server.printed().split(token)).toHaveLength(2)
  })
})

describe('the engine’s worker', () => {
  it('reaches no other origin either', async () => {
    const view = explore(window.page)
    await view.draft()
    await fixEngine(window.page, 'wasm')
    await view.type('SELECT count(*) AS n FROM events')
    expect(await view.run()).toMatch(/1 row × 1/)
    const workers = window.page.workers().filter((worker) => worker.url().startsWith(origin))
    expect(workers.length).toBeGreaterThan(0)
    for (const worker of workers)
      expect(await worker.evaluate(tryAll, recorder.origin), worker.url()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(recorder.taken()).toEqual([])
  })
})

describe('a page of another origin', () => {
  it('can neither read nor call the server, nor frame it, even with the token', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${recorder.origin}/page`)
    const workspace = new URLSearchParams(new URL(server.address).hash.slice(1)).get('workspace') ?? ''
    const got = await page.evaluate(
      async ({ app, bearer, id }) => {
        const open: string[] = []
        const attempt = async (name: string, run: () => Promise<unknown>) => {
          const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), 2_000))
          await Promise.race([run(), late]).then(
            () => open.push(name),
            () => undefined,
          )
        }
        const heard = (on: EventTarget, good: string) =>
          new Promise((resolve, reject) => {
            on.addEventListener(good, resolve)
            on.addEventListener('error', () => reject(new Error('refused')))
          })
        const write = `${app}/rpc/workspace/write`
        const body = JSON.stringify({ json: { path: 'queries/forged.sql', text: 'SELECT 1', was: null } })
        const headers = { 'content-type': 'application/json', 'lakebench-workspace': id }
        for (const guess of [undefined, 'Bearer guessed', bearer]) {
          const authorised = { ...headers, ...(guess && { authorization: guess }) }
          await attempt(`cors ${guess}`, () => fetch(write, { method: 'POST', headers: authorised, body }))
        }
        await attempt('read', () => fetch(`${app}/`))
        await attempt('socket', () => heard(new WebSocket(app.replace('http', 'ws')), 'open'))
        for (const [tag, url] of [
          ['script', `${app}/`],
          ['img', `${app}/rpc/workspace/recent`],
        ] as const) {
          const element = document.createElement(tag)
          element.src = url
          document.body.append(element)
          await attempt(tag, () => heard(element, 'load'))
        }
        // Sent blindly: the answer cannot be read, so that nothing may come of it.
        await fetch(write, { method: 'POST', mode: 'no-cors', body }).catch(() => undefined)
        navigator.sendBeacon(write, body)
        const frame = document.createElement('iframe')
        frame.name = 'framed'
        frame.src = `${app}/`
        document.body.append(frame)
        const form = document.createElement('form')
        Object.assign(form, { method: 'post', action: write, enctype: 'text/plain', target: 'posted' })
        const posted = document.createElement('iframe')
        posted.name = 'posted'
        document.body.append(posted, form)
        form.submit()
        const opened = globalThis.open(`${app}/`, 'other')
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        // Once the app's page stands there, the two share nothing.
        if (opened && !opened.closed && opened.length >= 0) {
          try {
            if (opened.document.title) open.push('opened window')
          } catch {}
        }
        return open
      },
      { app: origin, bearer: `Bearer ${token}`, id: workspace },
    )
    expect(got).toEqual([])
    expect(page.frame('framed')?.url()).toMatch(/^chrome-error:/)
    expect(existsSync(join(ws.root, 'queries/forged.sql'))).toBe(false)
    await context.close()
  })

  it('gains nothing from a name that was rebound to this computer', async () => {
    for (const host of ['evil.example', `evil.example:${new URL(origin).port}`, '127.0.0.1', 'localhost:1']) {
      for (const path of ['/', '/rpc/workspace/recent', '/assets/x.js']) {
        expect(await statusOf(path, { host, authorization: `Bearer ${token}` }), `${host} ${path}`).toBe(421)
      }
    }
    expect(await statusOf('/', { host: new URL(origin).host })).toBe(200)
  })
})

function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: new URL(origin).port, path, headers, setHost: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

async function fixEngine(page: Page, name: 'wasm' | 'native'): Promise<void> {
  await page
    .getByRole('toolbar', { name: 'Query' })
    .getByRole('button', { name: /Engine/ })
    .click()
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

describe('a hostile workspace', () => {
  const nothingMade = () => {
    for (const end of ['', '.csv', '.duckdb']) expect(existsSync(`${escaped}${end}`)).toBe(false)
  }

  it.each(['wasm', 'native'] as const)(
    'reaches no file by its queries in the window, on %s',
    async (engine) => {
      const view = explore(window.page)
      await view.draft()
      await fixEngine(window.page, engine)
      for (const statement of statements) {
        await view.type(statement)
        const answer = await view.run()
        expect(answer, statement).not.toMatch(/rows? ×/)
        expect(answer, statement).not.toContain(marked)
      }
      await view.type('SELECT count(*) AS still FROM events')
      expect(await view.run()).toMatch(/1 row × 1/)
      nothingMade()
    },
  )

  it('is refused over the RPC with a code and no word of the file', async () => {
    for (const sql of statements) {
      const refused = await refusalOf(
        (async () => {
          const { set, sql: text } = await client.engine.resolve({ sql, at: {} })
          await resultOf(client.engine.run({ set: set.id, sql: text }))
        })(),
      )
      expect(refused.kind, sql).toBe('input')
      expect(JSON.stringify(refused), sql).not.toContain(marked)
    }
    nothingMade()
  })

  it('reaches no file by a macro', async () => {
    const head = '/*---\ndescription: x\n---*/\n'
    ws.write(
      'toolbox/leak.sql',
      `${head}CREATE MACRO leak() AS TABLE SELECT * FROM read_text('${secret}');\n`,
    )
    ws.write('toolbox/leak_by.sql', `${head}CREATE MACRO leak_by(f) AS TABLE SELECT * FROM read_text(f);\n`)
    const listed = await client.toolbox.list()
    expect(listed.find(({ name }) => name === 'leak')?.problem).toMatchObject({
      place: { file: 'toolbox/leak.sql' },
    })
    for (const call of ['leak()', `leak_by('${secret}')`]) {
      const asked = await cli(place, ['sql', `SELECT * FROM ${call}`, ...ws.at])
      expect(asked.code, call).toBe(2)
      expect(asked.stdout + asked.stderr, call).not.toContain(marked)
    }
  })

  it('leads nowhere by links, in its folders and in its lake', async () => {
    for (const folder of ['queries', 'toolbox', 'evaluations'])
      mkdirSync(join(ws.root, folder), { recursive: true })
    symlinkSync(secret, join(ws.root, 'queries/link.sql'))
    symlinkSync(secret, join(ws.root, 'toolbox/link.sql'))
    symlinkSync(secret, join(ws.root, 'contracts/link.yml'))
    symlinkSync(secret, join(ws.root, 'evaluations/link.yml'))
    symlinkSync(secret, join(ws.lake, 'events/link.ndjson'))
    symlinkSync(place.dir, join(ws.lake, 'events/folder.ndjson'))

    expect(await refusalOf(client.workspace.read({ path: 'queries/link.sql' }))).toMatchObject({
      code: 'PATH_LINK',
      place: { file: 'queries/link.sql' },
    })
    const asked = await cli(place, ['sql', 'queries/link.sql', ...ws.at])
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('which is not followed')
    const { stdout } = await cli(place, ['sync', '--json', ...ws.at])
    const { sources }: SyncResult = JSON.parse(stdout)
    expect(sources[0]).toMatchObject({ partial: true, objects: 1 })
    expect(sources[0]?.left.map(({ path, reason }) => `${path}: ${reason}`).sort()).toEqual([
      'events/folder.ndjson: it is a link that leads out of the remote',
      'events/link.ndjson: it is a link that leads out of the remote',
    ])
    const told = await Promise.all([
      client.workspace.info(),
      client.workspace.files(),
      client.toolbox.list(),
      client.evaluation.list(),
      client.lake.sources(),
      client.engine.catalogue({ at: {} }),
    ])
    expect(JSON.stringify(told)).not.toContain(marked)
  })
})
