import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { expect, test } from 'vitest'
import { saveDownloads } from './save-downloads.ts'

/** What becomes of downloads of these names, when the dialog answers so: where each is saved, or that it is not. */
function saved(names: string[], answer: string | undefined) {
  const session = new EventEmitter()
  const asked: string[] = []
  saveDownloads(
    session as unknown as Electron.Session,
    {
      showSaveDialogSync: (options: Electron.SaveDialogSyncOptions) => {
        asked.push(options.defaultPath ?? '')
        return answer ?? ''
      },
    } as Pick<typeof Electron.dialog, 'showSaveDialogSync'>,
  )
  const places = names.map((name) => {
    let place: string | null = 'the dialog of Electron'
    session.emit(
      'will-download',
      { preventDefault: () => (place = null) },
      { getFilename: () => name, setSavePath: (path: string) => (place = path) },
    )
    return place
  })
  return { places, asked }
}

test('an export is asked for once, and its provenance lies beside it under the chosen name', () => {
  expect(saved(['late.csv', 'late.csv.provenance.json'], '/home/ada/mine.csv')).toEqual({
    places: ['/home/ada/mine.csv', '/home/ada/mine.csv.provenance.json'],
    asked: ['late.csv'],
  })
})

test('given up, neither is saved; another download is asked for', () => {
  expect(saved(['late.csv', 'late.csv.provenance.json', 'other.svg'], '')).toEqual({
    places: [null, null, null],
    asked: ['late.csv', 'other.svg'],
  })
})
