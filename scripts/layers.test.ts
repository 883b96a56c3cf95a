import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import rules from '../.dependency-cruiser.mjs'
import { circles } from './layers/circles.mjs'
import { checkLayers } from './layers.mjs'

const house = join(import.meta.dirname, 'layers/fixtures')

/** The rules that a file's first line names. */
function named(file: string): string[] {
  const [, list = ''] = /^\/\/ breaks (.*)\n/.exec(readFileSync(join(house, file), 'utf8')) ?? []
  return list === 'nothing' ? [] : list.split(', ').sort()
}

const files = readdirSync(house, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'))

test('each file of the fixtures breaks the rules it names, and no other', async () => {
  const violations = await checkLayers(house, ['main', 'renderer', 'shared'])
  const broken = Object.fromEntries(
    files.map((file) => [
      file,
      [...new Set(violations.filter(({ from }) => from === file).map(({ rule }) => rule))].sort(),
    ]),
  )
  expect(broken).toEqual(Object.fromEntries(files.map((file) => [file, named(file)])))
})

test('each rule is broken by a file of the fixtures', () => {
  const all = [...(rules.forbidden ?? []).map(({ name }) => name), 'not-in-allowed', 'no-circles']
  const broken = new Set(files.flatMap(named))
  expect(all.filter((name) => !broken.has(name ?? ''))).toEqual([])
})

test('a circle is found wherever it begins, and only once', () => {
  const needs = new Map([
    ['main', new Set(['a', 'e'])],
    ['a', new Set(['b'])],
    ['b', new Set(['c', 'd'])],
    ['c', new Set(['a'])],
    ['d', new Set(['e'])],
    ['e', new Set<string>()],
  ])
  expect(circles(needs)).toEqual([['a', 'b', 'c', 'a']])
})
