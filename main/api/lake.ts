import * as lake from '../lake/index.ts'

import { needTrust, os, stream } from './base.ts'
import { lakeContext } from './lake-context.ts'


/** `shared/contract/lake.ts` over main/lake. */
export const lakeRouter = {
  sources: os.lake.sources.handler(async ({ context }) =>
    lake.sourceStatuses(lakeContext(context.app, await context.workspace())),
  ),
  sync: os.lake.sync.handler(async ({ context, input, signal }) => {
    const workspace = await context.workspace()
    needTrust(workspace, 'Syncing from a remote')
    return stream(signal, (work) => lake.syncSources(lakeContext(context.app, workspace), input, work))
  }),
}
