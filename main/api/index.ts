/** What the three hosts mount: one handler over one app. */

export type { Port, StartWorker, WorkerName } from '../worker/index.ts'
export { engineEnvironment, nodeWorkers } from '../worker/node.ts'
export { type App, createApp, type HostEffects } from './app.ts'
export type { SafeStorage } from './credentials.ts'
export { createHandler, type Handler } from './handler.ts'
export { defaultHome } from './home.ts'
export { contentSecurityPolicy, refusal, securityHeaders, servePage } from './page.ts'
