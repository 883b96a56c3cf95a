import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparePaths, pathProblem } from '#shared/format/manifest.ts'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import {
  afterEachTest,
  listed,
  listing,
  never,
  paths,
  remoteAt,
  serve,
  serveBucket,
  serveS3rver,
  tagOf,
  thrownBy,
} from './testing.ts'

const done = afterEachTest()

async function s3rver(objects: Record<string, string>) {
  const server = await serveS3rver()
  done.push(server.close)
  await server.put(objects)
  Object.assign(process.env, server.credentials)
  delete process.env.AWS_SESSION_TOKEN
  return server
}

async function bucket(keys: string[], before?: Parameters<typeof serveBucket>[1]) {
  const server = await serveBucket(new Map(keys.map((key) => [key, `of ${key}`])), before)
  done.push(server.close)
  return server
}

/** A server that answers with pages by the number of the request. */
async function pagesOf(page: (at: number) => string) {
  let at = 0
  const server = await serve((_, response) => response.end(page(at++)))
  done.push(server.close)
  return server
}

describe('s3rver', () => {
  test('lists what the pattern matches, with size, time and tag', async () => {
    const { endpoint } = await s3rver({ 'exports/a.csv': 'one', 'exports/b.json': '{}', 'other/c.csv': 'x' })
    const items = await listed(remoteAt(endpoint, { prefix: 'exports' }), '*.csv')
    expect(items).toEqual([{ path: 'a.csv', size: 3, mtime: expect.any(Number), tag: tagOf('one') }])
    const [item] = items
    expect(Math.abs(Date.now() - ((item && 'mtime' in item && item.mtime) || 0))).toBeLessThan(60_000)
  })

  test('takes a prefix with and without its slash, and none', async () => {
    const { endpoint } = await s3rver({ 'in/a': '1', 'in/b/c': '2', into: '3', 'inner/d': '4' })
    for (const prefix of ['in', 'in/'])
      expect(await paths(remoteAt(endpoint, { prefix }))).toEqual(['a', 'b/c'])
    expect(await paths(remoteAt(endpoint))).toEqual(['in/a', 'in/b/c', 'inner/d', 'into'])
    expect(remoteAt(endpoint, { prefix: 'in/' }).address).toBe('s3://raw-lake/in')
    expect(remoteAt(endpoint).address).toBe('s3://raw-lake')
  })

  test('lists nothing where there is nothing', async () => {
    const { endpoint } = await s3rver({})
    expect(await listed(remoteAt(endpoint, { prefix: 'nowhere' }))).toEqual([])
  })

  test('brings the order of folders on a disk into that of a manifest', async () => {
    const keys = ['a/b', 'a-b', 'a.b', 'ab', 'a/-', 'Z', 'é', '\u{1F600}', '\uFB01']
    const { endpoint } = await s3rver(Object.fromEntries(keys.map((key) => [key, key])))
    expect(await paths(remoteAt(endpoint))).toEqual([...keys].sort(comparePaths))
  })

  test('needs no credentials when it is anonymous', async () => {
    const { endpoint } = await s3rver({ a: '1' })
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name]
    expect(await paths(remoteAt(endpoint, { anonymous: true }))).toEqual(['a'])
  })
})

test('lists over many pages, and asks for each once', async () => {
  const keys = Array.from({ length: 2345 }, (_, at) => `part ${at}+.csv`)
  const { endpoint, requests } = await bucket(keys)
  expect(await paths(remoteAt(endpoint, {}, { pageSize: 100 }))).toEqual(keys.sort(comparePaths))
  expect(requests).toHaveLength(24)
})

test('asks only for what begins as the pattern does', async () => {
  const { endpoint, requests } = await bucket(['in/orders/date=1/a.csv', 'in/orders/x', 'in/b.csv'])
  const remote = remoteAt(endpoint, { prefix: 'in' })
  const asked = async (pattern: string) => {
    await listed(remote, pattern)
    return new URL(requests.at(-1)!.url!, 'http://x').searchParams.get('prefix')
  }
  expect(await asked('orders/date={day}/*.csv')).toBe('in/orders/date=')
  expect(await asked('orders/**/*.csv')).toBe('in/orders/')
  expect(await asked('b.csv')).toBe('in/b.csv')
  expect(await asked('*')).toBe('in/')
  expect(await paths(remote, 'orders/date={day}/*.csv')).toEqual(['orders/date=1/a.csv'])
})

