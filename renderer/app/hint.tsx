import { useEffect } from 'react'
import { create } from 'zustand'
import { client } from '../client/index.ts'
import { X } from '../ui/icons.ts'
import { IconButton } from '../ui/index.ts'
import css from './frame.module.css'

/** One hint at a time; dismissed for good. */
export const useHint = create<{ text: string | null; key: string }>(() => ({ text: null, key: '' }))

/** Shows the hint, unless it was dismissed before. */
export async function showHint(key: string, text: string): Promise<void> {
  const { value } = await client.workspace
    .getState({ key: `frame.hint.${key}` })
    .catch(() => ({ value: null }))
  if (value === null) useHint.setState({ text, key })
}

function dismiss(): void {
  const { key } = useHint.getState()
  useHint.setState({ text: null })
  void client.workspace.setState({ key: `frame.hint.${key}`, value: 'dismissed' }).catch(() => {})
}

export function Hint() {
  const text = useHint((state) => state.text)
  useEffect(() => {
    if (text === null) return
    const press = (event: KeyboardEvent) => {
      // A menu or popover takes its own Esc first.
      if (event.key === 'Escape' && !event.defaultPrevented) dismiss()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [text])
  if (text === null) return null
  return (
    <div className={css.hint} role="status">
      <span>{text}</span>
      <IconButton icon={X} label="Dismiss" keys="Escape" onPress={dismiss} />
    </div>
  )
}
