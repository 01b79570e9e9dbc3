/**
 * The runtime of a page that carries everything inside itself: the worker starts from a blob, and so
 * inherits the page's Content-Security-Policy, and the engine is packed text in the page.
 */

/** @import { Runtime } from './types.js' */

/**
 * @param {{ readonly workerSource: string, readonly wasmGzipBase64: string }} parts `workerSource` is one
 *   classic script, web/worker/worker.js with all it imports
 * @returns {Runtime} for `configure`
 * @example
 * configure(pageRuntime({ workerSource, wasmGzipBase64 }));
 */
export function pageRuntime({ workerSource, wasmGzipBase64 }) {
  /** @type {string | undefined} */
  let url;
  return {
    createWorker() {
      url ??= URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
      return new Worker(url);
    },
    wasm() {
      const packed = Uint8Array.from(atob(wasmGzipBase64), (character) => character.charCodeAt(0));
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      return new Response(unpacked).arrayBuffer();
    },
  };
}
