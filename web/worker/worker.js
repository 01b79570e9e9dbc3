/**
 * The worker of a page. It runs as a module worker, and bundled to one classic script from a blob; it
 * loads nothing itself and needs no URL, since the compiled engine is posted to it.
 */

import { serve } from './serve.js';
import { blobSource, bytesSource } from './sources.js';

/** @import { Source } from '../engine/engine.js' */
/** @import { Reply, Request } from './protocol.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * What a dedicated worker has and a page has not; named here so that one program of types serves both.
 * @typedef {object} WorkerScope
 * @property {(message: Reply, transfer: ArrayBuffer[]) => void} postMessage
 * @property {(type: 'message', listener: (event: { readonly data: Request }) => void) => void} addEventListener
 */
const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));

serve(
  {
    post: (reply, transfer) => scope.postMessage(reply, transfer),
    listen: (onRequest) => scope.addEventListener('message', ({ data }) => onRequest(data)),
  },
  openSource,
);

/**
 * @param {SourceSpec} spec
 * @returns {Source}
 */
function openSource(spec) {
  switch (spec.kind) {
    case 'bytes':
      return bytesSource(spec.name, spec.bytes);
    case 'text':
      return bytesSource(spec.name, new TextEncoder().encode(spec.text));
    case 'blob':
      return blobSource(spec.name, spec.blob);
    case 'path':
      throw new Error('a page cannot open a path');
  }
}
