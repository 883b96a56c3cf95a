import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Newest change under the files and folders, in milliseconds since 1970. */
export function newest(paths) {
  let time = 0
  for (const path of paths) {
    const full = join(root, path)
    if (!existsSync(full)) continue
    const stat = statSync(full)
    time = Math.max(time, stat.mtimeMs)
    if (!stat.isDirectory()) continue
    for (const entry of readdirSync(full, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) time = Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs)
    }
  }
  return time
}

/** Builds `dist/main` when a source is newer. Vitest runs it once before the tests. */
export default async function buildMain() {
  const built = join(root, 'dist/main/native.js')
  const sources = ['main', 'shared', 'vite.main.config.ts', 'package.json']
  if (existsSync(built) && statSync(built).mtimeMs > newest(sources)) return
  await build({ root, configFile: join(root, 'vite.main.config.ts'), logLevel: 'warn' })
}
