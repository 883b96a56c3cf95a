import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ColumnProfile, KeptProfiles, profileVersion } from '#shared/format/profile.ts'
import { replaceFile } from '../disk/index.ts'
import { layout, ownedName, profileFile } from '../store/index.ts'

/** Profiles of one image: read once a process, written whenever columns were added. */
export interface ImageProfiles {
  /** The profile that is kept of a column, or undefined. */
  get(column: string): ColumnProfile | undefined
  /** Adds profiles; they are durable soon after. What cannot be written is made again another time. */
  add(profiles: readonly ColumnProfile[]): void
}

const known = new Map<string, Promise<ImageProfiles>>()
/** Images whose profiles are held in memory. */
const mostKnown = 20

/** The profiles that are kept beside an image. A file that is not there or not of this version holds none. */
export function imageProfiles(home: string, key: string): Promise<ImageProfiles> {
  const file = profileFile(home, key)
  const found = known.get(file) ?? read(home, key)
  known.delete(file)
  known.set(file, found)
  const [oldest] = known.keys()
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  return found
}

async function read(home: string, key: string): Promise<ImageProfiles> {
  const file = profileFile(home, key)
  const columns = await readColumns(file, key)
  const parsed = new Map<string, ColumnProfile>()
  let writing = false
  let again = false
  const write = async () => {
    if (writing) {
      again = true
      return
    }
    writing = true
    do {
      again = false
      const text = JSON.stringify({ v: profileVersion, image: key, columns: Object.fromEntries(columns) })
      const temporary = join(layout(home).tmp, `${ownedName('profile')}.json`)
      await replaceFile(file, `${text}\n`, { temporary }).catch(() => undefined)
    } while (again)
    writing = false
  }
  return {
    get(column) {
      const held = parsed.get(column)
      if (held || !columns.has(column)) return held
      const { data } = ColumnProfile.safeParse(columns.get(column))
      if (data) parsed.set(column, data)
      else columns.delete(column)
      return data
    },
    add(profiles) {
      for (const profile of profiles) {
        columns.set(profile.name, profile)
        parsed.set(profile.name, profile)
      }
      void write()
    },
  }
}

async function readColumns(file: string, key: string): Promise<Map<string, unknown>> {
  try {
    const kept = KeptProfiles.parse(JSON.parse(await readFile(file, 'utf8')))
    return new Map(kept.image === key ? Object.entries(kept.columns) : [])
  } catch {
    return new Map()
  }
}
