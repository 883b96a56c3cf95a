import type { z } from 'zod'
import type { ExtractPlan, ExtractPreview } from '#shared/contract/toolbox.ts'
import { inputError, toAppError } from '#shared/errors.ts'
import { bareSet, type NativeSet } from '../../engine/index.ts'
import { closure } from '../dependencies.ts'
import { parseTransform } from '../parse.ts'
import { testTransforms } from '../test.ts'
import { candidates } from './candidates.ts'
import type { ExtractContext, Ready } from './context.ts'
import { documented, example } from './document.ts'
import { type HeaderParts, headerText } from './header.ts'
import { type Extractable, extractable } from './kind.ts'
import { refuseTakenNames } from './names.ts'
import { type ChosenParam, callText, chosenParams, macroText, refuseCaught } from './params.ts'
import { prove } from './proof.ts'
import { withDefaults } from './query-params.ts'
import { generatedTest, sampleArguments } from './sample.ts'
import type { KnownColumns } from './scopes.ts'
import { replaced, type Selection } from './selection.ts'

/** A selection with what the user chose for the macro. */
export interface ExtractChoice extends Selection {
  name: string
  description: string
  /** UTF-16 ranges within the selection. */
  params: { from: number; to: number; name: string }[]
}

/**
 * What of a selection can become a parameter, by ranges within the selection. Throws `EXTRACT_SELECTION` with line
 * and column when it is no whole expression or query.
 */
export async function planExtraction(
  ctx: ExtractContext,
  selection: Selection,
): Promise<z.infer<typeof ExtractPlan>> {
  const selected = await extractable(ctx.native, selection)
  const found = await candidates(ctx.native, selection.text, selected, knownColumns(ctx))
  return {
    kind: selected.kind,
    candidates: found.map(({ required: _, from, to, ...candidate }) => ({
      ...candidate,
      from: from - selection.from,
      to: to - selection.from,
    })),
  }
}

/**
 * The toolbox file, the call that replaces the selection, the text after that, and the proof that the statement's
 * results stay the same. Writes nothing. Throws what `planExtraction` throws, and `EXTRACT_PARAM`, `TRANSFORM_EXISTS`,
 * `TRANSFORM_NAME`, `EXTRACT_REFUSED` when DuckDB takes no such macro.
 */
export async function previewExtraction(ctx: ExtractContext, choice: ExtractChoice): Promise<ExtractPreview> {
  const { text, name } = choice
  const selected = await extractable(ctx.native, choice)
  const found = await candidates(ctx.native, text, selected, knownColumns(ctx))
  const chosen = choice.params.map((param) => ({
    ...param,
    from: param.from + choice.from,
    to: param.to + choice.from,
  }))
  const params = chosenParams(text, found, chosen)
  refuseCaught(text, selected, params)
  await refuseTakenNames(
    ctx,
    name,
    params.map((param) => param.name),
  )
  const macro = macroText(name, selected, params)
  const before = await ctx.ready(withDefaults(text, selected.statement.text))
  await refuseMacro(ctx, { ...before, set: withMacro(before.set, macro) }, name)
  const { call, proof } = await proveCall(ctx, text, selected, before, macro, callText(name, params))
  const file = `toolbox/${name}.sql`
  return {
    file,
    text: await fileText(ctx, choice, selected, params, macro, file),
    call,
    after: text.slice(0, selected.from) + call + text.slice(selected.to),
    proof,
  }
}

const knownColumns = ({ sources }: ExtractContext): KnownColumns =>
  new Map(
    sources.map(({ name, columns }) => [
      name.toLowerCase(),
      new Set(columns.map((column) => column.name.toLowerCase())),
    ]),
  )

/** The set with one more macro: another set, so another engine. */
function withMacro(set: NativeSet, macro: string): NativeSet {
  const statements = [...set.statements, macro]
  return { ...set, statements, id: bareSet([set.id, ...statements]).id }
}

/** DuckDB binds a macro's body when it is made: what it refuses here could never be used. */
async function refuseMacro({ native }: ExtractContext, { set }: Ready, name: string): Promise<void> {
  try {
    await native.call('query', { set, sql: 'SELECT 1', keep: false })
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'input') throw error
    throw inputError(
      'EXTRACT_REFUSED',
      `DuckDB takes no such macro: ${error.message} Select more of the query, or name the parameters otherwise.`,
      { file: `toolbox/${name}.sql` },
      { cause: error.toData() },
    )
  }
}

/** An item of a SELECT list without an alias is named after its text: the call then says the old name. */
async function proveCall(
  ctx: ExtractContext,
  text: string,
  selected: Extractable,
  before: Ready,
  macro: string,
  plainCall: string,
): Promise<{ call: string; proof: ExtractPreview['proof'] }> {
  const attempt = async (call: string) => {
    const ready = await ctx.ready(withDefaults(text, replaced(selected, call)))
    const after = { ...ready, set: withMacro(ready.set, macro) }
    return { call, ...(await prove(ctx.native, before, after)) }
  }
  const first = await attempt(selected.call(plainCall))
  if (first.proof.equal || selected.kind === 'table') return first
  const was = first.columns.before.filter((name) => !first.columns.after.includes(name))
  if (was.length !== 1 || first.columns.before.length !== first.columns.after.length) return first
  const alias = ` AS "${was[0]?.replaceAll('"', '""')}"`
  const second = await attempt(selected.call(plainCall) + alias).catch(() => null)
  return second?.proof.equal ? second : first
}

async function fileText(
  ctx: ExtractContext,
  { text, name, description }: ExtractChoice,
  selected: Extractable,
  params: readonly ChosenParam[],
  macro: string,
  file: string,
): Promise<string> {
  const body = selected.kind === 'table' ? selected.sql : `SELECT ${selected.sql}`
  const reached = await closure(ctx.native, ctx.transforms, body)
  const sampled = await sampleArguments(ctx, text, selected, params)
  const made = await generatedTest(ctx, text, selected, { name, params, reached }, sampled)
  const parts: HeaderParts = {
    description: description.trim() || `Extracted from a query: ${name.replaceAll('_', ' ')}`,
    params: params.map((param) => documented(ctx, text, param, sampled.types)),
    returns: selected.kind === 'scalar' && made?.returns ? { type: made.returns.type } : null,
    examples: example(name, selected, params),
    test: made?.test ?? null,
  }
  const whole = `${headerText(parts) + macro};\n`
  if (!parts.test) return whole
  // A test that fails would be worse than none: what cannot be repeated over a few rows is left out.
  const transform = parseTransform(file, whole)
  const [result] = await testTransforms(ctx.native, [transform, ...ctx.transforms], [name])
  return result?.passed ? whole : `${headerText({ ...parts, test: null }) + macro};\n`
}
