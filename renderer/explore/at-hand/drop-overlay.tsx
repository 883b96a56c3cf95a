import { useEffect, useState } from 'react'
import { FileInput } from '../../ui/icons.ts'
import { Icon } from '../../ui/index.ts'
import { addFiles } from './add.ts'
import css from './at-hand.module.css'
import { droppedFiles } from './dropped.ts'
import { openImport } from './import-files.ts'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Over the whole window while files are dragged: they may be let go anywhere. */
export function DropOverlay() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Enter and leave come for every element that is passed.
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const move = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      // Else the window would show the file in place of itself.
      event.preventDefault()
      event.stopPropagation()
      depth = 0
      setOver(false)
      void droppedFiles(event.dataTransfer).then(({ files, inFolders }) => {
        const queries = inFolders.filter(({ path }) => /\.sql$/i.test(path))
        const loose = files
          .filter(({ name }) => /\.sql$/i.test(name))
          .map((file) => ({ path: file.name, file }))
        if (queries.length + loose.length > 0) void openImport([...queries, ...loose])
        void addFiles(files.filter(({ name }) => !/\.sql$/i.test(name)))
      })
    }
    // Before the editor and the dock, which have uses of their own for what is dragged.
    const options = { capture: true }
    addEventListener('dragenter', enter, options)
    addEventListener('dragleave', leave, options)
    addEventListener('dragover', move, options)
    addEventListener('drop', drop, options)
    return () => {
      removeEventListener('dragenter', enter, options)
      removeEventListener('dragleave', leave, options)
      removeEventListener('dragover', move, options)
      removeEventListener('drop', drop, options)
    }
  }, [])
  if (!over) return null
  return (
    <div className={css.overlay} role="status">
      <div className={css.target}>
        <Icon of={FileInput} size={20} />
        <p className={css.targetTitle}>Drop to query it</p>
        <p>
          CSV, Parquet, JSON, Excel, Arrow and DuckDB files become files at hand: on this computer, not of the
          lake.
        </p>
        <p>A folder of .sql files is imported as queries.</p>
      </div>
    </div>
  )
}
