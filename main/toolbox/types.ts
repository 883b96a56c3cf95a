import type { TransformTest } from '#shared/format/front-matter.ts'

/** A parameter of a transform: what CREATE MACRO says, with the header's docs. */
export interface Param {
  name: string
  type?: string
  unit?: string
  meaning?: string
  /** As SQL. */
  default?: string
}

/** A toolbox entry that is a SQL macro. */
export interface Transform {
  name: string
  /** Path in the workspace, or of the shipped library: `toolbox/late_share.sql`. */
  file: string
  /** The whole file. */
  text: string
  /** The CREATE MACRO statement as written, without the semicolon: what is run and hashed. */
  body: string
  /** UTF-16 offset and line (from 1) of `body` in the file. */
  bodyFrom: number
  bodyLine: number
  kind: 'scalar' | 'table'
  description: string
  /** Of the overload with the most parameters. */
  params: Param[]
  returns: { type?: string | undefined; unit?: string | undefined; meaning?: string | undefined } | null
  examples: string[]
  tests: TransformTest[]
  /** Comes with the app, not with the workspace. */
  standard: boolean
}