test('signs nothing when it is anonymous', async () => {
  const { endpoint, requests } = await bucket(['a'])
  expect(await paths(remoteAt(endpoint, { anonymous: true }))).toEqual(['a'])
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
})

test('leaves out hostile keys with a reason, and takes the odd ones', async () => {
  const long = 'l'.repeat(1000)
  const fine = [
    'CON',
    'Case',
    'case',
    'a+b',
    'a b',
    ' ',
    '%41',
    '\u0001\u001f\n\r\t',
    'q"<&>',
    long,
    'é',
    'e\u0301',
  ]
  const bad = ['../x', 'a//b', '/abs', 'a/./b', '..', 'back\\slash', 'filled/']
  const { endpoint, requests } = await bucket([...fine, ...bad].map((key) => `in/${key}`))
  const items = await listed(remoteAt(endpoint, { prefix: 'in' }))
  const left = items.filter((item) => 'left' in item)
  expect(items.filter((item) => !('left' in item)).map(({ path }) => path)).toEqual(fine.sort(comparePaths))
  expect(Object.fromEntries(left.map(({ path, left }) => [path, left]))).toEqual(
    Object.fromEntries(bad.map((path) => [path, pathProblem(path)])),
  )
  expect(requests).toHaveLength(1)
})

test('passes over the empty objects that show a folder', async () => {
  const { endpoint } = await pagesOf(() =>
    listing([
      { key: 'in/', size: 0 },
      { key: 'in/a' },
      { key: 'in/b/', size: 0 },
      { key: 'in/c/', size: 2 },
      { key: 'out' },
    ]),
  )
  expect((await listed(remoteAt(endpoint, { prefix: 'in' }))).map(({ path }) => path)).toEqual(['a', 'c/'])
})

test('takes keys as they are from a server that does not encode them', async () => {
  const page = listing([{ key: 'PLACE' }]).replace('<EncodingType>url</EncodingType>', '')
  const { endpoint } = await pagesOf(() => page.replace('PLACE', 'a+b%20c &amp; d'))
  expect(await paths(remoteAt(endpoint))).toEqual(['a+b%20c & d'])
})

test('says what it cannot decode', async () => {
  const { endpoint } = await pagesOf(() => listing([{ key: 'PLACE' }]).replace('PLACE', 'a%FF'))
  expect(await listed(remoteAt(endpoint))).toEqual([{ path: 'a%FF', left: 'its name is not whole Unicode' }])
})

describe('order', () => {
  const many = Array.from({ length: 12_000 }, (_, at) => `${String(at).padStart(6, '0')}`)
  const inPages = (keys: string[]) => (at: number) => {
    const page = keys.slice(at * 1000, at * 1000 + 1000).map((key) => ({ key }))
    return listing(page, (at + 1) * 1000 < keys.length ? { next: `t${at}` } : {})
  }

  test('gives the first of a long listing before its end', async () => {
    let asked = 0
    const { endpoint } = await pagesOf((at) => {
      asked = at + 1
      return inPages([...many, ...many.map((key) => `1${key}`)])(at)
    })
    for await (const item of remoteAt(endpoint).list(parsePathPattern('**/*'), never)) {
      expect(item.path).toBe('000000')
      break
    }
    expect(asked).toBe(10)
  })

  test('gives each path once', async () => {
    const { endpoint } = await pagesOf(inPages(['a', 'a', 'b', 'c', 'c']))
    expect(await paths(remoteAt(endpoint))).toEqual(['a', 'b', 'c'])
    const { endpoint: odd } = await pagesOf(inPages(['c', 'a', 'c', 'b', 'a']))
    expect(await paths(remoteAt(odd))).toEqual(['a', 'b', 'c'])
  })

  test('sorts the next time when it learns too late that there is no order', async () => {
    const keys = [...many, '000000-late']
    const { endpoint } = await pagesOf((at) => inPages(keys)(at % 13))
    const remote = remoteAt(endpoint)
    expect(await thrownBy(() => listed(remote))).toMatchObject({ kind: 'remote', code: 'REMOTE_WRONG' })
    expect(await paths(remote)).toEqual(keys.sort(comparePaths))
  })

  test('streams a long listing in bounded memory', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const held = () => {
      collect()
      return process.memoryUsage().heapUsed / 1024 / 1024
    }
    const pages = 100
    const { endpoint } = await pagesOf((at) => {
      const page = Array.from({ length: 1000 }, (_, of) => ({
        key: `k${String(at * 1000 + of).padStart(60, '0')}`,
      }))
      return listing(page, at + 1 < pages ? { next: `token-${at}` } : {})
    })
    const marks: number[] = []
    let count = 0
    for await (const _ of remoteAt(endpoint).list(parsePathPattern('**/*'), never)) {
      if (++count % 20_000 === 0) marks.push(held())
    }
    expect(count).toBe(pages * 1000)
    // All of them together are some 25 MB.
    expect(marks.at(-1)! - marks[0]!).toBeLessThan(6)
  })
})

