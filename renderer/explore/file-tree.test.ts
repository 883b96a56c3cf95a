import { expect, test } from 'vitest'
import type { TreeNode } from '../ui/index.ts'
import { foldersAbove, pathOfRow, queryTree } from './file-tree.ts'

const words = (nodes: readonly TreeNode[], depth = 0): string[] =>
  nodes.flatMap((node) => [
    `${' '.repeat(depth)}${node.label}${node.children ? '/' : ''}${node.detail ?? ''}`,
    ...words(node.children ?? [], depth + 1),
  ])

test('folders first, by name as people count, empty ones as well', () => {
  const files = ['b10.sql', 'b9.sql', 'x/y/deep.sql', 'x/a.sql'].map((name) => ({
    path: `queries/${name}`,
    bytes: 1,
  }))
  const nodes = queryTree(files, ['queries/empty', 'queries/x', 'queries/x/y'], new Set(['queries/b9.sql']))
  expect(words(nodes)).toEqual(['empty/', 'x/', ' y/', '  deep.sql', ' a.sql', 'b9.sql*', 'b10.sql'])
})

test('rows and paths', () => {
  expect(pathOfRow('query:queries/a:b.sql')).toEqual({ path: 'queries/a:b.sql', folder: false })
  expect(pathOfRow('folder:queries/x')).toEqual({ path: 'queries/x', folder: true })
  expect(pathOfRow('queries')).toEqual({ path: 'queries', folder: true })
  expect(pathOfRow('history:1')).toBeNull()
  expect(foldersAbove('queries/x/y/a.sql')).toEqual(['folder:queries/x', 'folder:queries/x/y'])
  expect(foldersAbove('queries/a.sql')).toEqual([])
})
