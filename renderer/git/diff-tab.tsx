import type { TabProps } from '../ui/workbench.ts'

export default function DiffTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
