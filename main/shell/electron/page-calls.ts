import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent, Shell } from 'electron'
import { z } from 'zod'
import { inputError } from '#shared/errors.ts'
import { channels } from './channels.ts'
import { isOurs } from './settings.ts'

interface Parts {
  ipcMain: Pick<IpcMain, 'handle'>
  dialog: Pick<Dialog, 'showOpenDialog'>
  shell: Pick<Shell, 'showItemInFolder'>
}

/** Whether a call comes from the page itself: the top frame of our window, at our address. */
export function isFromPage(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame
  return (
    window !== null &&
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    isOurs(frame.url)
  )
}

/** Whether a path may be shown in the file manager: on this computer, and there. Showing a network path signs in to it. */
export function canReveal(path: string): boolean {
  return isAbsolute(path) && !/^[\\/]{2}/.test(path) && existsSync(path)
}

/** Answers what the page cannot do by fetch: the system's folder dialog, and showing a file in the file manager. */
export function answerPage(parts: Parts, window: () => BrowserWindow | null): void {
  const handle = (channel: string, verb: (input: unknown, own: BrowserWindow) => Promise<unknown>) =>
    parts.ipcMain.handle(channel, async (event, input: unknown) => {
      const own = window()
      if (!own || !isFromPage(event, own)) throw new Error('not our page')
      return verb(input, own)
    })

  handle(channels.chooseFolder, async (input, own) => {
    const title = z.string().max(200).parse(input)
    const { canceled, filePaths } = await parts.dialog.showOpenDialog(own, {
      title,
      properties: ['openDirectory', 'createDirectory'],
    })
    return canceled ? null : (filePaths[0] ?? null)
  })

  handle(channels.reveal, async (input) => {
    const path = z.string().max(32_000).parse(input)
    if (!canReveal(path))
      throw inputError(
        'NOT_THERE',
        `There is no ${path} on this computer to show. It may have been moved or removed.`,
      )
    parts.shell.showItemInFolder(path)
  })
}
