import { frame } from '../../ui/workbench.ts'
import { addFiles } from './add.ts'
import { type PastedTable, tableOfHtml, tableOfText, tableText } from './paste-table.ts'

/** Makes a file at hand of a table; its name says when. */
function addTable(table: PastedTable): Promise<void> {
  const time = new Date().toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '_')
  return addFiles([new File([tableText(table)], `pasted_${time}.tsv`, { type: 'text/tab-separated-values' })])
}

/** The table that a clipboard holds, as HTML before plain text: there its cells are known. */
export function tableIn(html: string, text: string): PastedTable | null {
  return (html ? tableOfHtml(html) : null) ?? (text.trim() ? tableOfText(text) : null)
}

/** Makes a file at hand of what was copied in a spreadsheet. */
export async function pasteTable(): Promise<void> {
  try {
    const [item] = await navigator.clipboard.read()
    const read = async (type: string) => (item?.types.includes(type) ? (await item.getType(type)).text() : '')
    const table = tableIn(await read('text/html'), await read('text/plain'))
    if (table) await addTable(table)
    else frame().toast({ message: 'The clipboard holds no table. Copy cells in a spreadsheet first.' })
  } catch {
    frame().toast({
      message:
        'The clipboard may not be read here. Press Mod+V while the tree of Explore has the focus.'.replace(
          'Mod',
          /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl',
        ),
      tone: 'error',
    })
  }
}

/** Takes the table of a paste; false when it holds none, and the paste is somebody else's. */
export function takePaste(clipboard: DataTransfer | null): boolean {
  const files = [...(clipboard?.files ?? [])]
  const html = clipboard?.getData('text/html') ?? ''
  const text = clipboard?.getData('text/plain') ?? ''
  const table = tableIn(html, text)
  if (table && (table.length > 1 || (table[0]?.length ?? 0) > 1)) void addTable(table)
  else if (files.length > 0) void addFiles(files)
  else return false
  return true
}

/** Offers to make a file at hand of a table that was pasted as text. */
export function offerTable(table: PastedTable, undoPaste: () => void): void {
  frame().toast({
    message: `You pasted a table of ${table.length} rows × ${table[0]?.length ?? 0}.`,
    action: {
      label: 'Make it a file at hand',
      run: () => {
        undoPaste()
        void addTable(table)
      },
    },
  })
}
