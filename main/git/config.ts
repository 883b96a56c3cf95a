import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Located } from './locate.ts'

/** Values by lower-case `section.name` or `section.subsection.name` (subsections keep their case), last one last. */
export type GitConfig = ReadonlyMap<string, readonly string[]>

/** The last value of a key, undefined when it is not set. */
export function configValue(config: GitConfig, key: string): string | undefined {
  return config.get(key)?.at(-1)
}

/** A boolean as git reads it; `fallback` when it is not set. */
export function configFlag(config: GitConfig, key: string, fallback = false): boolean {
  const value = configValue(config, key)
  if (value === undefined) return fallback
  return !['false', 'no', 'off', '0', ''].includes(value.toLowerCase())
}

/** The effective config: system, the user's own, the repository's, the worktree's. */
export function readConfig(located: Located | null, env: NodeJS.ProcessEnv = process.env): GitConfig {
  const values = new Map<string, string[]>()
  const home = env.HOME ?? homedir()
  const files = [
    ...(env.GIT_CONFIG_NOSYSTEM ? [] : [env.GIT_CONFIG_SYSTEM ?? '/etc/gitconfig']),
    ...(env.GIT_CONFIG_GLOBAL !== undefined
      ? [env.GIT_CONFIG_GLOBAL]
      : [join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config'), join(home, '.gitconfig')]),
    ...(located ? [join(located.commondir, 'config'), join(located.gitdir, 'config.worktree')] : []),
  ]
  for (const file of files) addFile(values, file, located, home)
  return values
}

function addFile(
  values: Map<string, string[]>,
  file: string,
  located: Located | null,
  home: string,
  depth = 0,
): void {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return
  }
  for (const [key, value] of parseConfig(text)) {
    values.set(key, [...(values.get(key) ?? []), value])
    const included = key === 'include.path' || isIncluded(key, located, home)
    if (included && depth < 10) {
      const path = value.startsWith('~/') ? join(home, value.slice(2)) : resolve(dirname(file), value)
      addFile(values, path, located, home, depth + 1)
    }
  }
}

/** `includeIf.gitdir:~/work/.path` holds for repositories under that folder. */
function isIncluded(key: string, located: Located | null, home: string): boolean {
  const pattern = /^includeif\.gitdir:(.+)\.path$/s.exec(key)?.[1]
  if (!pattern || !located) return false
  const folder = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern
  return folder.endsWith('/') ? `${located.gitdir}/`.startsWith(folder) : located.gitdir === folder
}

/** Key and value of each line of a config file, in order. Lines that git would refuse are left out. */
export function parseConfig(text: string): [key: string, value: string][] {
  const found: [string, string][] = []
  let section = ''
  // A backslash at the end of a line continues it.
  for (const raw of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    let line = raw.trim()
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line)
    if (header) {
      const [whole, name = '', sub] = header
      section = name.toLowerCase() + (sub === undefined ? '' : `.${sub.replace(/\\(.)/g, '$1')}`)
      line = line.slice(whole.length).trim()
    }
    const entry = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/s.exec(line)
    if (!entry || !section) continue
    const [, name = '', value] = entry
    found.push([`${section}.${name.toLowerCase()}`, value === undefined ? 'true' : unquote(value)])
  }
  return found
}

function unquote(value: string): string {
  let out = ''
  let kept = 0 // length up to which trailing blanks belong to the value
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const char = value[i] ?? ''
    if (char === '"') {
      quoted = !quoted
      kept = out.length
    } else if (char === '\\') {
      const next = value[++i] ?? ''
      out += { n: '\n', t: '\t', b: '\b' }[next] ?? next
      kept = out.length
    } else if (!quoted && (char === '#' || char === ';')) break
    else {
      out += char
      if (quoted || !/\s/.test(char)) kept = out.length
    }
  }
  return out.slice(0, kept)
}
