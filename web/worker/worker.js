/**
 * The worker of a page. It runs as a module worker, and bundled to one classic script from a blob; it
 * loads nothing itself and needs no URL, since the compiled engine is posted to it.
 */

import { serve } from './serve.js';
import { bytesSource, slicedSource } from './sources.js';

/** @import { Source } from '../engine/engine.js' */
/** @import { Reply, Request } from './protocol.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * What a dedicated worker has and a page has not; named here so that one program of types serves both.
 * @typedef {object} WorkerScope
 * @property {(message: Reply, transfer: ArrayBuffer[]) => void} postMessage
 * @property {(type: 'message', listener: (event: { readonly data: Request }) => void) => void} addEventListener
 * @property {new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }} FileReaderSync
 */
const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));

/**
 * Bytes asked of the file service at a time. 134 MB took 250 to 320 ms in Chromium by 1 MiB, 170 ms by
 * 4, 144 ms by 8 and 138 ms by 16.
 */
const READ_AHEAD_BYTES = 8 * 2 ** 20;

serve(
  {
    post: (reply, transfer) => scope.postMessage(reply, transfer),
    listen: (onRequest) => scope.addEventListener('message', ({ data }) => onRequest(data)),
  },
  openSource,
);

/**
 * @param {SourceSpec} spec
 * @returns {Promise<Source>}
 */
async function openSource(spec) {
  switch (spec.kind) {
    case 'bytes':
      return bytesSource(spec.name, spec.bytes);
    case 'text':
      return bytesSource(spec.name, new TextEncoder().encode(spec.text));
    case 'blob': {
      const reader = new scope.FileReaderSync();
      const readSlice = (/** @type {number} */ begin, /** @type {number} */ end) =>
        reader.readAsArrayBuffer(spec.blob.slice(begin, end));
      return slicedSource(spec.name, spec.blob.size, readSlice, READ_AHEAD_BYTES);
    }
    case 'path':
      throw new Error('a page cannot open a path');
  }
}
