import type { TabProps } from '../ui/workbench.ts'

export default function CommitTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
