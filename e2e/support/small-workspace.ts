import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cli, type Place } from './app.ts'

/** A workspace of one small source beside its lake, committed and trusted. */
export interface SmallWorkspace {
  root: string
  lake: string
  /** The command line's options that name it. */
  at: string[]
  write(path: string, text: string): void
  land(object: string, text: string): void
  git(...args: string[]): string
  /** Back to what is committed. */
  restore(): void
}

const contract = {
  head: "version: 1\nsource: events\ndescription: Events\nremote: lake\npath: 'events/*.ndjson'\n",
  body: 'format: {type: ndjson}\ncadence: daily\nproducer: {team: app, contact: a@example.org, responsible: objects}\nconsumer: {team: science, contact: b@example.org, responsible: the rest}\nsettle: 0s\n',
  key: 'key: [id]\n',
  fields: 'fields:\n  id: {type: INTEGER, required: true}\n  day: {type: DATE}\n',
}
export const contractText = Object.values(contract).join('')

const evaluation = `version: 1
description: How many events there are
engine: wasm
snapshots: {events: [latest]}
refs: [HEAD]
algorithms:
  every: {query: queries/every.sql}
  even: {query: queries/even.sql}
metrics:
  n: {sql: SELECT count(*) FROM predictions, better: none}
baseline: every
gates: []
`

export async function smallWorkspace(place: Place, name = 'workspace'): Promise<SmallWorkspace> {
  const root = join(place.dir, name)
  const lake = join(place.dir, 'lake')
  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
    }).trim()
  const workspace: SmallWorkspace = {
    root,
    lake,
    at: ['--workspace', root],
    write: (path, text) => put(join(root, path), text),
    land: (object, text) => put(join(lake, object), text),
    git,
    restore() {
      git('checkout', '-q', '--', '.')
      git('clean', '-fdq')
    },
  }
  const made = await cli(place, ['init', root])
  if (made.code !== 0) throw new Error(made.stderr)
  workspace.write(
    'lakebench.yml',
    'version: 1\nname: small\nremotes:\n  lake: {type: folder, path: ../lake}\n',
  )
  workspace.write('contracts/events.yml', contractText)
  workspace.write('queries/every.sql', 'SELECT id FROM events ORDER BY id\n')
  workspace.write('queries/even.sql', 'SELECT id FROM events WHERE id % 2 = 0 ORDER BY id\n')
  workspace.write('evaluations/size.yml', evaluation)
  workspace.land('events/a.ndjson', '{"id":1,"day":"2001-01-01"}\n{"id":2,"day":"2001-01-02"}\n')
  git('add', '-A')
  git('commit', '-q', '-m', 'Begin')
  await cli(place, ['trust', ...workspace.at])
  return workspace
}

/** Temporary files that something left behind under the folders. */
export function leftovers(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git/objects'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) =>
        /\.(tmp|temp|part|wal)$|\.tmp[.-]|\/tmp\/(?!lakebench-e2e)|\.lock$/.test(file.slice(folder.length)),
      ),
  )
}

/** Mounts a small file system; null, with a printed word, where that is not permitted. */
export function mountSmall(folder: string, options: string): (() => void) | null {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    console.log('skipped: this user may not mount a small file system')
    rmSync(folder, { recursive: true })
    return null
  }
  return () => execFileSync('umount', [folder])
}
