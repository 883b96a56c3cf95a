import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { AppError, inputError } from '#shared/errors.ts'

export interface XmlHandler {
  /** Names come without their prefix. */
  open?(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Walks a part's XML. A document type is refused, so there are no entities to expand and none that name a file.
 * Throws `HAND_XML`.
 */
export async function walkXml(
  pieces: AsyncIterable<string>,
  handler: XmlHandler,
  signal: AbortSignal,
  afterPiece?: () => Promise<void>,
): Promise<void> {
  const parser = new SaxesParser()
  const fail = (why: string) =>
    inputError('HAND_XML', `The Excel file holds XML that is not valid (${why}). Save it anew.`)
  parser.on('doctype', () => {
    throw fail('it has a document type')
  })
  parser.on('error', (error) => {
    throw fail(error.message)
  })
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => handler.open?.(local(name), attributes))
  parser.on('text', (text) => handler.text?.(text))
  parser.on('cdata', (text) => handler.text?.(text))
  parser.on('closetag', ({ name }: SaxesTagPlain) => handler.close?.(local(name)))
  for await (const piece of pieces) {
    signal.throwIfAborted()
    // Pieces of 16 kB: a part arrives as large as zlib makes them, and cells are to be handed on in between.
    for (let from = 0; from < piece.length; from += 1 << 14) {
      parser.write(piece.slice(from, from + (1 << 14)))
      await afterPiece?.()
    }
  }
  try {
    parser.close()
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : fail((thrown as Error).message)
  }
}
