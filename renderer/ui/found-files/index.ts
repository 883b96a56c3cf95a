/** Places in files of the workspace, as a search finds them, and the texts of this window that it must read. */
export { FoundFiles, type FoundGroup } from './found-files.tsx'
export { unsavedHere } from './unsaved.ts'
