/**
 * The package's entry for browsers, as it lies in dist/: the worker and the engine are files beside it,
 * named by literals, so that every bundler sees them. Where a bundler leaves them behind, the same two
 * come as texts from inline.js, which nobody downloads otherwise.
 */

import { configure } from './runtime.js';

export * from './index.js';

configure({
  createWorker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  wasm: () => new URL('./core.wasm', import.meta.url),
  fallback: async () => (await import('./inline.js')).runtime,
});
