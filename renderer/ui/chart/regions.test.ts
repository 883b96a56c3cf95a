import { expect, test } from 'vitest'
import { loadBorders, loadCountries, loadStates } from './regions.ts'

test('a country is found by its name and by its codes', async () => {
  const { features, indexOf } = await loadCountries()
  const name = (word: string) => features[indexOf(word)]?.properties.name
  for (const word of ['DE', 'de', 'DEU', '276', 'Germany', ' germany '])
    expect(name(word), word).toBe('Germany')
  expect(name('US')).toBe('United States of America')
  expect(name('USA')).toBe('United States of America')
  expect(name('Cote d’Ivoire')).toBe("Côte d'Ivoire")
  expect(name('4')).toBe('Afghanistan')
  expect(indexOf('Atlantis')).toBe(-1)
  expect(indexOf(null)).toBe(-1)
})

test('a state is found by its name, its letters and its number', async () => {
  const { features, indexOf } = await loadStates()
  const name = (word: string) => features[indexOf(word)]?.properties.name
  for (const word of ['CA', 'ca', 'California', '06', '6']) expect(name(word), word).toBe('California')
  for (const code of 'AL AK WY DC PR'.split(' ')) expect(indexOf(code)).toBeGreaterThanOrEqual(0)
})

test('borders are lines of longitude and latitude', async () => {
  const { countries, states } = await loadBorders()
  for (const [longitude, latitude] of [...countries, ...states].flat()) {
    expect(Math.abs(longitude)).toBeLessThanOrEqual(180.0001)
    expect(Math.abs(latitude)).toBeLessThanOrEqual(90)
  }
})
