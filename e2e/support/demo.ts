import type { TestProject } from 'vitest/node'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, makePlace } from './app.ts'

declare module 'vitest' {
  interface ProvidedContext {
    dir: string
    demo: DemoResult
  }
}

/** Makes the demo once, by the command line, for all end-to-end tests. */
export default async function makeDemo(project: TestProject): Promise<() => void> {
  const place = makePlace('demo')
  const demo = await json<DemoResult>(place, ['demo'])
  if (!('root' in demo)) throw new Error(`the demo could not be made: ${JSON.stringify(demo)}`)
  project.provide('dir', place.dir)
  project.provide('demo', demo)
  return () => place.remove()
}
