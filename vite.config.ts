import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The window: `renderer/` to `dist/renderer`. */
export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: false,
    chunkSizeWarningLimit: 8000,
    reportCompressedSize: false,
    // A data: URL for a worker or font would need a wider CSP.
    assetsInlineLimit: 0,
  },
})
