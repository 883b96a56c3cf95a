import { Kbd, SmallTable } from '../../ui/index.ts'
import { inBrowser } from '../command-keys.ts'
import { allCommands } from '../commands.ts'
import { bindingsOf } from '../keymap.ts'
import css from './settings.module.css'

/** Every command with its key. */
export function Keyboard({ find }: { find: string }) {
  const own = /^(keys?|keyboard|shortcuts?|commands?|bindings?)$/.test(find)
  const rows = allCommands()
    .filter(({ id }) => id !== 'frame.commands2')
    .filter(({ title, keys }) => own || find === '' || `${title} ${keys ?? ''}`.toLowerCase().includes(find))
  return (
    <div className={css.wide}>
      {inBrowser && (
        <p className={css.sentence}>
          The browser keeps New, Close, Reopen and Ctrl+Tab for itself: here Ctrl+K, then N, W, T or Tab, does
          the same.
        </p>
      )}
      <SmallTable
        label="Commands"
        rows={rows}
        idOf={({ id }) => id}
        onAction={({ run }) => run()}
        initialSort={{ column: 'title', direction: 'ascending' }}
        empty="No command is called that."
        columns={[
          { id: 'title', name: 'Command', render: ({ title }) => title, sortBy: ({ title }) => title },
          {
            id: 'keys',
            name: 'Keys',
            width: '220px',
            render: ({ keys }) => keys && <Bindings keys={keys} />,
            sortBy: ({ keys }) => keys ?? null,
          },
          {
            id: 'when',
            name: 'Where',
            width: '180px',
            render: ({ when }) => (when ? when.join(', ') : 'everywhere'),
            sortBy: ({ when }) => when?.join() ?? 'everywhere',
          },
        ]}
      />
    </div>
  )
}

function Bindings({ keys }: { keys: string }) {
  return (
    <span className={css.bindings}>
      {bindingsOf(keys).map((one) => (
        <Kbd key={one} keys={one} />
      ))}
    </span>
  )
}
