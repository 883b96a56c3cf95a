import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, makePlace, type Place, placeAt } from './app.ts'

declare module 'vitest' {
  interface ProvidedContext {
    dir: string
    demo: DemoResult
  }
}

/**
 * Makes the demo once, by the command line, for all end-to-end tests. With `E2E_DEMO=<folder>` it is kept there for the
 * next time: for work on one test.
 */
export default async function provideDemo(project: TestProject): Promise<() => void> {
  const keep = process.env.E2E_DEMO
  if (keep) mkdirSync(keep, { recursive: true })
  const place = keep ? placeAt(keep) : makePlace('demo')
  const made = join(place.dir, 'demo.json')
  const demo: DemoResult = existsSync(made) ? JSON.parse(readFileSync(made, 'utf8')) : await makeDemo(place)
  if (keep) writeFileSync(made, JSON.stringify(demo))
  project.provide('dir', place.dir)
  project.provide('demo', demo)
  return () => {
    if (!keep) place.remove()
  }
}

async function makeDemo(place: Place): Promise<DemoResult> {
  const demo = await json<DemoResult>(place, ['demo'])
  if (!('root' in demo)) throw new Error(`the demo could not be made: ${JSON.stringify(demo)}`)
  return demo
}
