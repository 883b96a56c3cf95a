import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import rules from '../.dependency-cruiser.mjs'
import { circles } from './layers/circles.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['main', 'shared', 'renderer', 'toolbox', 'e2e', 'bench', 'bin', 'scripts']

/**
 * Checks who imports whom under `base`.
 *
 * @param {string} base a folder with (some of) the house's folders in it
 * @param {string[]} parts those to look at
 * @returns {Promise<{ rule: string, from: string, to: string }[]>} each import that breaks a rule, and which
 */
export async function checkLayers(base = root, parts = folders) {
  const { cruise } = await import('dependency-cruiser')
  const { forbidden, allowed, allowedSeverity } = rules
  const { output } = await cruise(
    parts,
    {
      baseDir: base,
      parser: 'swc',
      // `import type` is an import as well: a type is knowledge.
      tsPreCompilationDeps: true,
      doNotFollow: { path: '(?:^|/)(?:node_modules|dist)/' },
      ...(base === root && { exclude: { path: '^scripts/layers/fixtures/' } }),
      validate: true,
      ruleSet: { forbidden, allowed, allowedSeverity },
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'browser', 'default', 'types'],
    },
  )
  return [
    ...output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    ...circles(needsOf(output.modules, base)).map(([from, ...way]) => ({
      rule: 'no-circles',
      from,
      to: way.join(' → '),
    })),
  ]
}

/** What each file loads with it. */
function needsOf(modules, base) {
  const loads = (file, { module, dynamic, followable }) =>
    followable && !dynamic && !types.get(`${base}/${file}`.replaceAll('//', '/'))?.has(module)
  return new Map(
    modules.map(({ source, dependencies }) => [
      source,
      new Set(dependencies.filter((dependency) => loads(source, dependency)).map(({ resolved }) => resolved)),
    ]),
  )
}

/**
 * TypeScript 7 has no interface for other programs, so files are parsed by swc. The cruiser asks it for TypeScript
 * alone, in which a component's markup is a syntax error, and forgets which imports are of types only.
 */
const swc = createRequire(import.meta.url)('@swc/core')
const types = new Map()
const { parseFileSync } = swc
swc.parseFileSync = (file, options) => {
  const tree = parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') })
  const loaded = new Set()
  const named = new Set()
  for (const item of tree.body) {
    if (!item.source) continue
    const only =
      item.typeOnly ||
      (item.specifiers?.length > 0 && item.specifiers.every((specifier) => specifier.isTypeOnly))
    const set = only ? named : loaded
    set.add(item.source.value)
  }
  types.set(file, new Set([...named].filter((source) => !loaded.has(source))))
  return tree
}

if (process.argv[1] === import.meta.filename) {
  const violations = await checkLayers()
  for (const { rule, from, to } of violations) console.log(`${relative('', from)} → ${to}  breaks ${rule}`)
  if (violations.length > 0) {
    console.log(`${violations.length} imports break the layers. Rules and reasons: .dependency-cruiser.mjs`)
    process.exitCode = 1
  }
}
