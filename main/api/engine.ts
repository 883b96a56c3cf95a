import { availableParallelism } from 'node:os'
import { toAppError } from '#shared/errors.ts'
import { os, type RequestContext, stream } from './base.ts'
import { buildCatalogue, catalogueNow } from './engine/catalogue.ts'
import { complete } from './engine/complete.ts'
import { asNative, type EngineContext, setOf } from './engine/context.ts'
import { diagnose } from './engine/diagnose.ts'
import { exportResult } from './engine/export.ts'
import { planPreview } from './engine/preview.ts'
import { keptProfiles, profileImage } from './engine/profile.ts'
import { resolveStatement } from './engine/resolve.ts'
import { vocabularyOf } from './engine/vocabulary.ts'
import { wholeRelation } from './engine/whole-relation.ts'

export { type Download, imagePath, openDownload } from './engine/downloads.ts'
export { querySnippet } from './engine/snippet.ts'

const contextOf = async ({ app, workspace }: RequestContext): Promise<EngineContext> => ({
  app,
  workspace: await workspace(),
})

/** Queries over this workspace's images. They run in restricted workspaces too: every engine is locked. */
export const engineRouter = os.engine.router({
  catalogue: os.engine.catalogue.handler(async ({ context, input }) =>
    catalogueNow(await contextOf(context), input.at),
  ),
  build: os.engine.build.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => buildCatalogue(ctx, input.at, work))
  }),
  resolve: os.engine.resolve.handler(async ({ context, input }) =>
    resolveStatement(await contextOf(context), input),
  ),
  preview: os.engine.preview.handler(async ({ context, input }) =>
    planPreview(await contextOf(context), input).catch((thrown) => {
      const error = toAppError(thrown)
      if (error.kind !== 'input') throw error
      return { error: error.toData() }
    }),
  ),
  diagnose: os.engine.diagnose.handler(async ({ context, input }) =>
    diagnose(await contextOf(context), input),
  ),
  format: os.engine.format.handler(({ context, input }) => context.app.native.call('format', input)),
  complete: os.engine.complete.handler(async ({ context, input }) =>
    complete(await contextOf(context), input),
  ),
  run: os.engine.run.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    const { set: id, sql, wholeTable, session } = input
    const set = setOf(ctx, id)
    yield* stream(signal, (work) =>
      ctx.app.native.call(
        'run',
        {
          set: asNative(ctx, set),
          sql,
          wholeTable: wholeTable === null ? null : wholeRelation(set, wholeTable),
          // Sessions of one workspace cannot name those of another.
          session: session === null ? null : `${ctx.workspace.id} ${session}`,
        },
        work,
      ),
    )
  }),
  page: os.engine.page.handler(({ context, input }) => context.app.native.call('page', input)),
  derive: os.engine.derive.handler(({ context, input, signal }) =>
    stream(signal, (work) => context.app.native.call('derive', input, work)),
  ),
  keep: os.engine.keep.handler(({ context, input, signal }) =>
    stream(signal, (work) => context.app.native.call('keep', input, work)),
  ),
  over: os.engine.over.handler(({ context, input, signal }) =>
    context.app.native.call('over', input, signal ? { signal } : {}),
  ),
  close: os.engine.close.handler(async ({ context, input }) => {
    await context.app.native.call('close', input)
    return {}
  }),
  profile: os.engine.profile.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => profileImage(ctx, input, work))
  }),
  keptProfiles: os.engine.keptProfiles.handler(async ({ context, input }) =>
    keptProfiles(await contextOf(context), input),
  ),
  export: os.engine.export.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => exportResult(ctx, input, work))
  }),
  about: os.engine.about.handler(async ({ context }) => ({
    version: (await vocabularyOf(context.app)).version,
    threads: availableParallelism(),
    engines: ['wasm', 'native'],
  })),
})
