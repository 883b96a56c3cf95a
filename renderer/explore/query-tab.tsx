import { useState } from 'react'
import { CodeEditor } from '../ui/code-editor/index.ts'
import type { TabProps } from '../ui/workbench.ts'

export default function QueryTab({ tab }: TabProps) {
  const [text, setText] = useState(tab.params['sql'] ?? '')
  return <CodeEditor value={text} onChange={setText} language="sql" label={tab.title} />
}