describe('a server that never ends', () => {
  const wrong = { kind: 'remote', code: 'REMOTE_WRONG' }

  test('repeats a continuation token', async () => {
    const { endpoint } = await pagesOf((at) => listing([{ key: `k${at}` }], { next: 'same' }))
    expect(await thrownBy(() => listed(remoteAt(endpoint)))).toMatchObject(wrong)
  })

  test('repeats its objects under other tokens', async () => {
    const { endpoint } = await pagesOf((at) => listing([{ key: 'k' }], { next: `t${at}` }))
    expect(await thrownBy(() => listed(remoteAt(endpoint)))).toMatchObject(wrong)
  })

  test('gives empty pages', async () => {
    const { endpoint } = await pagesOf((at) => listing([], { next: `t${at}` }))
    expect(await thrownBy(() => listed(remoteAt(endpoint)))).toMatchObject(wrong)
  })

  test('has more and does not say where', async () => {
    const { endpoint } = await pagesOf(() => listing([{ key: 'k' }], { truncated: true }))
    expect(await thrownBy(() => listed(remoteAt(endpoint)))).toMatchObject(wrong)
  })
})

test('ends at once when it is cancelled amid the listing', async () => {
  const server = await serve((request, response) => {
    if (!request.url?.includes('continuation-token')) response.end(listing([{ key: 'a' }], { next: 't' }))
  })
  done.push(server.close)
  const controller = new AbortController()
  const reason = new Error('enough')
  const began = performance.now()
  setTimeout(() => controller.abort(reason), 100)
  const remote = remoteAt(server.endpoint, {}, { timeouts: { connect: 9000, silence: 9000 } })
  expect(await thrownBy(() => listed(remote, '*', controller.signal))).toBe(reason)
  expect(await thrownBy(() => listed(remote, '*', controller.signal))).toBe(reason)
  expect(performance.now() - began).toBeLessThan(5000)
})

test('lets requests begin no closer than the rate allows', async () => {
  const times: number[] = []
  const { endpoint } = await pagesOf((at) => {
    times.push(performance.now())
    return listing([{ key: `k${at}` }], at < 5 ? { next: `t${at}` } : {})
  })
  await listed(remoteAt(endpoint, { rate: 20 }))
  expect(times).toHaveLength(6)
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(5 * 50 - 25)
})

test('any keys come back in the order of a manifest, once', async () => {
  const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => !text.includes('/'))
  const key = fc
    .array(fc.oneof(part, fc.constantFrom('a', 'A', 'b', '-', 'é', '\uFFFD', '\u{10000}')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join('/'))
    .filter((path) => pathProblem(path) === null)
  const objects = new Map<string, string>()
  const server = await serveBucket(objects)
  done.push(server.close)
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async (keys, pageSize) => {
        objects.clear()
        for (const one of keys) objects.set(`in/${one}`, one)
        const remote = remoteAt(server.endpoint, { prefix: 'in' }, { pageSize })
        try {
          expect(await paths(remote)).toEqual([...keys].sort(comparePaths))
        } finally {
          remote.close()
        }
      },
    ),
    { numRuns: 30 },
  )
})
