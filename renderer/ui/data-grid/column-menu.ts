import { ArrowDown, ArrowUp, ChartColumn, EyeOff, Filter, MoveHorizontal, Pin, Search } from '../icons.ts'
import type { MenuEntry } from '../menu.tsx'
import { type CopyForm, copyForms } from './copy-as.ts'
import { gridKeys } from './grid-keys.ts'
import type { GridSort } from './types.ts'

interface ColumnMenuActions {
  sort?: ((descending: boolean | null) => void) | undefined
  filter?: (() => void) | undefined
  inspect?: (() => void) | undefined
  copy: (headers: boolean) => void
  copyProvenance?: (() => void) | undefined
  copyAs: (form: CopyForm) => void
  copyName: () => void
  pin: () => void
  hide?: (() => void) | undefined
  fitWidth: () => void
  profiles?: { shown: boolean; show: (shown: boolean) => void } | undefined
  move: (step: number) => void
}

/** The menu of a column's head. Each entry shows the key that does the same in the grid. */
export function columnMenu(
  name: string,
  state: { sort: GridSort | undefined; pinned: boolean; hasCell: boolean },
  actions: ColumnMenuActions,
): MenuEntry[] {
  const { sort, filter, inspect, hide, copyProvenance } = actions
  const entries: MenuEntry[] = []
  if (sort) {
    entries.push(
      { id: 'asc', label: 'Sort ascending', icon: ArrowUp, keys: gridKeys.sort, run: () => sort(false) },
      { id: 'desc', label: 'Sort descending', icon: ArrowDown, run: () => sort(true) },
    )
    if (state.sort) entries.push({ id: 'unsort', label: 'Clear sort', run: () => sort(null) })
    entries.push({ separator: 'after-sort' })
  }
  const noCell = state.hasCell ? undefined : 'Choose a cell of this column first'
  if (filter) {
    entries.push({
      id: 'filter',
      label: 'Filter by the chosen value',
      icon: Filter,
      keys: gridKeys.filter,
      run: filter,
      disabledReason: noCell,
    })
  }
  if (inspect) {
    entries.push({
      id: 'inspect',
      label: 'Inspect the chosen cell',
      icon: Search,
      keys: gridKeys.inspect,
      run: inspect,
      disabledReason: noCell,
    })
  }
  entries.push(
    { id: 'copy', label: 'Copy selection', keys: gridKeys.copy, run: () => actions.copy(false) },
    {
      id: 'copy-headers',
      label: 'Copy selection with headers',
      keys: gridKeys['copy-headers'],
      run: () => actions.copy(true),
    },
  )
  if (copyProvenance) {
    entries.push({
      id: 'copy-provenance',
      label: 'Copy selection with provenance',
      keys: gridKeys['copy-provenance'],
      run: copyProvenance,
    })
  }
  entries.push(
    { id: 'copy-name', label: `Copy name ${name}`, run: actions.copyName },
    {
      heading: 'Copy as',
      items: copyForms.map(({ id, label }) => ({ id: `copy-${id}`, label, run: () => actions.copyAs(id) })),
    },
    { separator: 'after-copy' },
    {
      id: 'pin',
      label: state.pinned ? 'Pin up to the column before' : 'Pin up to here',
      icon: Pin,
      keys: gridKeys.pin,
      run: actions.pin,
    },
    ...(actions.profiles
      ? [
          {
            id: 'profiles',
            label: actions.profiles.shown ? 'Hide bars in heads' : 'Show bars in heads',
            icon: ChartColumn,
            run: () => actions.profiles?.show(!actions.profiles.shown),
          },
        ]
      : []),
    { id: 'fit', label: 'Fit width', icon: MoveHorizontal, run: actions.fitWidth },
    { id: 'left', label: 'Move left', keys: gridKeys['move-left'], run: () => actions.move(-1) },
    { id: 'right', label: 'Move right', keys: gridKeys['move-right'], run: () => actions.move(1) },
    {
      id: 'hide',
      label: 'Hide column',
      icon: EyeOff,
      keys: gridKeys.hide,
      ...(hide ? { run: hide } : { disabledReason: 'One column has to stay' }),
    },
  )
  return entries
}
