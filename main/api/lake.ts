import * as lake from '../lake/index.ts'
import type { OpenedWorkspace } from '../workspace/index.ts'
import { needTrust, os, type RequestContext, stream } from './base.ts'
import { lakeContext } from './lake-context.ts'

const contextOf = async ({ app, workspace }: RequestContext) => lakeContext(app, await workspace())

/** With a lakebench.yml that cannot be read no remote is known: its own error says more than each contract's. */
function needReadable({ problems }: OpenedWorkspace): void {
  const broken = problems.find(({ place }) => place.file === 'lakebench.yml')
  if (broken) throw broken
}

/** `shared/contract/lake.ts` over main/lake. */
export const lakeRouter = os.lake.router({
  sources: os.lake.sources.handler(async ({ context }) => lake.sourceStatuses(await contextOf(context))),
  sync: os.lake.sync.handler(async ({ context, input, signal }) => {
    const ctx = await contextOf(context)
    needReadable(await context.workspace())
    needTrust(ctx.workspace, 'Syncing from a remote')
    return stream(signal, (work) => lake.syncSources(ctx, input, work))
  }),
  snapshots: os.lake.snapshots.handler(async ({ context, input }) =>
    lake.listSnapshots(await contextOf(context), input.source),
  ),
  objects: os.lake.objects.handler(async ({ context, input }) =>
    lake.snapshotObjects(await contextOf(context), input),
  ),
  diff: os.lake.diff.handler(async ({ context, input }) =>
    lake.diffSnapshots(await contextOf(context), input),
  ),
  check: os.lake.check.handler(async ({ context, input, signal }) => {
    const ctx = await contextOf(context)
    return stream(signal, (work) => lake.checkStore(ctx, input, work))
  }),
  collect: os.lake.collect.handler(async ({ context, input, signal }) => {
    const ctx = await contextOf(context)
    return stream(signal, (work) => lake.collectGarbage(ctx, input, work))
  }),
  contractCheck: os.lake.contractCheck.handler(async ({ context, input, signal }) => {
    const ctx = await contextOf(context)
    return stream(signal, (work) => lake.contractCheck(ctx, input, work))
  }),
})
