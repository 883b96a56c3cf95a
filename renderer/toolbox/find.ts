import { client } from '../client/index.ts'
import { type FindItem, frame } from '../ui/workbench.ts'

/** Transforms whose name or description holds `text`, for "go to anything". */
export async function findTransforms(text: string): Promise<FindItem[]> {
  const wanted = text.toLowerCase()
  const transforms = await client.toolbox.list()
  return transforms
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .map(({ name, description }) => ({
      id: `transform:${name}`,
      title: name,
      detail: description,
      group: 'Transforms',
      open: () => openTransform(name),
    }))
}

/** Shows the transform in its tab, at a view of it where one is named. */
export function openTransform(name: string, view?: 'doc' | 'source' | 'tests' | 'used'): void {
  frame().openTab({ kind: 'toolbox.transform', title: name, params: { name, ...(view && { view }) } })
}

/** Asks for another name of a transform. */
export function openRename(name: string): void {
  frame().openTab({ kind: 'toolbox.rename', title: `Rename ${name}`, params: { name } })
}
