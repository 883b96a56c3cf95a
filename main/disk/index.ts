/** What every writer needs of a disk: files replaced whole, made durable, and locks' owners looked for. */
export { errorCode } from './error-code.ts'
export { isAlive } from './is-alive.ts'
export { makeFolder, makeFolderSync } from './make-folder.ts'
export { movePath } from './move-path.ts'
export { type Replacing, replaceFile, replaceFileSync } from './replace-file.ts'
export { syncPath } from './sync-path.ts'
export { writeAll } from './write-all.ts'
