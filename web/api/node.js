/**
 * The package's entry for Node: the same API, on worker threads, with `{ path }` as an input.
 */

import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { configure } from './runtime.js';

/** @import { WorkerLike } from './types.js' */

export * from './index.js';

/** More bring little: one of them puts together what the others have read. */
const WORKERS_MAX = 4;

// What counts as two cores may be the two threads of one, where another worker costs its start and gains
// nothing: so there are half as many.
const workers = Math.max(1, Math.min(WORKERS_MAX, Math.floor(availableParallelism() / 2)));

configure({
  createWorker() {
    // Options of the process such as --input-type or --import are not meant for our script.
    const worker = new Worker(place('node-worker.js', '../worker/node-worker.js'), {
      execArgv: [],
    });
    return /** @type {WorkerLike} */ (/** @type {unknown} */ (worker));
  },
  sizeOf: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  workers,
  wasm: () => readFile(place('core.wasm', '../../build/wasm/core.wasm')),
});

/**
 * In the package everything lies beside this file; in the repository, where it was written or built.
 * @param {string} packaged
 * @param {string} inRepository
 * @returns {URL}
 */
function place(packaged, inRepository) {
  const beside = new URL(packaged, import.meta.url);
  return existsSync(beside) ? beside : new URL(inRepository, import.meta.url);
}
