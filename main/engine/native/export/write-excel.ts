import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { parseType } from '#shared/digest/index.ts'
import { excelLimits } from '#shared/export-format.ts'
import { cannotHold } from './cannot-hold.ts'
import { excelCell, excelStyle, textCell } from './excel-cell.ts'
import { workbookParts } from './excel-parts.ts'
import { provenanceLines } from './provenance-lines.ts'
import type { RowStream } from './row-stream.ts'

/** Quick to write, and half of what it could be saved. */
const compressionLevel = 4

/** Writes rows as the first sheet of an Excel workbook; the second holds `about`. Throws `EXPORT_CANNOT_HOLD`. */
export async function writeExcel(rows: RowStream, to: string, about: string): Promise<void> {
  const { columns } = rows
  if (columns.length > excelLimits.columns) {
    throw cannotHold(
      `A sheet of Excel holds ${count(excelLimits.columns)} columns, and this result has ${count(columns.length)}. Choose fewer, or export CSV or Parquet.`,
    )
  }
  const zip = new ZipFile()
  // The same result is the same file.
  const options = { compressionLevel, mtime: new Date('1980-01-01T00:00:00Z'), forceDosTimestamp: true }
  for (const [path, text] of workbookParts) zip.addBuffer(Buffer.from(text), path, options)
  zip.addBuffer(Buffer.from(aboutSheet(about)), 'xl/worksheets/sheet2.xml', options)
  const sheet = Readable.from(resultSheet(rows), { objectMode: false, highWaterMark: 1 << 18 })
  const failed = new Promise<never>((_, reject) => {
    sheet.on('error', reject)
    zip.on('error', reject)
  })
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', options)
  zip.end()
  const file = createWriteStream(to, { flags: 'wx', mode: 0o600 })
  try {
    await Promise.race([pipeline(zip.outputStream, file), failed])
  } catch (thrown) {
    sheet.destroy()
    file.destroy()
    throw thrown
  }
}

const count = (value: number): string => value.toLocaleString('en-US')

const begin =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
/** The head stays in view. */
const frozen =
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'

async function* resultSheet({ columns, batches }: RowStream): AsyncGenerator<Buffer> {
  const cells = columns.map(({ name, type }) => excelCell(parseType(type), name))
  const heads = columns.map(({ name }) => `<c s="${excelStyle.head}"${textCell(name, name, 0)}</c>`)
  yield Buffer.from(`${begin}${frozen}<sheetData><row>${heads.join('')}</row>`)
  let row = 0
  for await (const batch of batches()) {
    if (row + batch.rows + 1 > excelLimits.rows) {
      throw cannotHold(
        `A sheet of Excel holds ${count(excelLimits.rows - 1)} rows below its head, and this result has more. Filter it, or export CSV or Parquet.`,
      )
    }
    let text = ''
    for (let at = 0; at < batch.rows; at++) {
      row += 1
      text += '<row>'
      for (const [index, cell] of cells.entries()) {
        const inside = cell(batch.columns[index]?.value(at) ?? null, row)
        text += inside === '' ? '<c/>' : `<c${inside}</c>`
      }
      text += '</row>'
    }
    yield Buffer.from(text)
  }
  yield Buffer.from('</sheetData></worksheet>')
}

function aboutSheet(about: string): string {
  const rows = provenanceLines(about).map(
    ([name, value]) =>
      `<row><c s="${excelStyle.head}"${textCell(name, name, 0)}</c><c${textCell(value, name, 0)}</c></row>`,
  )
  const widths = '<cols><col min="1" max="1" width="18"/><col min="2" max="2" width="100"/></cols>'
  return `${begin}${widths}<sheetData>${rows.join('')}</sheetData></worksheet>`
}
