import type { TabProps } from '../ui/workbench.ts'

export default function ExtractTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
