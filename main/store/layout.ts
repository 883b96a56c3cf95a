import { join } from 'node:path'

/** Where things lie under `LAKEBENCH_HOME`. */
export interface Layout {
  home: string
  objects: string
  snapshots: string
  images: string
  results: string
  syncs: string
  roots: string
  tmp: string
  locks: string
  /** Objects whose bytes did not match their name: kept, never deleted. */
  quarantine: string
}

export function layout(home: string): Layout {
  return {
    home,
    objects: join(home, 'objects'),
    snapshots: join(home, 'snapshots'),
    images: join(home, 'images'),
    results: join(home, 'results'),
    syncs: join(home, 'syncs'),
    roots: join(home, 'roots'),
    tmp: join(home, 'tmp'),
    locks: join(home, 'lock'),
    quarantine: join(home, 'quarantine'),
  }
}

/** The file of an object. */
export function objectFile(home: string, sha256: string): string {
  // Asked for each object of each sync: `join` would take longer than the look at the file.
  return `${home}/objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`
}

/** The file of a snapshot's manifest. */
export function manifestFile(home: string, snapshot: string): string {
  return join(home, 'snapshots', `${snapshot}.ndjson`)
}

/** The file of a table image. */
export function imageFile(home: string, key: string): string {
  return join(home, 'images', `${key}.duckdb`)
}

/** The file of what is known of an image's columns. */
export function profileFile(home: string, key: string): string {
  return join(home, 'images', `${key}.profile.json`)
}
