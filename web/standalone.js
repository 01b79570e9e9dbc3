/**
 * The package's entry `ckptscope/standalone`: API, element, worker and engine in one file, for a page
 * without a bundler. It loads nothing; the page's policy must allow workers from blobs.
 */

import { workerSource, wasmGzipBase64 } from 'virtual:ckptscope/parts';

import { configure } from './api/index.js';
import { pageRuntime } from './api/page-runtime.js';

export * from './api/index.js';
export { CheckpointScope } from './dashboard/checkpoint-scope.js';

configure(pageRuntime({ workerSource, wasmGzipBase64 }));
