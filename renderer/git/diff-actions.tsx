import { ArrowDown, ArrowUp, Columns2, Rows2 } from '../ui/icons.ts'
import { IconButton } from '../ui/index.ts'
import { goToChange } from './diff-parts.ts'
import { setInline, useDiffLayout } from './layout.ts'

/** Change to change, and how the two sides stand. */
export function DiffActions({ tab }: { tab: string }) {
  const { inline } = useDiffLayout()
  return (
    <>
      <IconButton
        icon={ArrowUp}
        label="Previous change"
        keys="Shift+F7"
        onPress={() => goToChange(tab, 'previous')}
      />
      <IconButton icon={ArrowDown} label="Next change" keys="F7" onPress={() => goToChange(tab, 'next')} />
      <IconButton icon={Columns2} label="Side by side" pressed={!inline} onPress={() => setInline(false)} />
      <IconButton icon={Rows2} label="Inline" pressed={inline} onPress={() => setInline(true)} />
    </>
  )
}
