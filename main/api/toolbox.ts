import type { TransformDetail } from '#shared/contract/toolbox.ts'
import { inputError } from '#shared/errors.ts'
import {
  brokenSummary,
  brokenTest,
  type ExtractChoice,
  planExtraction,
  previewExtraction,
  testTransforms,
  transformDetail,
  transformSummary,
  unknownTransform,
  usedBy,
} from '../toolbox/index.ts'
import { readText, type Workspace, writeText } from '../workspace/index.ts'
import type { App } from './app.ts'
import { os, type RequestContext, stream } from './base.ts'
import { extractContext } from './extract-context.ts'
import { callingFiles, checkedToolbox } from './toolbox-files.ts'
import { planRename, renameTransform } from './toolbox-rename.ts'

/**
 * The toolbox. It works in restricted workspaces too: macros and their tests are SQL that runs in engines which are
 * locked before.
 */
export const toolboxRouter = os.toolbox.router({
  list: os.toolbox.list.handler(async ({ context: { app, workspace } }) => {
    const { transforms, problems, refused } = await checkedToolbox(app, await workspace())
    const unread = problems.filter((problem) => ![...refused.values()].includes(problem))
    return [
      ...unread.map(brokenSummary),
      ...transforms.map((transform) => {
        const problem = refused.get(transform.name)?.toData()
        return { ...transformSummary(transform), ...(problem && { problem }) }
      }),
    ]
  }),
  show: os.toolbox.show.handler(async ({ context: { app, workspace }, input }) =>
    showTransform(app, await workspace(), input.name),
  ),
  test: os.toolbox.test.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const { app } = context
      const { transforms, problems, refused } = await checkedToolbox(app, await context.workspace())
      const broken = problems.map(brokenTest)
      const unreadable = broken.filter(({ transform }) => !refused.has(transform))
      const asked = (name: string) => input.names.length === 0 || input.names.includes(name)
      const names = input.names.filter((name) => !unreadable.some(({ transform }) => transform === name))
      const onlyBroken = input.names.length > 0 && names.length === 0
      const results = onlyBroken ? [] : await testTransforms(app.native, transforms, names, work)
      return [...broken.filter(({ transform }) => asked(transform)), ...results]
    }),
  ),
  extractPlan: os.toolbox.extractPlan.handler(async ({ context, input }) =>
    planExtraction(await contextAt(context, input.at), input),
  ),
  extractPreview: os.toolbox.extractPreview.handler(async ({ context, input }) =>
    previewExtraction(await contextAt(context, input.at), input),
  ),
  extract: os.toolbox.extract.handler(async ({ context, input }) =>
    extractTransform(context, input, input.at),
  ),
  renamePlan: os.toolbox.renamePlan.handler(async ({ context, input }) =>
    planRename(context.app, await context.workspace(), input),
  ),
  rename: os.toolbox.rename.handler(async ({ context, input }) =>
    renameTransform(context.app, await context.workspace(), input),
  ),
})

const contextAt = async ({ app, workspace }: RequestContext, at: Record<string, string>) =>
  extractContext(app, await workspace(), at)

/** All of a transform; a broken file is shown with its text and its problem. */
async function showTransform(app: App, workspace: Workspace, name: string): Promise<TransformDetail> {
  const { transforms, problems, refused } = await checkedToolbox(app, workspace)
  const transform = transforms.find((one) => one.name === name)
  if (transform) {
    const detail = transformDetail(
      transform,
      usedBy(name, await callingFiles(workspace), transform.standard ? '' : transform.file),
    )
    const problem = refused.get(name)?.toData()
    return { ...detail, ...(problem && { problem }) }
  }
  const broken = problems.map(brokenSummary).find((one) => one.name === name)
  if (!broken) throw unknownTransform(name)
  const { text } = await readText(workspace, broken.file)
  return { ...broken, text, body: '', examples: [], usedBy: [] }
}

/** Proves, then writes. Nothing is overwritten. */
async function extractTransform(context: RequestContext, choice: ExtractChoice, at: Record<string, string>) {
  const workspace = await context.workspace()
  const preview = await previewExtraction(await contextAt(context, at), choice)
  const { file, text, proof } = preview
  if (!proof.equal) {
    throw inputError(
      'EXTRACT_UNEQUAL',
      `Results would not stay the same, so nothing was written. ${proof.message}`,
      {
        file,
      },
    )
  }
  await writeText(workspace, { path: file, text, was: null })
  return preview
}
