import type { Command } from 'commander'
import type { SyncedSource, SyncResult } from '#shared/contract/lake.ts'
import { AppError, describeError, exitCode } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { formatBytes, formatCount, formatDuration } from '#shared/quantity.ts'
import { follow } from '../connect.ts'
import { columnLines, diffColumns, diffRows, rowLines } from '../difference.ts'
import { table, visible } from '../print.ts'
import { type Run, text } from './run.ts'

/** sync, snapshots, snapshot show|diff, check, gc. */
export function addLakeCommands(program: Command, run: Run): void {
  program
    .command('sync')
    .argument('[source...]', 'sources (default: all)')
    .option('--rehash', 'read every object again, whatever its size and time')
    .description('take a verified snapshot of the sources')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { args: [sources], options }) => {
        await open()
        const input = { sources: Array.isArray(sources) ? sources : [], rehash: options.rehash === true }
        const synced = await follow(client.lake.sync(input, { signal }), onProgress)
        say(...syncLines(synced))
        result(synced)
        const [failure] = synced.failed
        return failure ? exitCode(AppError.fromData(failure)) : 0
      }),
    )

  program
    .command('snapshots')
    .argument('[source]', 'of one source (default: all)')
    .description('list the snapshots that this workspace took')
    .action(
      run(async ({ client, open, say, result }, { args: [source] }) => {
        await open()
        const snapshots = await client.lake.snapshots(source === undefined ? {} : { source: text(source) })
        say(
          table(
            [
              { title: 'snapshot' },
              { title: 'source' },
              { title: 'synced' },
              { title: 'objects', right: true },
              { title: 'size', right: true },
              { title: 'rows', right: true },
              { title: 'rejects', right: true },
              { title: '' },
            ],
            snapshots.map((one) => [
              short(one.id),
              one.source,
              one.syncedAt.slice(0, 16).replace('T', ' '),
              formatCount(one.objects),
              formatBytes(one.bytes),
              one.rows === null ? '-' : formatCount(one.rows),
              one.rejects === null ? '-' : formatCount(one.rejects),
              [one.latest && 'latest', one.partial && 'partial'].filter(Boolean).join(', '),
            ]),
          ),
        )
        result(snapshots)
        return 0
      }),
    )

  const snapshot = program.command('snapshot').description('look into snapshots')
  snapshot
    .command('show')
    .argument('<id>', 'a snapshot, 7 digits or more')
    .option('--limit <n>', 'objects to list', '50')
    .description('list the objects of a snapshot')
    .action(
      run(async ({ client, open, say, result }, { args: [id], options }) => {
        await open()
        const limit = Math.min(1000, Math.max(1, Number(options.limit) || 50))
        const shown = await client.lake.objects({ snapshot: text(id), from: 0, count: limit })
        say(
          table(
            [{ title: 'object' }, { title: 'size', right: true }, { title: 'sha256' }, { title: 'store' }],
            shown.objects.map((one) => [
              one.path,
              formatBytes(one.size),
              one.sha256.slice(0, 16),
              one.inStore ? 'here' : 'MISSING',
            ]),
          ),
        )
        if (shown.total > shown.objects.length) {
          say(`${formatCount(shown.total - shown.objects.length)} more: --limit ${shown.total}`)
        }
        result(shown)
        return 0
      }),
    )
  snapshot
    .command('diff')
    .argument('<from>')
    .argument('<to>')
    .option('--rows', "compare the rows by the contract's key, else as whole values")
    .option('--columns', 'compare how each column is spread')
    .option('--limit <n>', 'rows to list with --rows', '50')
    .description('what changed between two snapshots of a source')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { args: [from, to], options }) => {
        await open()
        const diff = await client.lake.diff({ from: text(from), to: text(to) })
        say(
          `${diff.source}  ${short(diff.from)} -> ${short(diff.to)}`,
          `Objects +${formatCount(diff.added)} ~${formatCount(diff.changed)} -${formatCount(diff.gone)}, ${formatBytes(diff.bytes)}`,
          ...(diff.rows ? [`Rows ${formatCount(diff.rows.from)} -> ${formatCount(diff.rows.to)}`] : []),
          ...(diff.rejects
            ? [`Rejects ${formatCount(diff.rejects.from)} -> ${formatCount(diff.rejects.to)}`]
            : []),
          ...diff.objects
            .slice(0, 50)
            .map(({ path, change }) => `${{ added: '+', changed: '~', gone: '-' }[change]} ${visible(path)}`),
        )
        const work = { client, signal, onProgress }
        const limit = Math.min(10_000, Math.max(0, Number(options.limit) || 0))
        const rows = options.rows === true ? await diffRows(work, diff, limit) : undefined
        if (rows) say('', ...rowLines(rows))
        const columns = options.columns === true ? await diffColumns(work, diff) : undefined
        if (columns) say('', columnLines(columns))
        result({ ...diff, ...(rows && { rowDifference: rows }), ...(columns && { columnShifts: columns }) })
        return 0
      }),
    )

  program
    .command('check')
    .option('--read-data', 'read every byte, and set broken objects aside')
    .description('check that the store holds what the snapshots name')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { options }) => {
        await open()
        const checked = await follow(
          client.lake.check({ readData: options.readData === true }, { signal }),
          onProgress,
        )
        say(
          `${formatCount(checked.objects)} objects, ${formatBytes(checked.bytes)} ${options.readData === true ? 'read' : 'looked up'}.`,
          ...checked.broken.flatMap(({ sha256, problem, setAside, paths }) => [
            `${sha256.slice(0, 16)}: ${problem}${setAside ? ', set aside' : ''}`,
            ...paths.map(({ path, source, snapshot: id }) => `  ${visible(path)} in ${source} ${short(id)}`),
          ]),
          checked.broken.length === 0
            ? 'Nothing is broken.'
            : 'Sync again: it fetches what the lake still holds.',
        )
        result(checked)
        return checked.broken.length === 0 ? 0 : 3
      }),
    )

  program
    .command('gc')
    .option('--dry-run', 'only say what would be freed')
    .description('free what no snapshot of any workspace needs')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { options }) => {
        await open()
        const dryRun = options.dryRun === true
        const collected = await follow(client.lake.collect({ dryRun }, { signal }), onProgress)
        say(
          ...collected.freed.map(
            (one) => `${one.kind.padEnd(10)} ${formatBytes(one.bytes).padStart(9)}  ${one.name}`,
          ),
          `${dryRun ? 'Would free' : 'Freed'} ${formatBytes(collected.bytes)}. Kept ${formatCount(collected.kept.objects)} objects and ${formatCount(collected.kept.images)} images, ${formatBytes(collected.kept.bytes)}.`,
        )
        result(collected)
        return 0
      }),
    )
}

function syncLines({ sources, failed }: SyncResult): string[] {
  return [
    table(
      [
        { title: 'source' },
        { title: 'snapshot' },
        { title: 'objects', right: true },
        { title: 'fetched', right: true },
        { title: 'rows', right: true },
        { title: 'rejects', right: true },
        { title: 'time', right: true },
        { title: '' },
      ],
      sources.map((one) => [
        one.source,
        short(one.snapshot),
        formatCount(one.objects),
        one.fetched === 0 ? '-' : `${formatCount(one.fetched)} (${formatBytes(one.fetchedBytes)})`,
        one.rows === null ? '-' : formatCount(one.rows),
        one.rejects === null ? '-' : formatCount(one.rejects),
        formatDuration(one.ms),
        stateOf(one),
      ]),
    ),
    ...sources.flatMap(({ source, left }) =>
      left.map(({ path, reason }) => `! ${source}: ${visible(path)} was left out: ${visible(reason)}`),
    ),
    ...failed.map((error) => `! ${describeError(error)}`),
  ]
}

const stateOf = ({ changed, partial }: SyncedSource): string =>
  [changed ? 'new snapshot' : 'nothing new', partial && 'partial'].filter(Boolean).join(', ')
