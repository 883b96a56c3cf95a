export type { FilesHandlers } from './handlers.ts'
export { imageFile, type Layout, layout, manifestFile, objectFile } from './layout.ts'
export type { BrokenObject, Collected, FolderSync, FolderSynced, LeftObject, Verified } from './types.ts'
