import { version } from '@duckdb/node-api'
import { buildImage } from './build.ts'
import { imageDigest } from './digest.ts'
import { tryRules } from './rules.ts'

export type { BuildImage, BuiltImage } from './types.ts'

/** What the importer process answers beside queries: building table images. */
export const importHandlers = {
  buildImage,
  imageDigest,
  tryRules,
  /** DuckDB's version, `v1.4.3`: a part of every image's key. */
  engineVersion: (_: Record<string, never>): Promise<string> => Promise.resolve(version()),
}
