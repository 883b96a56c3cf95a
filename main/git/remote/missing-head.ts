import type { HttpClient } from 'isomorphic-git'

/**
 * A server whose HEAD names a branch without a commit (`git init --bare`, then a push of another one) lists no HEAD, and
 * isomorphic-git fetches nothing from it: "Could not find HEAD". So the first branch stands in for it; no ref is
 * written by that.
 */
export function withHead(http: HttpClient): HttpClient {
  return {
    async request(request) {
      const response = await http.request(request)
      if (!request.url.endsWith('/info/refs?service=git-upload-pack') || response.statusCode !== 200)
        return response
      const parts: Uint8Array[] = []
      for await (const part of response.body ?? []) parts.push(part)
      return { ...response, body: one(addHead(Buffer.concat(parts))) }
    },
  }
}

/** The refs of a server with a line for HEAD; as they are when there is one, or no branch at all. */
export function addHead(refs: Buffer): Buffer {
  let end = 0
  let oid: string | null = null
  for (let at = 0; at + 4 <= refs.length; ) {
    const length = Number.parseInt(refs.toString('latin1', at, at + 4), 16)
    if (Number.isNaN(length)) return refs
    const line = refs.toString('utf8', at + 4, at + Math.max(length, 4))
    const [, id, ref] = /^([0-9a-f]{40}) ([^\0\n]+)/.exec(line) ?? []
    if (ref === 'HEAD') return refs
    if (id && ref?.startsWith('refs/heads/') && oid === null) {
      oid = id
      end = at + length
    }
    at += Math.max(length, 4)
  }
  if (oid === null) return refs
  const line = Buffer.from(`0032${oid} HEAD\n`, 'latin1')
  return Buffer.concat([refs.subarray(0, end), line, refs.subarray(end)])
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
