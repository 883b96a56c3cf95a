import type { TabProps } from '../ui/workbench.ts'

export default function TextTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
