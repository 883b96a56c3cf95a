import { readFile } from './read.ts'

/** What the reader process answers. */
export const readerHandlers = { readFile }
export type ReaderHandlers = typeof readerHandlers
