import { defineConfig } from 'vite'

/** Everything that runs in Node: one bundle a process or thread, dependencies left in node_modules. */
export default defineConfig({
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
        electron: 'main/shell/electron/index.ts',
        native: 'main/engine/native/process.ts',
        wasm: 'main/engine/wasm/process.ts',
        files: 'main/store/worker.ts',
        git: 'main/git/worker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
