import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from './lock.ts'
import { lockedError } from './refs.ts'

/** Adds a section to a repository's settings, under git's own lock. Of a value that is set twice git reads the last. */
export async function addConfig(
  commondir: string,
  [section, name]: [section: string, name: string],
  values: Record<string, string>,
): Promise<void> {
  const file = join(commondir, 'config')
  const lock = await takeLock(file)
  if (!lock) throw lockedError('config')
  try {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const lines = Object.entries(values).map(([key, value]) => `\t${key} = ${quoted(value)}\n`)
    const gap = before === '' || before.endsWith('\n') ? '' : '\n'
    lock.publish(`${before}${gap}[${section} ${quoted(name)}]\n${lines.join('')}`)
  } finally {
    lock.release()
  }
}

const quoted = (text: string): string => `"${text.replace(/[\n\0]/g, '').replace(/["\\]/g, '\\$&')}"`
