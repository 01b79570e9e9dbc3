/** Builds web/index.html into the one file build/page/index.html; scripts/page.js says how. */
import { defineConfig } from 'vite';

import { page } from './scripts/page.js';

export default defineConfig({
  root: 'web',
  base: './',
  publicDir: false,
  plugins: [page()],
  build: {
    outDir: '../build/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // One file is the point.
    chunkSizeWarningLimit: 100_000,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
