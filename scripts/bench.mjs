import { readFileSync, writeFileSync } from 'node:fs'
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
  'memory',
  'brush',
  'evaluation',
  'files',
]

const start = '<!-- bench:start -->'
const end = '<!-- bench:end -->'

const figure = (value, unit) =>
  `${value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1)} ${unit}`.trim()

// Figures are ratios to a baseline of the same run: a machine's speed and its load fall out of them.
// `npm run bench -- sync query` runs some; `--keep` writes their rows into the table of docs/benchmarks.md.
await main(async () => {
  requireNode()
  await install()
  await build()
  const given = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  const { runnerImport } = await import('vite')
  const today = new Date().toISOString().slice(0, 10)
  const rows = new Map()
  for (const suite of suites.filter((one) => given.length === 0 || given.includes(one))) {
    console.log(`• ${suite}`)
    const { module } = await runnerImport(join(root, 'bench', `${suite}.bench.ts`), { configFile: false })
    await module.bench(({ name, value, baseline, ratio, unit = 'ms', note = '' }) => {
      const [ours, theirs] = [figure(value, unit), figure(baseline, unit)]
      rows.set(name, [name, ours, theirs, ratio.toFixed(2), today, note])
      console.log(`  ${name}: ${ours} against ${theirs} = ${ratio.toFixed(2)}${note && `  (${note})`}`)
    })
  }
  if (process.argv.includes('--keep')) await keep(rows)
})

/** Puts rows in the place of those of their names, or behind all others. */
async function keep(rows) {
  const file = join(root, 'docs/benchmarks.md')
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.split(start)[0], text.split(end)[1] ?? '']
  const kept = (text.split(start)[1]?.split(end)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const all = new Map([...kept.map((cells) => [cells[0], cells]), ...rows])
  const table = [
    ['what', 'Lakebench', 'baseline', 'ratio', 'day', 'note'],
    ['---', '---:', '---:', '---:', '---', '---'],
    ...all.values(),
  ]
  const [cpu] = cpus()
  const machine = `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release().split('-')[0]}, Node ${process.versions.node}`
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  writeFileSync(file, `${before}${start}\n${machine}\n\n${lines}\n${end}${after}`)
  await node('node_modules/@biomejs/biome/bin/biome', ['format', '--write', file], { quiet: true })
}
