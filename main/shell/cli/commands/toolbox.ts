import type { Command } from 'commander'
import type { TestResult } from '#shared/contract/toolbox.ts'
import { describeError } from '#shared/errors.ts'
import { follow } from '../connect.ts'
import { cellText, table } from '../print.ts'
import { type Run, text } from './run.ts'

/** toolbox list|show|test. */
export function addToolboxCommands(program: Command, run: Run): void {
  const toolbox = program
    .command('toolbox')
    .description('transforms of the workspace and the standard library')
  toolbox
    .command('list')
    .description('list the transforms')
    .action(
      run(async ({ client, open, say, result }) => {
        await open()
        const transforms = await client.toolbox.list()
        say(
          table(
            [
              { title: 'transform' },
              { title: 'tests', right: true },
              { title: 'from' },
              { title: 'description' },
            ],
            transforms.map((one) => [
              one.signature,
              String(one.tests),
              one.standard ? 'standard' : one.file,
              one.problem ? `! ${describeError(one.problem)}` : one.description,
            ]),
          ),
        )
        result(transforms)
        return 0
      }),
    )
  toolbox
    .command('show')
    .argument('<name>')
    .description('show a transform: docs, parameters, examples, text')
    .action(
      run(async ({ client, open, say, result }, { args: [name] }) => {
        await open()
        const shown = await client.toolbox.show({ name: text(name) })
        say(
          `${shown.signature}${shown.returns ? ` -> ${shown.returns}` : ''}`,
          shown.description,
          ...shown.params.map(
            (param) =>
              `  ${[param.name, param.type, param.unit && `in ${param.unit}`, param.default !== undefined && `default ${param.default}`, param.meaning].filter(Boolean).join(' · ')}`,
          ),
          ...shown.examples.map((example) => `example: ${example}`),
          ...shown.usedBy.map(({ file, line }) => `used by ${file}:${line}`),
          '',
          shown.body.trim(),
        )
        result(shown)
        return 0
      }),
    )
  toolbox
    .command('test')
    .argument('[name...]', 'transforms (default: all)')
    .description('run the tests of transforms')
    .action(
      run(async ({ client, signal, open, onProgress, say, result }, { args: [names] }) => {
        await open()
        const results = await follow(
          client.toolbox.test({ names: Array.isArray(names) ? names : [] }, { signal }),
          // A log gets the results, in the end and at once.
          (progress) => process.stderr.isTTY && onProgress(progress),
        )
        const failed = results.filter(({ passed }) => !passed)
        say(
          ...results.flatMap(testLines),
          `${results.length - failed.length} passed, ${failed.length} failed`,
        )
        result(results)
        return failed.length === 0 ? 0 : 1
      }),
    )
}

function testLines({ transform, name, passed, ms, call, expected, actual, message }: TestResult): string[] {
  const head = `${passed ? 'ok    ' : 'FAILED'} ${transform}: ${name}  ${Math.round(ms)} ms`
  if (passed) return [head]
  const shown = (title: string, rows: TestResult['expected']) =>
    rows
      ? [
          title,
          table(
            rows.columns.map((column) => ({ title: column.name })),
            rows.rows.map((row) => row.map(cellText)),
          ),
        ]
      : []
  return [
    head,
    ...(message ? [message] : []),
    call,
    ...shown('expected', expected),
    ...shown('actual', actual),
  ]
}
