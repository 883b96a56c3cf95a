import { build } from './steps.mjs'

/** Builds `dist/main` when a source is newer: Vitest runs it once before the tests, which start the real workers. */
export default function buildMain() {
  return build(['dist/main/cli.js'])
}
