import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { inputError } from '#shared/errors.ts'

/** A user name with a token or password, for one server. */
export interface Credentials {
  username: string
  password: string
}

/** A remote's address as it is used and as it may be shown. */
export interface Address {
  /** HTTP is ours; the rest goes through the user's own git. */
  reach: 'http' | 'ssh' | 'file'
  /** Without name and password. */
  url: string
  /** `https://example.org`: what a token belongs to. Null unless HTTP. */
  origin: string | null
  /** Name and password that stood in the address, as git lets people write them. */
  embedded: Credentials | null
}

/**
 * Reads an address as git does, from an allow-list: HTTP(S), SSH and folders. Throws `GIT_ADDRESS` for others, such
 * as `ext::`, which runs commands. A relative folder counts from `base`.
 */
export function parseAddress(text: string, base: string = homedir()): Address {
  const typed = text.trim()
  if (/^https?:\/\//i.test(typed)) return httpAddress(typed)
  if (/^ssh:\/\//i.test(typed)) {
    const url = URL.canParse(typed) ? new URL(typed) : null
    // A host that begins with a dash would be an option of ssh.
    if (url && url.hostname !== '' && !url.hostname.startsWith('-') && !url.username.startsWith('-'))
      return { reach: 'ssh', url: typed, origin: null, embedded: null }
    throw refusal(typed)
  }
  if (/^file:\/\/\//i.test(typed)) return { reach: 'file', url: typed, origin: null, embedded: null }
  if (/^[a-z][a-z0-9+.-]*:[:/]/i.test(typed) && !/^[a-z]:[\\/]/i.test(typed)) throw refusal(typed)
  if (isAbsolute(typed) || /^(\.{1,2}|~)(\/|$)/.test(typed)) {
    const path = typed.startsWith('~') ? join(homedir(), typed.slice(1)) : resolve(base, typed)
    return { reach: 'file', url: path, origin: null, embedded: null }
  }
  // `git@example.org:team/shop.git`
  if (/^(?!-)[\w.+-]+@(?!-)[\w.-]+:[^:]|^(?!-)[\w-]+(\.[\w-]+)+:[^:]/.test(typed))
    return { reach: 'ssh', url: typed, origin: null, embedded: null }
  throw refusal(typed)
}

function httpAddress(typed: string): Address {
  if (!URL.canParse(typed)) throw refusal(typed)
  const url = new URL(typed)
  const embedded =
    url.username === '' ? null : { username: decoded(url.username), password: decoded(url.password) }
  url.username = ''
  url.password = ''
  url.hash = ''
  const clean = url.href.replace(/\/+$/, '')
  return { reach: 'http', url: clean, origin: url.origin, embedded: embedded?.password ? embedded : null }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An address as it may stand on a screen or in an error: without name and password. */
export function shownAddress(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}

function refusal(typed: string): Error {
  return inputError(
    'GIT_ADDRESS',
    `Lakebench does not fetch from ${shownAddress(typed).slice(0, 200) || 'an empty address'}. Give an https address, an SSH one (git@host:team/name.git) or a folder.`,
  )
}
