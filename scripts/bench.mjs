import { writeFileSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { build, install, main, node, requireNode, root } from './steps.mjs'

/** The benchmarks, each a function that reports rows, by the part of the product they measure. */
const suites = [
  'sync',
  'image',
  'query',
  'tpch',
  'difference',
  'window',
  'grid',
  'brush',
  'evaluation',
  'files',
]

const start = '<!-- bench:start -->'
const end = '<!-- bench:end -->'

const ms = (value) =>
  value >= 100 ? `${Math.round(value).toLocaleString('en-US')} ms` : `${value.toFixed(1)} ms`

// Figures are ratios to a baseline of the same run: a machine's speed and its load fall out of them.
// `npm run bench -- sync query` runs some; `--keep` writes the table into docs/benchmarks.md.
await main(async () => {
  requireNode()
  await install()
  await build()
  const given = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  const { runnerImport } = await import('vite')
  const rows = []
  for (const suite of suites.filter((one) => given.length === 0 || given.includes(one))) {
    console.log(`• ${suite}`)
    const { module } = await runnerImport(join(root, 'bench', `${suite}.bench.ts`), { configFile: false })
    await module.bench((row) => {
      rows.push(row)
      console.log(
        `  ${row.name}: ${ms(row.value)} against ${ms(row.baseline)} = ${row.ratio.toFixed(2)}${row.note ? `  (${row.note})` : ''}`,
      )
    })
  }
  const table = [
    '| what | Lakebench | baseline | ratio | note |',
    '|---|---:|---:|---:|---|',
    ...rows.map(
      (row) =>
        `| ${row.name} | ${ms(row.value)} | ${ms(row.baseline)} | ${row.ratio.toFixed(2)} | ${row.note ?? ''} |`,
    ),
  ].join('\n')
  console.log(`\n${table}`)
  if (!process.argv.includes('--keep')) return
  const { readFileSync } = await import('node:fs')
  const file = join(root, 'docs/benchmarks.md')
  const [before, after] = [
    readFileSync(file, 'utf8').split(start)[0],
    readFileSync(file, 'utf8').split(end)[1] ?? '',
  ]
  const [cpu] = cpus()
  const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release().split('-')[0]}, Node ${process.versions.node}`
  writeFileSync(file, `${before}${start}\n${machine}\n\n${table}\n${end}${after}`)
  await node('node_modules/@biomejs/biome/bin/biome', ['format', '--write', file], { quiet: true })
})
