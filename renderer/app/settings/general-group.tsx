import { useWorkspaceInfo } from '../../client/index.ts'
import { Button } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import { defaultLayout } from '../kept.ts'
import { useWindow } from '../window-store.ts'
import { showWorkspace } from '../workspace.ts'
import { Row } from './row.tsx'

export function General() {
  const info = useWorkspaceInfo().data
  const layout = useWindow((state) => state.layout)
  const { feature, panelTab } = layout
  const plain = { ...defaultLayout, feature, panelTab }
  const changed = JSON.stringify(plain) !== JSON.stringify(layout)
  return (
    <>
      <Row name={info?.name ?? 'Workspace'} sentence={info ? info.root : 'Reading the workspace'}>
        <Button onPress={() => frame().run('frame.welcome')}>Open another…</Button>
        <Button onPress={() => void showWorkspace(null)}>Close</Button>
      </Row>
      <Row
        name="Layout"
        sentence="Sizes of the side bar, the right pane and the panel, and which of them are shown."
        onReset={
          changed
            ? () => {
                useWindow.setState({ layout: plain })
                frame().toast({
                  message: 'The layout is as in the beginning.',
                  undo: () => useWindow.setState({ layout }),
                })
              }
            : undefined
        }
      >
        {changed ? null : 'default'}
      </Row>
      <Row
        name="Text and tabs"
        sentence="What you type is stored 300 ms after the last key. Tabs come back after a restart; a closed tab can be reopened for 30 days."
      />
    </>
  )
}
