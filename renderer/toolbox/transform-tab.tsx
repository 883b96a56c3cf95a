import type { TabProps } from '../ui/workbench.ts'

export default function TransformTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
