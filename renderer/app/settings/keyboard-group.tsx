import { useEffect } from 'react'
import { Pencil, RotateCcw } from '../../ui/icons.ts'
import { IconButton, isMac, Kbd, SmallTable } from '../../ui/index.ts'
import { type Command, frame, type TabKind } from '../../ui/workbench.ts'
import { boundCommands, inBrowser, setKeys, useKeys } from '../command-keys.ts'
import { bindingsOf, clashOf, isTyping, keysOfPress } from '../keymap.ts'
import css from './settings.module.css'

const places: Partial<Record<TabKind, string>> = {
  'explore.query': 'a query',
  'explore.compare': 'two results',
  'lake.sources': 'the sources',
  'lake.source': 'a source',
  'lake.diff': 'a snapshot diff',
  'lake.snapshot': 'a snapshot',
  'toolbox.transform': 'a transform',
  'toolbox.extract': 'an extraction',
  evaluation: 'an evaluation',
  'evaluation.compare': 'a comparison',
  'git.diff': 'a diff',
  'git.commit': 'a commit',
  text: 'a text file',
}

/** Every command with its key. A key can be recorded for each; two commands with one key are named. */
export function Keyboard({ find }: { find: string }) {
  const { own, recording } = useKeys()
  const commands = boundCommands()
  const group = /^(keys?|keyboard|shortcuts?|commands?|bindings?)$/.test(find)
  const rows = commands
    .filter(({ id }) => id !== 'frame.commands2')
    .filter(
      ({ title, keys }) => group || find === '' || `${title} ${keys ?? ''}`.toLowerCase().includes(find),
    )
  return (
    <div className={css.wide}>
      <p className={css.sentence}>
        Enter runs a command.
        {inBrowser &&
          ' The browser keeps New, Close, Reopen and Ctrl+Tab for itself: here Ctrl+K, then N, W, T or Tab, does the same.'}
      </p>
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
            width: '36%',
            render: (command) => (
              <Keys
                command={command}
                recording={recording === command.id}
                own={own[command.id] !== undefined}
                clash={clashOf(command, commands)}
              />
            ),
            sortBy: ({ keys }) => keys ?? null,
          },
          {
            id: 'when',
            name: 'In',
            width: '20%',
            render: ({ when }) => when?.map((kind) => places[kind] ?? kind).join(', ') ?? 'everything',
            sortBy: ({ when }) => when?.join() ?? '',
          },
        ]}
      />
    </div>
  )
}

function Keys({
  command,
  recording,
  own,
  clash,
}: {
  command: Command
  recording: boolean
  own: boolean
  clash: Command | undefined
}) {
  const { id, title, keys } = command
  if (recording) return <Recorder command={command} />
  return (
    <span className={css.bindings}>
      {keys && bindingsOf(keys).map((one) => <Kbd key={one} keys={one} />)}
      {clash && <span className={css.clash}>{`also ${clash.title}`}</span>}
      <span className={css.spring} />
      {own && (
        <IconButton
          icon={RotateCcw}
          label={`Give ${title} its own key again`}
          onPress={() => setKeys(id, null)}
        />
      )}
      <IconButton
        icon={Pencil}
        label={`Record a key for ${title}`}
        onPress={() => useKeys.setState({ recording: id })}
      />
    </span>
  )
}

/** Takes the next press, or two when the first is Mod+K. Esc leaves the key as it is, Delete takes it away. */
function Recorder({ command: { id, title, keys: before } }: { command: Command }) {
  useEffect(() => {
    let first: string | null = null
    const end = () => useKeys.setState({ recording: null })
    const give = (keys: string | null) => {
      const old = useKeys.getState().own[id] ?? null
      setKeys(id, keys)
      end()
      frame().toast({
        message: keys ? `${title} has another key.` : `${title} has no key.`,
        undo: () => setKeys(id, old),
      })
    }
    const press = (event: KeyboardEvent) => {
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') return end()
      if (event.key === 'Delete' || event.key === 'Backspace') return give('')
      const stroke = keysOfPress(event, isMac)
      if (stroke === null) return
      if (first === null && stroke === 'Mod+K') {
        first = stroke
        return
      }
      if (first === null && isTyping(stroke)) return
      const keys = first === null ? stroke : `${first} ${stroke}`
      if (keys === before) return end()
      give(keys)
    }
    addEventListener('keydown', press, { capture: true })
    addEventListener('blur', end)
    return () => {
      removeEventListener('keydown', press, { capture: true })
      removeEventListener('blur', end)
    }
  }, [id, title, before])
  return (
    <span className={css.recorder} role="status">
      Press a key. Esc: leave it, Delete: none
    </span>
  )
}
