/**
 * The package's entry for browsers: the worker and the engine are assets beside the bundle. Both URLs
 * stand as literals, so that every bundler sees them.
 */

import { configure } from './runtime.js';

export * from './index.js';

configure({
  createWorker: () =>
    new Worker(new URL('../worker/worker.js', import.meta.url), { type: 'module' }),
  wasm: () => new URL('../../build/wasm/core.wasm', import.meta.url),
});
