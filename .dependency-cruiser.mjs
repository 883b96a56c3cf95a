/**
 * Who may import whom: an allow-list. Whatever import no line of it names is an error (`not-in-allowed`); the named
 * rules say the reason for those that matter most. `node scripts/layers.mjs` checks the tree with it (and that no
 * files go in circles); `scripts/layers/fixtures` is a tree in which each rule must fail.
 */

const literally = (path) => path.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const oneOf = (list) => `(?:${list.map(literally).join('|')})`
const packages = (...names) => ({ path: `(?:^|/)node_modules/${oneOf(names)}(?:/|$)` })
const folder = (...paths) => `^${oneOf(paths)}/`
const face = (...paths) => ({ path: `^${oneOf(paths)}/index\\.ts$` })
const file = (...paths) => ({ path: `^${oneOf(paths)}$` })
const core = { dependencyTypes: ['core'] }

/** Tests, and what is made for them alone. */
const tests =
  '(?:\\.test\\.tsx?$|/testing\\.ts$|/testing/|/fixtures?/|\\.fixtures\\.ts$|/harness/|^bench/|^e2e/)'

/** Lines of the allow-list: `[from, ...to]`. */
const lines = [
  // A folder's own files.
  ...['shared', 'toolbox', 'e2e', 'bench', 'scripts', 'bin'].map((own) => [
    folder(own),
    { path: folder(own) },
  ]),
  [
    '^main/(disk|ignore|search|engine|remote|store|git|worker|workspace|lake|at-hand|toolbox|evaluation|api)/',
    { path: '^main/$1/' },
  ],
  ['^main/shell/(cli|server|electron)/', { path: '^main/shell/$1/' }],
  ['^renderer/(client|engine|ui|explore|charts|lake|toolbox|evaluation|git|app)/', { path: '^renderer/$1/' }],

  // The contract is for everyone. Its parts with many files have a face; schemas stand each for itself.
  [
    folder('main', 'renderer', 'toolbox', 'e2e', 'bench'),
    { path: '^shared/(?:[^/]+|format/[^/]+|contract/[^/]+|(?:sql|digest|profile)/index)\\.ts$' },
  ],
  [
    folder('shared'),
    packages('zod', '@orpc/contract', 'yaml', '@noble/hashes', 'canonicalize', 'apache-arrow'),
  ],

  // main, downwards. The disk is for all of it. `docs/architecture.md` has this as a table.
  [folder('main'), face('main/disk')],
  [folder('main'), core],
  [folder('main'), packages('zod')],
  [folder('main/engine', 'main/store', 'main/git'), face('main/worker'), file('main/worker/node.ts')],
  [
    folder('main/engine'),
    packages(
      '@duckdb/node-api',
      '@duckdb/duckdb-wasm',
      'apache-arrow',
      'fzstd',
      'saxes',
      'sql-formatter',
      'yauzl',
      'yazl',
    ),
  ],
  [folder('main/remote'), packages('@aws-sdk/client-s3', 'p-retry', 'saxes', 'undici')],
  [folder('main/store'), face('main/remote'), packages('@noble/hashes')],
  [folder('main/git'), packages('isomorphic-git', 'node-diff3'), face('main/ignore')],
  [folder('main/ignore'), packages('ignore')],
  [folder('main/search'), face('main/worker', 'main/ignore'), file('main/worker/node.ts'), packages('re2js')],
  [folder('main/api'), face('main/search')],
  [folder('main/workspace'), face('main/worker', 'main/git')],
  [
    folder('main/lake', 'main/at-hand', 'main/toolbox', 'main/evaluation', 'main/api'),
    face('main/engine', 'main/store', 'main/worker', 'main/workspace'),
    packages('canonicalize'),
  ],
  [folder('main/at-hand', 'main/toolbox', 'main/evaluation', 'main/api'), face('main/lake')],
  [folder('main/at-hand'), face('main/engine/reader')],
  [folder('main/evaluation', 'main/api'), face('main/toolbox', 'main/git', 'main/engine/wasm')],
  [
    folder('main/api'),
    face('main/evaluation', 'main/at-hand'),
    file('main/worker/node.ts'),
    packages('@orpc/server', '@orpc/contract', 'hono'),
  ],
  // The hosts: each mounts the handler.
  [folder('main/shell/cli', 'main/shell/server', 'main/shell/electron'), face('main/api')],
  [folder('main/shell/cli'), packages('commander', '@orpc/client', '@orpc/contract')],
  [folder('main/shell/server'), packages('hono', '@hono/node-server')],
  [folder('main/shell/electron'), packages('electron', '@orpc/client', '@orpc/contract')],

  // The window. `ui` is a library: beside its index, icons, keys and numbers as text, and the meeting place of features.
  [
    folder('renderer'),
    packages('react', 'react-dom', 'zustand', '@tanstack/react-query', '@tanstack/react-virtual'),
  ],
  [folder('renderer/client'), packages('@orpc/client', '@orpc/contract', 'node-diff3')],
  [
    folder('renderer/engine'),
    packages('@duckdb/duckdb-wasm', 'apache-arrow'),
    // Files whose address the bundler gives.
    { path: '^@duckdb/duckdb-wasm/dist/.*\\?url$' },
    { path: '(?:^dist|^#engine)/.*\\.wasm' },
    face('renderer/client'),
  ],
  [
    folder('renderer/ui'),
    packages('react-aria-components', 'lucide-react', 'monaco-editor', '@observablehq/plot', 'node-diff3'),
    // Outlines of countries and states, and the codes they go by.
    packages('topojson-client', 'world-atlas', 'us-atlas', 'i18n-iso-countries'),
  ],
  // A change of files is one thing for all features: texts are stored before it, tabs follow after.
  ['^renderer/ui/file-changes\\.ts$', face('renderer/client'), file('renderer/client/file-drafts.ts')],
  // What a search reads in the place of files: the texts of this window.
  ['^renderer/ui/found-files/', face('renderer/client'), file('renderer/client/file-drafts.ts')],
  [
    folder(
      'renderer/app',
      'renderer/explore',
      'renderer/charts',
      'renderer/lake',
      'renderer/toolbox',
      'renderer/evaluation',
      'renderer/git',
    ),
    face('renderer/client', 'renderer/engine', 'renderer/ui'),
    face('renderer/ui/chart', 'renderer/ui/code-editor', 'renderer/ui/data-grid', 'renderer/ui/diff-grid'),
    face('renderer/ui/found-files'),
    file(
      'renderer/ui/workbench.ts',
      'renderer/ui/icons.ts',
      'renderer/ui/keys.ts',
      'renderer/ui/format.ts',
      'renderer/ui/toast.tsx',
      // It speaks to main, which the components of the index do not.
      'renderer/ui/file-changes.ts',
    ),
    file('renderer/client/file-drafts.ts', 'renderer/client/merge-text.ts'),
    packages('zod', 'lucide-react', 'react-resizable-panels'),
  ],
  [
    folder('renderer/app'),
    face(
      'renderer/explore',
      'renderer/charts',
      'renderer/lake',
      'renderer/toolbox',
      'renderer/evaluation',
      'renderer/git',
    ),
    packages('dockview-react', 'cmdk', 'react-aria-components'),
  ],
  [
    '^renderer/main\\.tsx$',
    face('renderer/app'),
    { path: '^renderer/ui/[^/]+\\.css$' },
    packages('react-dom'),
  ],

  // Programs around the app.
  [folder('scripts', 'bin'), core],
  [
    folder('scripts'),
    packages('vite', 'playwright-core', 'axe-core', 'dependency-cruiser'),
    file('.dependency-cruiser.mjs'),
  ],
  [folder('bin'), { path: '^(?:\\.\\./)?dist/main/' }, { path: '^scripts/[^/]+\\.mjs$' }],
  ['^[^/]+\\.config\\.ts$', packages('vite', 'vitest', '@vitejs/plugin-react'), core],

  // Tests look at real parts: any folder's face and what it has for tests.
  [tests, core, packages('vitest', 'fast-check', 'playwright-core', 'vite')],
  // The window is measured as it is tried.
  [folder('bench'), { path: '^e2e/support/' }],
  [
    tests,
    packages(
      '@duckdb/node-api',
      'apache-arrow',
      'yaml',
      'isomorphic-git',
      '@orpc/client',
      '@orpc/contract',
      's3rver',
    ),
  ],
  [
    `^(?:main|toolbox|scripts)/.*${tests}|^bench/`,
    { path: '^main/(?:[^/]+|engine/native|remote/s3)/(?:index|testing|node|handlers)\\.ts$' },
    { path: '^main/engine/wasm/(?:index|engine)\\.ts$' },
    { path: '^shared/digest/encode\\.ts$' },
  ],
  // A measurement makes the demo's lake and no more of the demo.
  [folder('bench'), file('main/api/app.ts', 'main/api/demo/lake.ts')],
  [folder('e2e'), { path: '^scripts/(?:screens/)?[^/]+\\.mjs$' }],
  // A git server, for two people and their remote.
  [folder('e2e'), file('main/git/testing.ts')],
]

