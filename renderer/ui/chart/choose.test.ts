import { expect, test } from 'vitest'
import { asKind, chooseChart } from './choose.ts'

const columns = [
  { name: 'date', type: 'TIMESTAMP' },
  { name: 'origin', type: 'VARCHAR' },
  { name: 'delay', type: 'INTEGER' },
  { name: 'distance', type: 'DOUBLE' },
  { name: 'id', type: 'BIGINT' },
]
const of = (...names: string[]) => columns.filter(({ name }) => names.includes(name))

test('the first chart follows the types', () => {
  expect(chooseChart(of('date', 'delay'), 200)).toMatchObject({ kind: 'line', x: 'date', y: 'delay' })
  expect(chooseChart(of('date', 'origin', 'delay'), 200)).toMatchObject({ kind: 'line', color: 'origin' })
  expect(chooseChart(of('date', 'origin', 'delay'), 3_000_000)).toMatchObject({ kind: 'line', color: null })
  expect(chooseChart(of('origin', 'delay'), 50)).toMatchObject({ kind: 'bar', x: 'origin', aggregate: 'sum' })
  expect(chooseChart(of('delay', 'distance'), 500)).toMatchObject({ kind: 'point' })
  expect(chooseChart(of('delay', 'distance'), 500_000)).toMatchObject({ kind: 'heat' })
  const buckets = [
    { name: 'from_min', type: 'DOUBLE' },
    { name: 'flights', type: 'BIGINT' },
    { name: 'percent', type: 'DOUBLE' },
  ]
  const counted = { kind: 'histogram', x: 'from_min', y: 'flights', aggregate: 'sum' }
  expect(chooseChart(buckets, 25)).toMatchObject(counted)
  expect(chooseChart(buckets, 2500)).toMatchObject({ kind: 'point' })
  expect(chooseChart([...buckets.slice(1, 2), { name: 'late', type: 'BIGINT' }], 25)).toMatchObject({
    kind: 'point',
  })
  expect(chooseChart([{ name: 'hour', type: 'BIGINT' }, ...buckets.slice(1)], 24)).toMatchObject({
    kind: 'line',
  })
  expect(chooseChart(of('delay'), 500)).toMatchObject({ kind: 'histogram', x: 'delay' })
  expect(chooseChart(of('id'), 500)).toMatchObject({ kind: 'histogram', x: 'id' })
  expect(chooseChart(of('origin'), 500)).toMatchObject({ kind: 'bar', y: null, aggregate: 'count' })
  expect(chooseChart([{ name: 'l', type: 'INTEGER[]' }], 500)).toBeNull()
  expect(chooseChart([...of('delay'), ...of('delay')], 5)).toBeNull()
})

test('the first chart follows how many values a column has', () => {
  const of = (distinct: Record<string, number>) => chooseChart(columns.slice(1, 3), 1000, distinct)
  expect(of({ origin: 20 })).toMatchObject({ kind: 'bar', x: 'origin' })
  expect(of({ origin: 1 })).toMatchObject({ kind: 'histogram', x: 'delay' })
  expect(of({ origin: 990 })).toMatchObject({ kind: 'histogram', x: 'delay' })
  const lines = columns.slice(0, 3)
  expect(chooseChart(lines, 1000, { origin: 5 })).toMatchObject({ kind: 'line', color: 'origin' })
  expect(chooseChart(lines, 1000, { origin: 40 })).toMatchObject({ kind: 'line', color: null })
})

test('places and regions are drawn on a map', () => {
  const text = (name: string) => ({ name, type: 'VARCHAR' })
  const number = (name: string) => ({ name, type: 'DOUBLE' })
  const map = (list: { name: string; type: string }[], distinct = {}) => chooseChart(list, 9000, distinct)
  expect(map([text('name'), number('latitude'), number('longitude')])).toMatchObject({
    kind: 'map',
    x: 'longitude',
    y: 'latitude',
    map: 'points',
  })
  expect(map([text('country'), number('sales')])).toMatchObject({ map: 'countries', y: 'sales' })
  expect(map([text('state'), number('sales')], { state: 50 })).toMatchObject({ map: 'states', x: 'state' })
  expect(map([text('state'), number('sales')], { state: 3 })).toMatchObject({ kind: 'bar', map: null })
})

test('another kind takes columns that fit it', () => {
  expect(asKind('histogram', columns, null)).toMatchObject({ x: 'delay' })
  expect(asKind('point', of('delay'), null)).toBeNull()
  expect(asKind('box', columns, null)).toMatchObject({ x: 'origin', y: 'delay' })
  expect(asKind('area', columns, null)).toMatchObject({ x: 'date', y: null })
  expect(asKind('bar', columns, null)).toMatchObject({ x: 'origin', y: 'delay' })
})
