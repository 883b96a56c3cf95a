import type { Theme } from './use-theme.ts'

/** The colours and sizes that a drawing is made with, read from the tokens of the theme. */
export interface Ink {
  width: number
  height: number
  /** A colour of the theme by its token's name. */
  token(name: string): string
  /** The stroke of a series. */
  color(index: number): string
  /** The fill of a series: a colour, or a pattern where the colour alone does not tell it from another. */
  fill(index: number): string
  /** The dash of a line: beyond four series a dash tells them apart as well. */
  dash(index: number): string
  /** Steps of the sequential scale, from little to much. */
  steps: string[]
  /** What `fill` names, to be put into the drawing. */
  patterns(): SVGDefsElement | null
}

const dashes = ['', '6 3', '2 3', '8 3 2 3']
const svg = 'http://www.w3.org/2000/svg'

let inks = 0

/** The theme's colours for a drawing; under forced colours one colour with dashes and patterns. */
export function inkOf(width: number, height: number, { token, forced }: Theme): Ink {
  const id = `ink-${inks++}`
  const used = new Set<number>()
  const color = (index: number) => {
    if (forced) return 'CanvasText'
    if (index === -1) return token('null')
    return index === -2 ? token('faint') : token(`cat-${(index % 8) + 1}`)
  }
  const plain = (index: number) => (forced ? index === 0 : index < 4 && index !== -2)
  return {
    width,
    height,
    token,
    color,
    fill(index) {
      if (plain(index)) return color(index)
      used.add(index)
      return `url(#${id}-${index + 2})`
    },
    dash: (index) => dashes[Math.max(0, forced ? index % 4 : Math.floor(index / 4))] ?? '',
    steps: [1, 2, 3, 4, 5, 6, 7].map((step) => token(`seq-${step}`)),
    patterns() {
      if (used.size === 0) return null
      const defs = document.createElementNS(svg, 'defs')
      for (const index of used) {
        const pattern = document.createElementNS(svg, 'pattern')
        const [ground, line] = [document.createElementNS(svg, 'rect'), document.createElementNS(svg, 'path')]
        const attributes = {
          id: `${id}-${index + 2}`,
          width: '6',
          height: '6',
          patternUnits: 'userSpaceOnUse',
        }
        for (const [name, value] of Object.entries(attributes)) pattern.setAttribute(name, value)
        if (index % 2 === 1) pattern.setAttribute('patternTransform', 'rotate(45)')
        ground.setAttribute('width', '6')
        ground.setAttribute('height', '6')
        ground.setAttribute('fill', forced ? 'Canvas' : color(index))
        line.setAttribute('d', index % 4 < 2 ? 'M0 3H6' : 'M0 3H6M3 0V6')
        line.setAttribute('stroke', forced ? 'CanvasText' : token('panel'))
        pattern.append(ground, line)
        defs.append(pattern)
      }
      return defs
    },
  }
}

/** The step of a scale for a value between the ends, by its logarithm: a few rows are seen beside many. */
export function stepOf(value: number, most: number, steps: number): number {
  if (!(value > 0)) return 0
  const share = most > 1 ? Math.log(Math.max(1, value)) / Math.log(most) : 1
  return Math.min(steps - 1, Math.floor(share * steps))
}
