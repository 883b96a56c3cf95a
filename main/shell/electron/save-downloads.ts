import type * as Electron from 'electron'

/** What lies beside an exported file, under that file's name. */
const beside = '.provenance.json'

/**
 * Asks once where an exported file goes; its provenance follows it there under the name that was chosen. Given up once,
 * both are.
 */
export function saveDownloads(
  session: Electron.Session,
  dialog: Pick<typeof Electron.dialog, 'showSaveDialogSync'>,
): void {
  let last: { name: string; path: string } | null = null
  session.on('will-download', (event, item) => {
    const name = item.getFilename()
    const follows = last !== null && name === `${last.name}${beside}`
    const path = (follows ? last?.path : dialog.showSaveDialogSync({ defaultPath: name })) ?? ''
    if (!follows) last = { name, path }
    if (path === '') event.preventDefault()
    else item.setSavePath(follows ? `${path}${beside}` : path)
  })
}
