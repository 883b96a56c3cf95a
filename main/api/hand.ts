import * as hand from '../at-hand/index.ts'
import { needTrust, os, type RequestContext, stream } from './base.ts'
import { handContext } from './hand-context.ts'

const contextOf = async ({ app, workspace }: RequestContext) =>
  handContext({ app, workspace: await workspace() })

/** Files at hand: `shared/contract/hand.ts` over main/at-hand. They are read in restricted workspaces too. */
export const handRouter = os.hand.router({
  list: os.hand.list.handler(async ({ context }) => hand.listHand(await contextOf(context))),
  begin: os.hand.begin.handler(async ({ context, input }) => ({
    upload: await hand.beginUpload(context.app.home, input.file, input.bytes),
  })),
  add: os.hand.add.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => hand.addUpload(ctx, input.upload, work))
  }),
  addPath: os.hand.addPath.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => hand.addPath(ctx, input.path, work))
  }),
  read: os.hand.read.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => hand.readAgain(ctx, input, work))
  }),
  rename: os.hand.rename.handler(async ({ context, input }) =>
    hand.renameTable(await contextOf(context), input),
  ),
  remove: os.hand.remove.handler(async ({ context, input }) => {
    await hand.removeHand(await contextOf(context), input.id)
    return {}
  }),
  restore: os.hand.restore.handler(async ({ context, input }) =>
    hand.restoreHand(await contextOf(context), input.id),
  ),
  draft: os.hand.draft.handler(async ({ context, input }) =>
    hand.draftContract(await contextOf(context), input.id, input.table),
  ),
  land: os.hand.land.handler(async ({ context, input }) => {
    const ctx = await contextOf(context)
    needTrust(ctx.workspace, 'Writing to a remote')
    return hand.landInLake(ctx, input)
  }),
})
