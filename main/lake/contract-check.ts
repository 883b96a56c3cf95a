import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { ContractCheck } from '#shared/contract/lake.ts'
import { inputError, toAppError } from '#shared/errors.ts'
import { importContract } from '#shared/format/contract.ts'
import type { Work } from '#shared/progress.ts'
import { makeFolder } from '../disk/index.ts'
import { layout, ownedName } from '../store/index.ts'
import type { LakeContext } from './context.ts'
import { type LoadedContract, parseContract, readContracts } from './contracts.ts'
import { readRecords } from './records.ts'
import { factsOf } from './snapshots.ts'

/**
 * Refuses a quality rule, of those that are only monitored too, that does not fit the contract's fields. Throws
 * `CONTRACT_RULE` with file and field.
 */
export async function checkQuality(ctx: LakeContext, { contract, file }: LoadedContract): Promise<void> {
  if (contract.quality.length === 0) return
  const { fields } = importContract(contract)
  await ctx.importer.call('tryRules', { contract: { fields, rules: contract.quality }, file })
}

/**
 * What a contract's text, before it is saved, would do to the latest snapshot of its source: how many rows it would
 * take and reject. A contract that cannot be read or used is an answer with `problems`, not an error.
 */
export async function contractCheck(
  ctx: LakeContext,
  { source, text }: { source: string; text: string },
  work: Work,
): Promise<z.infer<typeof ContractCheck>> {
  const none = { rows: null, rejects: null, rejectsNow: null }
  const file = `contracts/${source}.yml`
  const record = (await readRecords(ctx, source)).at(-1)
  const saved = (await readContracts(ctx.workspace)).contracts.find((one) => one.source === source)
  const now = record && saved ? await factsOf(ctx, saved, record.snapshot) : null
  const rejectsNow = now?.rejects ?? null
  const place = saved?.file ?? file
  try {
    const loaded = parseContract(place, text)
    if (loaded.source !== source) {
      const wrong = inputError(
        'CONTRACT_SOURCE',
        `This contract is of \`${loaded.source}\` and was to be checked as \`${source}\`. Keep the name, or save it as another source.`,
        { file: place, field: 'source' },
      )
      return { problems: [wrong.toData()], ...none, rejectsNow }
    }
    await checkQuality(ctx, loaded)
    if (!record) return { problems: [], ...none, rejectsNow }
    if (saved?.importDigest === loaded.importDigest && now) {
      return { problems: [], rows: now.rows, rejects: now.rejects, rejectsNow }
    }
    const { tmp } = layout(ctx.home)
    await makeFolder(tmp)
    const to = join(tmp, `${ownedName('check')}.duckdb`)
    try {
      const contract = importContract(loaded.contract)
      const built = await ctx.importer.call(
        'buildImage',
        { home: ctx.home, snapshot: record.snapshot, contract, file: place, to },
        work,
      )
      return { problems: [], rows: built.rows, rejects: built.rejects, rejectsNow }
    } finally {
      for (const path of [to, `${to}.wal`, `${to}.spill`]) await rm(path, { recursive: true, force: true })
    }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'input') throw thrown
    return { problems: [error.toData()], ...none, rejectsNow }
  }
}
