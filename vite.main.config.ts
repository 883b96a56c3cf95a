import { build, defineConfig, type Plugin } from 'vite'

/** What loads files of its own by their place in node_modules. */
const external = ['@duckdb/duckdb-wasm', '@duckdb/node-api', 'electron', 'vega-datasets']

/**
 * Everything that runs in Node: one bundle a process or thread. Dependencies are in it, since a thousand small files
 * take a second to load, which each command would wait for.
 */
export default defineConfig({
  plugins: [preload()],
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        cli: 'main/shell/cli/index.ts',
        server: 'main/shell/server/index.ts',
        electron: 'main/shell/electron/index.ts',
        native: 'main/engine/native/process.ts',
        wasm: 'main/engine/wasm/process.ts',
        reader: 'main/engine/reader/process.ts',
        files: 'main/store/worker.ts',
        git: 'main/git/worker.ts',
        remote: 'main/git/remote/process.ts',
        search: 'main/search/worker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})

/** A sandboxed preload is one CommonJS file that requires nothing but `electron`, so it is a build of its own. */
function preload(): Plugin {
  return {
    name: 'preload',
    async writeBundle({ dir = 'dist/main' }) {
      await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          ssr: true,
          outDir: dir,
          emptyOutDir: false,
          minify: false,
          rolldownOptions: {
            input: 'main/shell/electron/preload.ts',
            output: { format: 'cjs', entryFileNames: 'preload.cjs' },
          },
        },
      })
    },
  }
}
