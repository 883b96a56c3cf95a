import { useEffect } from 'react'
import { type Command, useWorkbench } from '../ui/workbench.ts'
import { boundCommands, useKeys } from './command-keys.ts'
import { createKeymap, isUsable } from './keymap.ts'

/** How long the window waits for the second press of a chord. */
const chordWait = 3000

/** Places whose own keys come first: a commit message sends by Mod+Enter whatever tab is shown beside it. */
const away = '[data-part="side"], [data-part="title"], [data-part="panel"], [role="dialog"], [role="menu"]'

/** Listens for the keys of all commands. They act before anything inside sees them. */
export function useShortcuts(): void {
  useEffect(() => {
    let keymap = createKeymap(boundCommands())
    const stop = useKeys.subscribe(() => {
      keymap = createKeymap(boundCommands())
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    const usable = (target: EventTarget | null) => (command: Command) => {
      const { tabs, activeTab } = useWorkbench.getState()
      const kind = tabs.find(({ id }) => id === activeTab)?.kind
      if (!isUsable(command, kind)) return false
      if (!(target instanceof Element)) return true
      if (command.within && !target.closest(command.within)) return false
      return !(command.when && target.closest(away))
    }
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat || useKeys.getState().recording !== null) return
      const step = keymap.step(event, usable(event.target))
      if (step === null) {
        // The browser's own Save has nothing to save here.
        if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') event.preventDefault()
        return
      }
      event.preventDefault()
      event.stopPropagation()
      clearTimeout(timer)
      if (step.type === 'run') step.command.run()
      if (step.type === 'chord') timer = setTimeout(() => keymap.reset(), chordWait)
    }
    addEventListener('keydown', press, { capture: true })
    return () => {
      stop()
      clearTimeout(timer)
      removeEventListener('keydown', press, { capture: true })
    }
  }, [])
}