const only = (name, comment, to, ...from) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(?:main|renderer|shared|toolbox|e2e|bin)/', pathNot: [...from, tests] },
  to,
})

/** What a folder of main may never look up to; what a lower one needs of a higher is passed in. */
const upwards = [
  [
    ['disk', 'engine', 'store', 'git', 'worker'],
    ['workspace', 'lake', 'at-hand', 'toolbox', 'evaluation', 'api', 'shell'],
  ],
  [['workspace'], ['engine', 'store', 'lake', 'at-hand', 'toolbox', 'evaluation', 'api', 'shell']],
  [['lake'], ['at-hand', 'toolbox', 'evaluation', 'api', 'shell']],
  [['at-hand'], ['toolbox', 'evaluation', 'api', 'shell']],
  [['toolbox'], ['evaluation', 'api', 'shell']],
  [['evaluation'], ['api', 'shell']],
  [['api'], ['shell']],
].map(([low, high]) => ({
  name: 'layers-of-main',
  comment: 'shell → api → evaluation → toolbox → lake → engine, store, git.',
  severity: 'error',
  from: { path: `^main/${oneOf(low)}/`, pathNot: tests },
  to: { path: `^main/${oneOf(high)}/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  allowedSeverity: 'error',
  allowed: lines.flatMap(([path, ...targets]) => targets.map((to) => ({ from: { path }, to }))),
  forbidden: [
    only(
      'electron-in-its-shell',
      'The core runs under plain Node.',
      packages('electron'),
      folder('main/shell/electron'),
    ),
    only(
      'transport-in-client',
      'The window reaches main in one place; hosts call the handler that they mount.',
      packages('@orpc/client'),
      folder('renderer/client', 'main/shell/cli', 'main/shell/electron'),
    ),
    only(
      'git-in-its-folder',
      'One place speaks to isomorphic-git.',
      packages('isomorphic-git'),
      folder('main/git'),
    ),
    only(
      'native-in-engine',
      'A process of its own runs native DuckDB.',
      packages('@duckdb/node-api'),
      folder('main/engine'),
    ),
    only(
      'wasm-in-engine',
      'Two folders know duckdb-wasm.',
      packages('@duckdb/duckdb-wasm'),
      folder('main/engine', 'renderer/engine'),
    ),
    only(
      'server-in-its-shell',
      'The desktop app opens no port.',
      packages('@hono/node-server'),
      folder('main/shell/server'),
    ),
    {
      name: 'no-node-in-the-window',
      comment: 'The window is a browser, and what crosses a process runs in one.',
      severity: 'error',
      from: { path: folder('renderer', 'shared'), pathNot: tests },
      to: core,
    },
    {
      name: 'shared-imports-nothing-of-ours',
      comment: 'The contract stands below everything.',
      severity: 'error',
      from: { path: folder('shared'), pathNot: tests },
      to: { path: folder('main', 'renderer', 'toolbox', 'e2e') },
    },
    {
      name: 'window-and-main-apart',
      comment: 'They meet in the contract.',
      severity: 'error',
      from: { path: '^(main|renderer)/', pathNot: tests },
      to: { path: folder('main', 'renderer'), pathNot: '^$1/' },
    },
    {
      name: 'features-apart',
      comment: 'Features meet in renderer/ui/workbench.ts.',
      severity: 'error',
      from: { path: '^renderer/(explore|charts|lake|toolbox|evaluation|git)/' },
      to: { path: '^renderer/(?:explore|charts|lake|toolbox|evaluation|git|app)/', pathNot: '^renderer/$1/' },
    },
    {
      name: 'shells-apart',
      comment: 'Hosts do not know each other; what two of them need stands in main/api.',
      severity: 'error',
      from: { path: '^main/shell/([^/]+)/' },
      to: { path: '^main/shell/', pathNot: '^main/shell/$1/' },
    },
    ...upwards,
    {
      name: 'through-the-face',
      comment: "A folder's public face is its index.ts.",
      severity: 'error',
      from: { path: '^(main/shell/[^/]+|main/[^/]+|renderer/[^/]+)/', pathNot: tests },
      to: {
        path: '^(?:main|renderer)/',
        pathNot: [
          '^$1/',
          '/index\\.ts$',
          '^main/worker/node\\.ts$',
          '^renderer/ui/(?:workbench|icons|keys|format)\\.ts$',
          '^renderer/ui/toast\\.tsx$',
          '^renderer/ui/file-changes\\.ts$',
          '^renderer/client/(?:file-drafts|merge-text)\\.ts$',
        ],
      },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What is made for tests does not ship.',
      severity: 'error',
      from: { path: '^(?:main|renderer|shared|toolbox)/', pathNot: tests },
      to: { path: tests, pathNot: 'node_modules' },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere cannot be judged.',
      severity: 'error',
      // A build makes what bin/ starts.
      from: { pathNot: '^bin/' },
      to: { couldNotResolve: true, pathNot: '\\?url$' },
    },
  ],
}
