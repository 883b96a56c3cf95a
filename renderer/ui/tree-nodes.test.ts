import { expect, test } from 'vitest'
import { reuseNodes } from './tree-nodes.ts'

interface Node {
  id: string
  label: string
  children?: Node[] | undefined
}
const read = (...history: string[]): Node => ({
  id: '',
  label: '',
  children: [
    { id: 'sources', label: 'Sources', children: [{ id: 'flights', label: 'flights' }] },
    { id: 'history', label: 'History', children: history.map((id) => ({ id, label: `ran ${id}` })) },
  ],
})

test('a reading that says the same is the same object', () => {
  const known = new Map<string, Node>()
  const first = reuseNodes(known, read('b', 'a'))
  expect(reuseNodes(known, read('b', 'a'))).toBe(first)
})

test('a new row changes itself and what it stands in, wherever the others move to', () => {
  const known = new Map<string, Node>()
  const before = reuseNodes(known, read('b', 'a'))
  const after = reuseNodes(known, read('c', 'b', 'a'))
  expect(after).not.toBe(before)
  expect(after.children?.[0]).toBe(before.children?.[0])
  const [history, historyAfter] = [before.children?.[1], after.children?.[1]]
  expect(historyAfter).not.toBe(history)
  expect(historyAfter?.children?.[1]).toBe(history?.children?.[0])
  expect(historyAfter?.children?.[2]).toBe(history?.children?.[1])
  expect(historyAfter?.children?.[0]?.label).toBe('ran c')
})

test('a node that says something else is a new one, and one without children is not one with none', () => {
  const known = new Map<string, Node>()
  const before = reuseNodes(known, { id: 'a', label: 'a' })
  expect(reuseNodes(known, { id: 'a', label: 'other' })).toEqual({ id: 'a', label: 'other' })
  expect(reuseNodes(known, { id: 'a', label: 'a' })).not.toBe(before)
  expect(reuseNodes(known, { id: 'a', label: 'a', children: [] }).children).toEqual([])
})
