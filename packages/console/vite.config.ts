import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Nothing is inlined: the policy of the pages lets scripts, styles and fonts come from files of ours only. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
    // What many pages use comes in one file: each file of its own is a request, one after the other.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 4 }] } } },
  },
})
