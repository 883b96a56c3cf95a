import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { comparePaths, pathProblem } from '#shared/format/manifest.ts'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { bucket, closeAll, failure, listAll, never, open, pathsOf, serve, serveFiles } from './fixture.ts'

vi.stubEnv('NO_PROXY', '*')
afterEach(closeAll)

const xml = (inner: string) => `<ListBucketResult>${inner}</ListBucketResult>`

describe('objects that the file names', () => {
  it('come in order, once, and as far as they match, without a request', async () => {
    const { url, seen } = await serveFiles({})
    const remote = open({ url, objects: ['b/2.csv', 'a.csv', 'b/1.csv', 'a.csv', 'b/1.json'] })
    expect(await listAll(remote, '**/*.csv')).toEqual(
      ['a.csv', 'b/1.csv', 'b/2.csv'].map((path) => ({ path, size: null, mtime: null, tag: null })),
    )
    expect(seen).toEqual([])
  })

  it('are told of where their path can stand in no manifest', async () => {
    const long = 'x'.repeat(1000)
    const hostile = ['../x', 'a//b', '/abs', 'a/./b', 'n\0l', 'a\\b', 's\ud800', '%2e%2e/x', long]
    const found = await listAll(open({ url: 'http://127.0.0.1:1', objects: hostile }))
    const left = Object.fromEntries(found.map((one) => [one.path, 'left' in one ? one.left : null]))
    expect(left).toEqual({
      '../x': 'the path has a part `.` or `..`',
      'a//b': 'the path has an empty part',
      '/abs': 'the path has an empty part',
      'a/./b': 'the path has a part `.` or `..`',
      'n\0l': 'its name holds a NUL character',
      'a\\b': 'its name holds a backslash, which other systems read as a folder',
      's\ud800': 'its name is not whole Unicode',
      '%2e%2e/x': null,
      [long]: null,
    })
    expect(await pathsOf(open({ url: 'http://127.0.0.1:1', objects: hostile }), 'other/*')).toEqual([])
  })
})

describe('an index', () => {
  const forms: Record<string, string> = {
    'a JSON array of paths': '["b", "a/1.csv", "b"]',
    'a JSON array over lines': '\n[\n  "b",\n  {"path": "a/1.csv"}\n]\n',
    'paths by lines': '# all of it\n\nb\r\na/1.csv',
    'JSON by lines': '"b"\n{"path": "a/1.csv", "more": 1}\n',
    'paths by lines after a mark of byte order': '\ufeffb\na/1.csv\n',
  }
  for (const [name, text] of Object.entries(forms)) {
    it(`is ${name}`, async () => {
      const { url } = await serveFiles({ '/lake/lists/all%20of%20it': text })
      expect(await pathsOf(open({ url: `${url}/lake`, index: 'lists/all of it' }))).toEqual(['a/1.csv', 'b'])
    })
  }

  it('may say sizes', async () => {
    const { url } = await serveFiles({ '/i': '[{"path":"a","size":12},{"path":"b","size":null}]' })
    expect(await listAll(open({ url, index: 'i' }))).toMatchObject([
      { path: 'a', size: 12 },
      { path: 'b', size: null },
    ])
  })

  it('is read across pieces of a stream', async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `part-${String(at).padStart(5, '0')}-ü.csv`)
    const bytes = Buffer.from(lines.join('\n'))
    const { url } = await serve((_, response) => {
      for (let at = 0; at < bytes.length; at += 997) response.write(bytes.subarray(at, at + 997))
      response.end()
    })
    expect(await pathsOf(open({ url, index: 'i' }))).toEqual(lines)
  })

  const garbage: Record<string, string | Buffer> = {
    'a web page': '<!DOCTYPE html><html><body>Sign in</body></html>',
    'JSON of something else': '{"files": ["a"]}',
    'JSON over lines of something else': '{\n"files": ["a"]\n}',
    'an array of numbers': '[1, 2]',
    'a size below zero': '[{"path": "a", "size": -1}]',
    'an array that is cut off': '["a", "b',
    'a line without end': 'x'.repeat(5000),
    'bytes that are no text': Buffer.from([0x50, 0x4b, 0xff, 0xfe, 0x0a]),
  }
  for (const [name, body] of Object.entries(garbage)) {
    it(`is not ${name}`, async () => {
      const { url } = await serveFiles({ '/i': body })
      expect(await failure(pathsOf(open({ url, index: 'i' })))).toMatchObject({
        code: 'REMOTE_WRONG',
        kind: 'remote',
      })
    })
  }

  it('ends at 64 MB', async () => {
    const megabyte = Buffer.from(`${'#'.repeat(1023)}\n`.repeat(1024))
    const { url } = await serve((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write(megabyte));
      }
      response.on('drain', write)
      write()
    })
    expect(await failure(pathsOf(open({ url, index: 'i' })))).toMatchObject({
      code: 'REMOTE_WRONG',
      message: expect.stringContaining('64 MB'),
    })
  })

  it('lies below the address', async () => {
    const error = await failure(pathsOf(open({ url: 'http://127.0.0.1:1/a', index: '../secret' })))
    expect(error).toMatchObject({ code: 'REMOTE_WRONG' })
  })

  it('is asked for again when it breaks off', async () => {
    let times = 0
    const { url } = await serve((_, response) => {
      if (++times > 2) return response.end('a\nb')
      response.writeHead(200, { 'content-length': '100' }).write('a\n', () => response.destroy())
    })
    expect(await pathsOf(open({ url, index: 'i' }))).toEqual(['a', 'b'])
    expect(times).toBe(3)
  })

  for (const [status, code] of [
    [401, 'REMOTE_REFUSED'],
    [403, 'REMOTE_REFUSED'],
    [404, 'REMOTE_MISSING'],
    [400, 'REMOTE_WRONG'],
    [204, 'REMOTE_WRONG'],
  ] as const) {
    it(`answered with ${status} is ${code}`, async () => {
      const { url, seen } = await serve((_, response) => response.writeHead(status).end())
      expect(await failure(pathsOf(open({ url, index: 'i' })))).toMatchObject({ code })
      expect(seen).toHaveLength(1)
    })
  }
})

