import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, makePlace, type Place, placeAt } from './app.ts'

declare module 'vitest' {
  interface ProvidedContext {
    demos: { dir: string; demo: DemoResult }[]
  }
}

/**
 * Makes a demo by the command line for each worker that tests at once. With `E2E_DEMO=<folder>` one is kept there for
 * the next time: for work on one test.
 */
export default async function provideDemos(project: TestProject): Promise<() => void> {
  const keep = process.env.E2E_DEMO
  if (keep) mkdirSync(keep, { recursive: true })
  const places = keep
    ? [placeAt(keep)]
    : Array.from({ length: project.config.maxWorkers }, () => makePlace('demo'))
  const demos = await Promise.all(
    places.map(async (place) => ({ dir: place.dir, demo: await demoIn(place) })),
  )
  project.provide('demos', demos)
  return () => {
    if (!keep) for (const place of places) place.remove()
  }
}

async function demoIn(place: Place): Promise<DemoResult> {
  const made = join(place.dir, 'demo.json')
  if (existsSync(made)) return JSON.parse(readFileSync(made, 'utf8'))
  const demo = await json<DemoResult>(place, ['demo'])
  if (!('root' in demo)) throw new Error(`the demo could not be made: ${JSON.stringify(demo)}`)
  writeFileSync(made, JSON.stringify(demo))
  return demo
}
