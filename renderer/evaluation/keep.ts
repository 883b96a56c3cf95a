import { client } from '../client/index.ts'
import { emptyScreen, type TableChoice, updateScreen } from './store.ts'

const keyOf = (name: string) => `evaluation.${name}`
const loaded = new Set<string>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Brings back how the runs table of an evaluation was left, once a window. */
export async function loadTable(name: string): Promise<void> {
  if (loaded.has(name)) return
  try {
    const { value } = await client.workspace.getState({ key: keyOf(name) })
    const kept: Partial<TableChoice> = value === null ? {} : JSON.parse(value)
    updateScreen(name, { table: { ...emptyScreen.table, ...kept } })
  } catch {
    // A choice that cannot be read is made anew; it is worth no message.
  } finally {
    loaded.add(name)
  }
}

/** Keeps the choice on this computer, 300 ms after its last change. */
export function keepTable(name: string, table: TableChoice): void {
  if (!loaded.has(name)) return
  clearTimeout(timers.get(name))
  const store = () =>
    client.workspace.setState({ key: keyOf(name), value: JSON.stringify(table) }).catch(() => undefined)
  timers.set(
    name,
    setTimeout(() => void store(), 300),
  )
}
