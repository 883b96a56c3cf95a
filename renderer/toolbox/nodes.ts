import type { TransformSummary } from '#shared/contract/toolbox.ts'
import { CircleAlert, CircleCheck, Folder, FunctionSquare, RotateCcw, Table2 } from '../ui/icons.ts'
import type { TreeNode } from '../ui/index.ts'
import { type Tested, testCount } from './test-count.ts'

/** The folder of a transform for browsing: `time` of `toolbox/time/week_start.sql`, '' at the top. */
export function folderOf({ file }: Pick<TransformSummary, 'file'>): string {
  const inside = file.replace(/^toolbox\//, '')
  const end = inside.lastIndexOf('/')
  return end === -1 ? '' : inside.slice(0, end)
}

/** The tree of the side bar: the workspace's own transforms, then the standard library, each by folder. */
export function toolboxNodes(
  transforms: readonly TransformSummary[],
  tested: Readonly<Record<string, Tested>>,
  wanted: string,
): TreeNode[] {
  const found = transforms.filter(({ name, description, file }) =>
    `${name} ${description} ${file}`.toLowerCase().includes(wanted),
  )
  const section = (id: string, label: string, own: TransformSummary[]): TreeNode => ({
    id,
    label,
    head: true,
    detail: String(own.length),
    children: byFolder(id, own, tested),
  })
  const own = found.filter(({ standard }) => !standard)
  const standard = found.filter((one) => one.standard)
  return [
    ...(own.length > 0 || wanted === '' ? [section('own', 'This workspace', own)] : []),
    ...(standard.length > 0 ? [section('standard', 'Standard library', standard)] : []),
  ]
}

function byFolder(
  section: string,
  transforms: readonly TransformSummary[],
  tested: Readonly<Record<string, Tested>>,
): TreeNode[] {
  const folders = new Map<string, TransformSummary[]>()
  for (const transform of transforms) {
    const folder = folderOf(transform)
    folders.set(folder, [...(folders.get(folder) ?? []), transform])
  }
  const sorted = [...folders].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.flatMap(([folder, inside]) => {
    const leaves = [...inside]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((transform) => leaf(transform, tested[transform.name]))
    if (folder === '') return leaves
    return [{ id: `folder:${section}:${folder}`, label: folder, icon: Folder, children: leaves }]
  })
}

function leaf(transform: TransformSummary, tested: Tested | undefined): TreeNode {
  const { name, kind, description, signature, problem, tests } = transform
  const count = testCount(tested)
  const base = { id: `transform:${name}`, label: name, mono: true }
  if (problem) return { ...base, icon: CircleAlert, tone: 'error', detail: 'broken', title: problem.message }
  const title = `${signature}\n${description}`
  if (!count)
    return {
      ...base,
      icon: kind === 'table' ? Table2 : FunctionSquare,
      detail: tests > 0 ? `${tests} ${tests === 1 ? 'test' : 'tests'}` : 'no tests',
      title,
    }
  if (tested?.stale) return { ...base, icon: RotateCcw, tone: 'warn', detail: 'changed since', title }
  return {
    ...base,
    icon: count.passed ? CircleCheck : CircleAlert,
    tone: count.passed ? 'ok' : 'error',
    detail: count.passed ? `ok ${count.text}` : `!! ${count.text}`,
    title,
  }
}
