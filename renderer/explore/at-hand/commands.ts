import type { Command } from '../../ui/workbench.ts'
import { addFiles, chooseFiles } from './add.ts'
import { openImport } from './import-files.ts'
import { pasteTable } from './paste.ts'

/** Commands of files at hand and of imported queries. */
export const handCommands: Command[] = [
  {
    id: 'explore.openFile',
    title: 'Open data file…',
    keys: 'Mod+K O',
    run: () => chooseFiles('files', (files) => void addFiles(files)),
  },
  {
    id: 'explore.pasteTable',
    title: 'Paste as table',
    keys: 'Mod+K V',
    run: () => void pasteTable(),
  },
  {
    id: 'explore.importQueries',
    title: 'Import queries from a folder…',
    keys: 'Mod+K I',
    run: () =>
      chooseFiles(
        'folder',
        (files) =>
          void openImport(files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))),
      ),
  },
]
