import type { Cell } from '#shared/value.ts'
import { cellText, columnClass, columnDecimals, shortType } from './cell-format.ts'
import { fitWidth } from './columns.ts'
import type { GridColumn } from './types.ts'

/** Rows that a fit looks at. */
const looked = 100
const padding = 18

let context: CanvasRenderingContext2D | null | undefined

/** Width of a text in px, as the window's type draws it. */
function measure(text: string, font: string): number {
  context ??= document.createElement('canvas').getContext('2d')
  if (!context) return text.length * 7
  context.font = font
  return context.measureText(text).width
}

/** The width that fits a column's head and its first cells. */
export function fitColumn(column: GridColumn, values: Cell[], element: Element): number {
  const style = getComputedStyle(element)
  const body = `${style.fontSize} ${style.fontFamily}`
  const mono = `12px ${style.getPropertyValue('--lb-mono')}`
  const decimals = columnDecimals(values)
  const name = `${column.name}${column.unit ? `, ${column.unit}` : ''}`
  // The head also holds a sort mark and the menu's button.
  const head =
    Math.max(measure(name, `600 12px ${style.fontFamily}`) + 46, measure(shortType(column.type), mono)) +
    padding
  const cells = values.slice(0, looked).map((value) => {
    const { kind, text } = cellText(value, column.type, decimals)
    return measure(text, kind === 'bytes' || kind === 'nested' ? mono : body) + padding
  })
  // The first rows of a growing number are its shortest: room for nine digits keeps later ones whole.
  const room = columnClass(column.type) === 'integer' && /BIG|HUGE/.test(column.type) ? '999,999,999' : ''
  return fitWidth(head, [...cells, room ? measure(room, body) + padding : 0])
}
