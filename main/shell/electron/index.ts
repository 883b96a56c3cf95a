import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { createApp, createHandler, defaultHome } from '../../api/index.ts'
import { launch } from './launch.ts'
import { openWorkspace } from './open-workspace.ts'
import { placesOf } from './places.ts'
import { electronSafeStorage } from './safe-storage.ts'
import { electronWorkers } from './workers.ts'

// Static, with no await before it: see `launch`.
const places = placesOf(
  fileURLToPath(new URL('.', import.meta.url)),
  app.isPackaged ? process.resourcesPath : null,
)
const home = defaultHome()

launch(
  { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell },
  {
    places,
    home,
    developer: !app.isPackaged,
    argv: process.argv,
    openHandler: () =>
      createHandler(
        createApp({
          home,
          resources: places.resources,
          startWorker: electronWorkers(places.programs, utilityProcess),
          safeStorage: electronSafeStorage(safeStorage, process.platform),
        }),
      ),
    openWorkspace,
  },
)
