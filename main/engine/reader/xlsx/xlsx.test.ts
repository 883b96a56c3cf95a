import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { readHere } from '../testing.ts'
import { formatKind, serialInstant } from './number-format.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lakebench-xlsx-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const head = '<?xml version="1.0" encoding="UTF-8"?>'
const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relations = (list: [string, string, string, string?][]) =>
  `${head}<Relationships>${list.map(([id, type, target, mode]) => `<Relationship Id="${id}" Type="${rels}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`).join('')}</Relationships>`

/** A workbook with one sheet of these rows of XML; `more` adds or replaces parts. */
async function workbook(rows: string, more: Record<string, string | Buffer> = {}): Promise<string> {
  const parts: Record<string, string | Buffer> = {
    '_rels/.rels': relations([['r1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${head}<workbook xmlns:r="${rels}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['r1', 'worksheet', 'worksheets/sheet1.xml'],
      ['r2', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/sharedStrings.xml': `${head}<sst><si><t>name</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>kana</t></rPh></si></sst>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...more,
  }
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const file = join(dir, `${Math.random().toString(36).slice(2)}.xlsx`)
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

const plain = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'

describe('a workbook', () => {
  test('has rich text, inline text, booleans, errors and cells without places', async () => {
    const { rows, tables, notes } = await readHere(
      await workbook(
        `${plain}<row r="5"><c r="B5" t="b"><v>1</v></c><c t="inlineStr"><is><t>in</t></is></c><c r="D5" t="e"><v>#N/A</v></c></row>`,
      ),
      { options: { header: false } },
    )
    expect(tables[0]?.columns).toEqual([
      { name: 'A', type: 'VARCHAR' },
      { name: 'B', type: 'BOOLEAN' },
      { name: 'C', type: 'VARCHAR' },
      { name: 'D', type: 'VARCHAR' },
    ])
    expect(rows[0]).toEqual([
      ['name', null, null, null],
      ['rich', null, null, null],
      [null, true, 'in', null],
    ])
    expect(notes).toEqual(['Cells with an error are NULL: 1 #N/A.'])
  })

  test('counts days from 1900 with its leap year that never was, or from 1904', () => {
    const day = (serial: number, from1904 = false) =>
      new Date(serialInstant(serial, from1904) ?? Number.NaN).toISOString().slice(0, 10)
    expect([day(1), day(59), day(61), day(45000)]).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '2023-03-15',
    ])
    expect(day(0, true)).toBe('1904-01-01')
    expect(serialInstant(-1, false)).toBeNull()
    expect(serialInstant(1e9, false)).toBeNull()
  })

  test.each([
    ['General', 'number'],
    ['0.00', 'number'],
    ['yyyy-mm-dd', 'date'],
    ['[$-409]d mmm', 'date'],
    ['mm:ss', 'time'],
    ['[h]:mm', 'number'],
    ['"days" 0', 'number'],
    ['0.00E+00', 'number'],
    ['#,##0 \\d', 'number'],
  ])('the format %s is a %s', (code, kind) => expect(formatKind(200, code)).toBe(kind))
})

describe('a hostile workbook', () => {
  const refused = async (file: string, code: string) => {
    await expect(readHere(file)).rejects.toMatchObject({ code })
  }
  test('with a document type, whose entities would name files or grow', async () => {
    const entities =
      '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><sst><si><t>&y;</t></si></sst>'
    await refused(await workbook(plain, { 'xl/sharedStrings.xml': entities }), 'HAND_XML')
  })
  test('that unpacks to far more than it is', async () => {
    const spaces = Buffer.alloc(80 << 20, ' ')
    await refused(await workbook(plain, { 'xl/sharedStrings.xml': spaces }), 'HAND_BOMB')
  })
  test('with links to the outside reads none', async () => {
    const outside = relations([
      ['r1', 'worksheet', 'worksheets/sheet1.xml'],
      ['r2', 'sharedStrings', 'sharedStrings.xml'],
      ['r9', 'worksheet', 'file:///etc/passwd', 'External'],
    ])
    const file = await workbook(plain, { 'xl/_rels/workbook.xml.rels': outside })
    expect((await readHere(file)).rows).toEqual([[['rich']]])
  })
  test('that is no workbook, or says nothing', async () => {
    await refused(await workbook(plain, { '_rels/.rels': relations([]) }), 'HAND_XLSX')
    await refused(await workbook(''), 'HAND_EMPTY')
    await refused(await workbook('<row><c><v>1</v></row>'), 'HAND_XML')
  })
})
