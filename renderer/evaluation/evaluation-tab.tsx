import type { TabProps } from '../ui/workbench.ts'

export default function EvaluationTab({ tab }: TabProps) {
  return <div>{tab.title}</div>
}
