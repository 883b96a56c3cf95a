import { closeSync, openSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { type Entry, fromFd, type ZipFile } from 'yauzl'
import { inputError } from '#shared/errors.ts'
import { bomb } from '../text.ts'

/** The parts of a workbook by name. Nothing is unpacked to disk, so no name of it leads anywhere. */
export interface Parts {
  has(name: string): boolean
  /** A part's text in pieces. Throws `HAND_BOMB`, and `HAND_ZIP` for one that is damaged. */
  text(name: string): AsyncGenerator<string, void, void>
  close(): void
}

const mostParts = 20_000
/** A sheet of a million rows packs 20 times; what packs more than this was made to do harm. */
const mostTimes = 200
const largeBytes = 64 << 20

/** Throws `HAND_ZIP`. */
export async function openParts(file: string, mostBytes: number): Promise<Parts> {
  const fd = openSync(file, 'r')
  try {
    const zip = await opened(fd)
    const entries = await entriesOf(zip)
    return {
      has: (name) => entries.has(name),
      text: (name) => textOf(zip, entries.get(name), name, mostBytes),
      close: () => closeSync(fd),
    }
  } catch (thrown) {
    closeSync(fd)
    throw thrown
  }
}

const broken = (why: string) =>
  inputError('HAND_ZIP', `The Excel file breaks off or is damaged (${why}). Fetch it again, or save it anew.`)

function opened(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    fromFd(fd, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error || !zip ? reject(broken(error?.message ?? 'no end')) : resolve(zip),
    ),
  )
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (entries.size >= mostParts) return reject(broken(`more than ${mostParts} parts`))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.on('error', (error: Error) => reject(broken(error.message)))
    zip.on('end', () => resolve(entries))
    zip.readEntry()
  })
}

async function* textOf(
  zip: ZipFile,
  entry: Entry | undefined,
  name: string,
  mostBytes: number,
): AsyncGenerator<string, void, void> {
  if (!entry) throw broken(`${name} is missing`)
  const { uncompressedSize: size, compressedSize: packed } = entry
  if (size > mostBytes || (size > largeBytes && size > packed * mostTimes)) throw bomb(size, packed)
  const decoder = new TextDecoder('utf-8')
  try {
    // The stream ends in an error where it holds more than the size says.
    for await (const chunk of await stream(zip, entry))
      yield decoder.decode(chunk as Buffer, { stream: true })
  } catch (thrown) {
    throw broken((thrown as Error).message)
  }
  yield decoder.decode()
}

function stream(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, readable) =>
      error || !readable ? reject(error ?? new Error('no data')) : resolve(readable),
    ),
  )
}
