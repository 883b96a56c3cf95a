import type { TabProps } from '../ui/workbench.ts'

export default function CompareTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
