import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { version } from './version.ts'

test('the version is the one of package.json and of the changelog', () => {
  const file = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
  expect(JSON.parse(file('package.json')).version).toBe(version)
  expect(file('CHANGELOG.md')).toContain(`\n## ${version}\n`)
})
