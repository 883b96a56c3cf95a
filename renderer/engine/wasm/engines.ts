import type { EngineSet, ImageRef } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { EngineEvent } from '../events.ts'
import { mostImageBytes } from '../known.ts'
import { createDatabase, type Database } from './database.ts'

/** The bytes of an image by its key. */
export type FetchImage = (key: string, signal?: AbortSignal) => Promise<Uint8Array>

/** Sets of images that have an engine at one time. */
const mostAlive = 3

export interface Engines {
  /** Whether the engine of a set stands and can answer at once. */
  ready(set: EngineSet): boolean
  /** Whether a set has an engine, standing or starting. */
  has(set: EngineSet): boolean
  /** The engine of a set, made when there is none. Throws `IMAGES_TOO_LARGE`; the set is native's then. */
  acquire(set: EngineSet): Promise<Database>
  /** Ends the engine of a set whose memory was filled, which would never shrink; the next statement makes a new one. */
  retire(set: EngineSet): void
  /** Ends every engine; the next statement, and every result that is looked at, makes a new one. */
  restart(why: string): void
}

/** Engines by set, the last used longest. */
export function createEngines(fetchImage: FetchImage, emit: (event: EngineEvent) => void): Engines {
  const alive = new Map<string, Promise<Database>>()
  const standing = new Map<string, Database>()

  const make = async (set: EngineSet): Promise<Database> => {
    // Bytes travel while the module is instantiated.
    const images = unique(set.images)
    const [database, files] = await Promise.all([
      createDatabase(),
      Promise.all(images.map((image) => fetchImage(image.key))),
    ])
    try {
      await database.open()
      for (const [index, image] of images.entries()) {
        const bytes = files[index]
        if (bytes) await database.registerFile(fileOf(image), bytes)
      }
      await furnish(database, set, images)
      return database
    } catch (thrown) {
      database.kill('it could not be furnished')
      throw thrown
    }
  }

  return {
    ready: (set) => standing.get(set.id)?.dead() === null,
    has: (set) => alive.has(set.id),
    acquire(set) {
      const bytes = imageBytes(set)
      if (bytes > mostImageBytes) return Promise.reject(tooLarge(set, bytes))
      const known = alive.get(set.id)
      if (known) {
        alive.delete(set.id)
        alive.set(set.id, known)
        return known
      }
      emit({ type: 'starting', engine: 'wasm', message: 'The wasm engine is starting.' })
      const made = make(set)
      alive.set(set.id, made)
      const forget = () => {
        if (alive.get(set.id) === made) alive.delete(set.id)
      }
      made.then(
        (database) => {
          standing.set(set.id, database)
          database.onDeath((why) => {
            const asked = alive.get(set.id) !== made
            if (standing.get(set.id) === database) standing.delete(set.id)
            forget()
            if (asked) return
            emit({
              type: 'restarted',
              engine: 'wasm',
              message: `The wasm engine stopped (${why}) and was restarted. Your text and sources are intact. Run again.`,
            })
          })
          emit({ type: 'ready', engine: 'wasm', message: 'The wasm engine is ready.' })
        },
        (thrown) => {
          forget()
          emit({
            type: 'failed',
            engine: 'wasm',
            message: `The wasm engine could not be made: ${thrown instanceof Error ? thrown.message : thrown}`,
          })
        },
      )
      for (const [id, oldest] of alive) {
        if (alive.size <= mostAlive) break
        alive.delete(id)
        void oldest
          .then((database) => database.kill('another set of snapshots took its place'))
          .catch(() => {})
      }
      return made
    },
    retire({ id }) {
      const full = standing.get(id)
      alive.delete(id)
      full?.kill('its memory was full')
    },
    restart(why) {
      for (const engine of alive.values()) void engine.then((database) => database.kill(why)).catch(() => {})
      alive.clear()
      emit({ type: 'restarted', engine: 'wasm', message: `The wasm engine was restarted (${why}).` })
    },
  }
}

async function furnish(database: Database, set: EngineSet, images: ImageRef[]): Promise<void> {
  const connection = await database.connect()
  for (const image of images) {
    const file = quoteText(fileOf(image))
    await connection.execute(`ATTACH ${file} AS ${quoteIdent(imageAlias(image.key))} (READ_ONLY)`)
  }
  // Before the macros, which are a user's too: one that needs an extension would wait for it without end.
  for (const setting of lock) await connection.execute(setting)
  for (const statement of set.statements) {
    await connection.execute(statement).catch((thrown) => {
      // A macro that this engine cannot have is native's alone, and so is what calls it.
      if (!(thrown instanceof AppError && thrown.code === 'ENGINE_UNSUPPORTED')) throw thrown
    })
  }
  await connection.close()
}

/**
 * Megabytes that tables and sorts of one engine may take: a WebAssembly memory never shrinks, so one large result would
 * stay with the window for good. What needs more is native's, which spills.
 */
const mostMemory = 256

/** No file, no network, no setting from here on. */
const lock = [
  `SET temp_directory = ''`,
  `SET memory_limit = '${mostMemory}MiB'`,
  `SET enable_external_access = false`,
  `SET lock_configuration = true`,
]

/** The catalogue under which every engine attaches the image of this key. */
export const imageAlias = (key: string): string => `i_${key.slice(0, 16)}`

const fileOf = (image: ImageRef): string => `images/${image.key}.duckdb`

const unique = (images: readonly ImageRef[]): ImageRef[] => [
  ...new Map(images.map((image) => [image.key, image])).values(),
]

export const imageBytes = (set: EngineSet): number =>
  unique(set.images).reduce((sum, image) => sum + image.bytes, 0)

function tooLarge(set: EngineSet, bytes: number): AppError {
  const largest = [...set.images].sort((one, other) => other.bytes - one.bytes)[0]
  const size = `${(bytes / 1024 ** 3).toFixed(1)} GiB`
  return new AppError({
    code: 'IMAGES_TOO_LARGE',
    kind: 'input',
    message: `The sources are ${size} together (${largest?.source ?? 'none'} is the largest), more than the wasm engine takes, so native answers.`,
  })
}
