/** Remotes that are reached over a network: `openRemote`. A further kind is a folder here, and a line of `open.ts`. */

export { openRemote } from './open.ts'
export { ObjectLost, type Remote, type RemoteBody, type RemoteObject, type Unlisted } from './types.ts'
