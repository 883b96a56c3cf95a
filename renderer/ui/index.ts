/** The components of the window. Each works without a feature and stands in the gallery (`#gallery`) in every state. */
export { Button, type ButtonProps, IconButton, type IconButtonProps } from './button.tsx'
export { CommitChip, EngineChip, SnapshotChip } from './chips.tsx'
export { CutMiddle } from './cut-middle.tsx'
export { cx } from './cx.ts'
export { DateField } from './date-field.tsx'
export { Disclosure } from './disclosure.tsx'
export { NumberField, SearchField, TextField } from './field.tsx'
export { mayTakeFocus, tellChosen, useFirstFocus, watchPresses } from './first-focus.ts'
export {
  formatBytes,
  formatCount,
  formatDelta,
  formatDuration,
  formatHours,
  formatInstant,
  formatNumber,
  formatShort,
  plural,
} from './format.ts'
export { Heading } from './heading.tsx'
export { Icon, type IconType, type Tone } from './icon.tsx'
export { InlineAsk } from './inline-ask.tsx'
export { type JobSpec, runJob } from './job.ts'
export { JobRow } from './job-row.tsx'
export { Kbd } from './kbd.tsx'
export { formatKeys, isMac } from './keys.ts'
export { List } from './list.tsx'
export { Delta, EmptyMark, NullMark, type Verdict } from './marks.tsx'
export { Menu, type MenuEntry, type MenuItemSpec, PointMenu, SplitButton } from './menu.tsx'
export { Popover } from './popover.tsx'
export { Provenance, type ProvenanceProps, provenanceText } from './provenance.tsx'
export { ComboBox, type Option, Select } from './select.tsx'
export { SignInForm } from './sign-in-form.tsx'
export { SmallTable, type TableColumn } from './small-table.tsx'
export { describeProgress, Problem, ProgressBar, StateView, type StateViewProps } from './state-view.tsx'
export { type TabItem, Tabs } from './tabs.tsx'
export { showToast, Toasts } from './toast.tsx'
export { Checkbox, Switch } from './toggle.tsx'
export { Tooltip } from './tooltip.tsx'
export { Tree, type TreeNode } from './tree.tsx'
export { TreeVerbs } from './tree-verbs.tsx'
export { useLetters } from './use-letters.ts'
export { useNarrow } from './use-narrow.ts'
