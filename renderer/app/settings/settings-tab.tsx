import { useState } from 'react'
import { SearchField } from '../../ui/index.ts'
import { frame, type TabProps } from '../../ui/workbench.ts'
import { groups } from './groups.tsx'
import css from './settings.module.css'

/** All settings: groups at the left, rows at the right, found by their words. */
export default function SettingsTab({ tab }: TabProps) {
  const [find, setFind] = useState('')
  const chosen = groups.find(({ id }) => id === tab.params.group) ?? groups[0]
  const wanted = find.trim().toLowerCase()
  const shown =
    wanted === ''
      ? chosen
        ? [chosen]
        : []
      : groups.filter(({ title, words }) => `${title} ${words}`.toLowerCase().includes(wanted))
  return (
    <div className={css.settings}>
      <nav className={css.groups} aria-label="Groups of settings">
        <h1 className={css.title}>Settings</h1>
        <SearchField label="Search settings" placeholder="Search…" value={find} onChange={setFind} />
        <ul>
          {groups.map(({ id, title }) => (
            <li key={id}>
              <button
                type="button"
                className={css.group}
                aria-current={wanted === '' && id === chosen?.id ? 'page' : undefined}
                onClick={() => {
                  setFind('')
                  frame().updateTab(tab.id, { params: { ...tab.params, group: id } })
                }}
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.page}>
        {shown.length === 0 && (
          <p className={css.none}>
            No setting matches.{' '}
            <button type="button" className={css.link} onClick={() => frame().run('frame.commands')}>
              Search all commands
            </button>
          </p>
        )}
        {shown.map(({ id, title, Group }) => (
          <section key={id} className={css.section} aria-labelledby={`settings-${id}`}>
            <h2 id={`settings-${id}`}>{title}</h2>
            <Group find={wanted} />
          </section>
        ))}
      </div>
    </div>
  )
}
