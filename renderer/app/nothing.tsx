import { Kbd } from '../ui/index.ts'
import { keysOf } from './command-keys.ts'
import css from './dock.module.css'

const ways: [string, string][] = [
  ['frame.goTo', 'Go to anything'],
  ['explore.new', 'New query'],
  ['frame.reopen', 'Reopen the closed tab'],
  ['frame.commands', 'All commands'],
]

/** Stands where no tab is open: where to go from here. */
export function Nothing() {
  return (
    <div className={css.nothing}>
      <p>Nothing is open.</p>
      <div className={css.ways}>
        {ways.map(([command, words]) => {
          const keys = keysOf(command)
          return (
            keys && (
              <div key={command} style={{ display: 'contents' }}>
                <span>{words}</span>
                <Kbd keys={keys} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
