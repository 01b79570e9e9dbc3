/**
 * The runtime that has worker and engine as texts inside itself, for where a bundler left their files behind.
 */

import { workerSource, wasmGzipBase64 } from 'virtual:ckptscope/parts';

import { pageRuntime } from './page-runtime.js';

/** For `configure`. */
export const runtime = pageRuntime({ workerSource, wasmGzipBase64 });