describe('a listing of a bucket', () => {
  it('says sizes, times and tags, by the prefix of the pattern', async () => {
    const { url, seen } = await serve(bucket(['a/x=1/1.csv', 'a/x=1/2.json', 'a/y', 'b/x=1/1.csv']))
    const remote = open({ url: `${url}/lake`, listing: 's3' })
    expect(await listAll(remote, 'a/x={x}/*.csv')).toEqual([
      { path: 'a/x=1/1.csv', size: 7, mtime: Date.parse('2024-05-01T10:00:00Z'), tag: '"e-1"' },
    ])
    const asked = new URL(seen[0]!.url!, url)
    expect(asked.pathname).toBe('/lake')
    expect(asked.searchParams.get('list-type')).toBe('2')
    expect(asked.searchParams.get('prefix')).toBe('a/x=')
  })

  const keys = Array.from({ length: 250 }, (_, at) => `k/${String(at).padStart(4, '0')}.csv`)
  for (const first of [false, true]) {
    it(`goes over 25 pages by ${first ? 'markers' : 'tokens'}`, async () => {
      const { url, seen } = await serve(bucket(keys, { pageSize: 10, first }))
      expect(await pathsOf(open({ url, listing: 's3' }))).toEqual(keys)
      expect(seen).toHaveLength(25)
    })
  }

  it('uses the marker that GCS names', async () => {
    const { url, seen } = await serve((request, response) => {
      const marker = new URL(request.url!, 'http://any').searchParams.get('marker')
      response.end(
        marker === 'a/'
          ? xml('<IsTruncated>false</IsTruncated><Contents><Key>b</Key></Contents>')
          : xml(
              '<IsTruncated>true</IsTruncated><NextMarker>a/</NextMarker><Contents><Key>a</Key></Contents>',
            ),
      )
    })
    expect(await pathsOf(open({ url, listing: 's3' }))).toEqual(['a', 'b'])
    expect(seen[1]!.url).not.toContain('list-type')
  })

  it('is sorted where the server has another order, and told once', async () => {
    // By UTF-16 units U+1F600 comes before U+FF5E; by bytes after it.
    const { url } = await serve(bucket(['a', '😀', '～', 'b', 'a'], { pageSize: 2 }))
    expect(await pathsOf(open({ url, listing: 's3' }))).toEqual(['a', 'b', '～', '😀'])
  })

  const many = Array.from({ length: 12_000 }, (_, at) => `k/${String(at).padStart(6, '0')}`)

  it('is asked for page by page as it is taken', async () => {
    const { url, seen } = await serve(bucket(many, { pageSize: 500 }))
    const pages = open({ url, listing: 's3' }).list(parsePathPattern('**/*'), never)[Symbol.asyncIterator]()
    expect(await pages.next()).toMatchObject({ value: { path: 'k/000000' } })
    expect(seen).toHaveLength(20)
    await pages.return?.()
  })

  it('that goes out of order late is refused', async () => {
    const { url } = await serve(bucket([...many, 'a'], { pageSize: 1000 }))
    expect(await failure(pathsOf(open({ url, listing: 's3' })))).toMatchObject({
      code: 'REMOTE_WRONG',
      message: expect.stringContaining('out of order'),
    })
  })

  it('tells of hostile keys and passes over folders of a console', async () => {
    const hostile = ['../x', '/abs', 'a/', 'a/./b', 'a//b', 'n\0l', 'x'.repeat(1000), 'z z+%2e']
    const { url } = await serve(bucket(hostile, { encodes: true }))
    const remote = open({ url, listing: 's3' })
    const found = await listAll(remote)
    expect(found.filter((one) => 'left' in one).map(({ path }) => path)).toEqual([
      '../x',
      '/abs',
      'a/',
      'a/./b',
      'a//b',
      'n\0l',
    ])
    expect(found.slice(-2).map(({ path }) => path)).toEqual(['x'.repeat(1000), 'z z+%2e'])
    const folder = await serve((_, response) =>
      response.end(xml('<Contents><Key>a/</Key><Size>0</Size></Contents>')),
    )
    expect(await pathsOf(open({ url: folder.url, listing: 's3' }))).toEqual([])
  })

  it('tells of a key whose bytes are no text', async () => {
    const { url } = await serve((_, response) =>
      response.end(xml('<EncodingType>url</EncodingType><Contents><Key>a%FF</Key></Contents>')),
    )
    expect(await listAll(open({ url, listing: 's3' }))).toMatchObject([
      { left: 'its name is not whole Unicode' },
    ])
  })

  it('gives no effect to a document type', async () => {
    const doctype =
      '<!DOCTYPE ListBucketResult SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">' +
      '<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    const { url, seen } = await serve((_, response) =>
      response.end(doctype + xml('<Contents><Key>k</Key></Contents>')),
    )
    expect(await pathsOf(open({ url, listing: 's3' }))).toEqual(['k'])
    expect(seen).toHaveLength(1)
    for (const entity of ['&e;', '&b;', '&constructor;']) {
      const used = await serve((_, response) =>
        response.end(doctype + xml(`<Contents><Key>${entity}</Key></Contents>`)),
      )
      const error = await failure(pathsOf(open({ url: used.url, listing: 's3' })))
      expect(error).toMatchObject({ code: 'REMOTE_WRONG' })
    }
  })

  const garbage: Record<string, string> = {
    'a web page': '<!DOCTYPE html><html><body>Sign in<br></body></html>',
    nothing: '',
    JSON: '{"a": 1}',
    'another document': '<Error><Code>NoSuchBucket</Code></Error>',
    'cut off': '<ListBucketResult><Contents><Key>a</Key>',
    'without keys': xml('<Contents><Size>1</Size></Contents>'),
    'truncated without a next page': xml('<IsTruncated>true</IsTruncated>'),
  }
  for (const [name, body] of Object.entries(garbage)) {
    it(`that is ${name} is refused`, async () => {
      const { url, seen } = await serve((_, response) => response.end(body))
      expect(await failure(pathsOf(open({ url, listing: 's3' })))).toMatchObject({ code: 'REMOTE_WRONG' })
      expect(seen).toHaveLength(1)
    })
  }

  it('that has no end is refused', async () => {
    let page = 0
    const { url, seen } = await serve((_, response) => {
      const token = `t${page++ % 3}`
      response.end(
        xml(
          `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>` +
            '<Contents><Key>a</Key></Contents>',
        ),
      )
    })
    expect(await failure(pathsOf(open({ url, listing: 's3' })))).toMatchObject({ code: 'REMOTE_WRONG' })
    expect(seen).toHaveLength(4)
  })

  it('that has empty pages without end is refused', async () => {
    let page = 0
    const { url } = await serve((_, response) =>
      response.end(
        xml(`<IsTruncated>true</IsTruncated><NextContinuationToken>${page++}</NextContinuationToken>`),
      ),
    )
    expect(await failure(pathsOf(open({ url, listing: 's3' })))).toMatchObject({ code: 'REMOTE_WRONG' })
  })
})

it('lists any valid paths in order, each once, by an index as by a bucket', async () => {
  let paths: string[] = []
  let indexed = ''
  const ofBucket = await serve((request, response) =>
    bucket(paths, { pageSize: 3, encodes: true })(request, response),
  )
  const ofIndex = await serve((_, response) => response.end(indexed))
  const path = fc
    .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'))
    .filter((one) => pathProblem(one) === null)
  const line = (one: string) => JSON.stringify(one)
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 12 }), fc.boolean(), async (all, array) => {
      // Among what a bucket holds each key is once, and any order is possible.
      paths = [...new Set(all)]
      indexed = array ? JSON.stringify(all) : all.map(line).join('\n')
      const expected = [...paths].sort(comparePaths)
      expect(await pathsOf(open({ url: ofIndex.url, index: 'i' }))).toEqual(expected)
      expect(await pathsOf(open({ url: ofBucket.url, listing: 's3' }))).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})
