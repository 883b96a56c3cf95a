import { contextBridge, ipcRenderer } from 'electron'
import type { Desktop, MenuCommand } from '#shared/desktop.ts'
import { channels } from './channels.ts'

/** All that a page gets of Electron: named functions, never `ipcRenderer` itself, and no event object. */
const desktop: Desktop = {
  versions: {
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
    node: process.versions.node,
  },
  chooseFolder: (title) => ipcRenderer.invoke(channels.chooseFolder, title),
  reveal: (path) => ipcRenderer.invoke(channels.reveal, path),
  onMenu(listener) {
    const pass = (_event: unknown, command: MenuCommand) => listener(command)
    ipcRenderer.on(channels.menu, pass)
    return () => void ipcRenderer.off(channels.menu, pass)
  },
}

contextBridge.exposeInMainWorld('lakebench', desktop)
