export type { ExtractContext, KnownSource, Ready } from './context.ts'
export { type ExtractChoice, planExtraction, previewExtraction } from './extract.ts'
export type { Selection } from './selection.ts'
