/** What the three hosts mount: one handler over one app. */
export { type App, createApp, type HostEffects } from './app.ts'
export { createHandler, type Handler } from './handler.ts'
export { contentSecurityPolicy, refusal, securityHeaders, servePage } from './page.ts'
