import type { HandlerWork } from '../../../worker/index.ts'
import type { BuildImage, BuiltImage } from './types.ts'

export type { BuildImage, BuiltImage } from './types.ts'

/** What the importer process answers beside queries: building table images. */
export const importHandlers = {
  buildImage: (_input: BuildImage, _work: HandlerWork): Promise<BuiltImage> =>
    Promise.reject(new Error('not there yet')),
  /** The digest of an image's logical content: tables, columns and rows in their order, whatever wrote the file. */
  imageDigest: (_input: { path: string }, _work: HandlerWork): Promise<string> =>
    Promise.reject(new Error('not there yet')),
}
