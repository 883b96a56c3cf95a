import { inputError } from '#shared/errors.ts'
import { formatKind, type NumberKind } from './number-format.ts'
import { walkXml } from './xml.ts'
import type { Parts } from './zip.ts'

export interface Sheet {
  name: string
  part: string
}

/** What a workbook says beside its sheets. */
export interface Book {
  sheets: Sheet[]
  /** Days are counted from 1904. */
  from1904: boolean
  strings: string[]
  /** What a number means, by the style of its cell. */
  kinds: NumberKind[]
}

/** Characters of all shared strings together. */
const mostText = 512 << 20

/** Reads the workbook's own parts. External links, macros and pictures are not looked at. Throws `HAND_XLSX`. */
export async function readBook(parts: Parts, signal: AbortSignal): Promise<Book> {
  const workbook = await targetOf(parts, '_rels/.rels', /\/officeDocument$/, signal)
  if (workbook === null || !parts.has(workbook)) {
    throw inputError(
      'HAND_XLSX',
      'It is a ZIP archive without an Excel workbook in it. Unpack it and drop what is in it.',
    )
  }
  if (/\.bin$/.test(workbook)) {
    throw inputError('HAND_XLSX', 'It is a binary Excel file (.xlsb). Save it as .xlsx.')
  }
  const relations = await relationsOf(parts, relsOf(workbook), signal)
  const { named, from1904 } = await sheetsOf(parts, workbook, signal)
  const sheets = named.flatMap(({ name, id }) => {
    const relation = relations.get(id)
    return relation && /\/worksheet$/.test(relation.type) && parts.has(relation.target)
      ? [{ name, part: relation.target }]
      : []
  })
  const find = (type: RegExp) => [...relations.values()].find((one) => type.test(one.type))?.target
  const strings = find(/\/sharedStrings$/)
  const styles = find(/\/styles$/)
  return {
    sheets,
    from1904,
    strings: strings && parts.has(strings) ? await stringsOf(parts, strings, signal) : [],
    kinds: styles && parts.has(styles) ? await kindsOf(parts, styles, signal) : [],
  }
}

const relsOf = (part: string): string => part.replace(/([^/]+)$/, '_rels/$1.rels')

async function targetOf(
  parts: Parts,
  rels: string,
  type: RegExp,
  signal: AbortSignal,
): Promise<string | null> {
  if (!parts.has(rels)) return null
  return (
    [...(await relationsOf(parts, rels, signal)).values()].find((one) => type.test(one.type))?.target ?? null
  )
}

async function relationsOf(
  parts: Parts,
  rels: string,
  signal: AbortSignal,
): Promise<Map<string, { type: string; target: string }>> {
  const base = rels.replace(/_rels\/[^/]+$/, '')
  const found = new Map<string, { type: string; target: string }>()
  if (!parts.has(rels)) return found
  await walkXml(
    parts.text(rels),
    {
      open(name, { Id, Type, Target, TargetMode }) {
        if (name !== 'Relationship' || !Id || !Target || TargetMode === 'External') return
        const target = Target.startsWith('/') ? Target.slice(1) : base + Target
        found.set(Id, { type: Type ?? '', target: target.replace(/[^/]+\/\.\.\//g, '') })
      },
    },
    signal,
  )
  return found
}

async function sheetsOf(parts: Parts, workbook: string, signal: AbortSignal) {
  const named: { name: string; id: string }[] = []
  let from1904 = false
  await walkXml(
    parts.text(workbook),
    {
      open(name, attributes) {
        if (name === 'workbookPr') from1904 = /^(1|true|on)$/.test(attributes.date1904 ?? '')
        if (name !== 'sheet') return
        const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1]
        if (id !== undefined) named.push({ name: attributes.name ?? `Sheet${named.length + 1}`, id })
      },
    },
    signal,
  )
  return { named, from1904 }
}

/** Texts that cells share; of rich text the plain text, without the reading of Japanese. */
async function stringsOf(parts: Parts, part: string, signal: AbortSignal): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let characters = 0
  let inText = false
  let phonetic = false
  await walkXml(
    parts.text(part),
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 'rPh') phonetic = true
        else if (name === 't') inText = !phonetic
      },
      text(piece) {
        if (inText) text += piece
      },
      close(name) {
        if (name === 't') inText = false
        else if (name === 'rPh') phonetic = false
        else if (name === 'si') {
          characters += text.length
          if (characters > mostText)
            throw inputError('HAND_BOMB', 'Its texts are more than 512 MB. Save it as CSV.')
          strings.push(unescapeText(text))
        }
      },
    },
    signal,
  )
  return strings
}

/** `_x000D_` stands for a character that XML cannot hold. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

async function kindsOf(parts: Parts, part: string, signal: AbortSignal): Promise<NumberKind[]> {
  const own = new Map<number, string>()
  const kinds: NumberKind[] = []
  let inCells = false
  await walkXml(
    parts.text(part),
    {
      open(name, attributes) {
        if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
        else if (name === 'cellXfs') inCells = true
        else if (name === 'xf' && inCells) {
          const id = Number(attributes.numFmtId ?? 0)
          kinds.push(formatKind(id, own.get(id)))
        }
      },
      close(name) {
        if (name === 'cellXfs') inCells = false
      },
    },
    signal,
  )
  return kinds
}
