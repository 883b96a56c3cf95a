/** What was dropped: files by themselves, and the files of folders with their paths. */
export interface Dropped {
  files: File[]
  /** `path` begins with the folder's name. */
  inFolders: { path: string; file: File }[]
}

/** Files of a folder that are looked at. */
const mostFiles = 5000

/** Reads a drop. It has to be called while the event is handled: afterwards the browser forgets what was dropped. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }))
  const dropped: Dropped = { files: [], inFolders: [] }
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, '', dropped.inFolders)
    else if (file) dropped.files.push(file)
  }
  return dropped
}

async function walk(
  folder: FileSystemDirectoryEntry,
  before: string,
  found: Dropped['inFolders'],
): Promise<void> {
  const path = `${before}${folder.name}/`
  const reader = folder.createReader()
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (entries.length === 0 || found.length >= mostFiles) return
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, path, found)
      else {
        const file = await new Promise<File>((resolve, reject) =>
          (entry as FileSystemFileEntry).file(resolve, reject),
        )
        found.push({ path: `${path}${entry.name}`, file })
      }
    }
  }
}
