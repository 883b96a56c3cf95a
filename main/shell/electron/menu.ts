import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#shared/desktop.ts'

/** The menu bar. What needs the page is sent to it by `send`; the page's own keys work without it. */
export function menuTemplate(
  platform: NodeJS.Platform,
  developer: boolean,
  send: (command: MenuCommand) => void,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const open: MenuItemConstructorOptions = {
    label: 'Open workspace…',
    accelerator: 'CmdOrCtrl+O',
    click: () => send('open-workspace'),
  }
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => send('settings'),
  }
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [{ role: 'about' as const }, line, settings, line, ...macApp, { role: 'quit' as const }],
          },
        ]
      : []),
    { label: 'File', submenu: mac ? [open] : [open, line, settings, line, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        line,
        { role: 'reload' },
        ...(developer ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
  ]
}

const macApp: MenuItemConstructorOptions[] = [
  { role: 'services' },
  { type: 'separator' },
  { role: 'hide' },
  { role: 'hideOthers' },
  { role: 'unhide' },
  { type: 'separator' },
]
