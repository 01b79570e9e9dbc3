/**
 * Where the worker and the engine come from. The public entries (browser.js, node.js) and the page set
 * it once; nothing here touches the network or the DOM by itself.
 */

import { CheckpointError } from './errors.js';

/** @import { Runtime, WasmSource } from './types.js' */

/** @type {Runtime | undefined} */
let current;
/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/**
 * Sets where the worker and the engine come from, for every call that follows.
 * @param {Runtime} runtime
 * @example
 * configure({
 *   createWorker: () => new Worker('/assets/worker.js', { type: 'module' }),
 *   wasm: () => '/assets/core.wasm',
 * });
 */
export function configure(runtime) {
  current = runtime;
  compiled = undefined;
}

/**
 * Goes over to the fallback of a runtime whose worker or engine did not load.
 * @param {Runtime} failed
 * @returns {Promise<boolean>} false when there is none
 */
export async function fallBack(failed) {
  if (!failed.fallback) return false;
  try {
    const next = await failed.fallback();
    // Of several calls that fail together, the first one changes the runtime for all.
    if (current === failed) configure(next);
    return true;
  } catch {
    return false;
  }
}

/** @returns {Runtime} */
export function currentRuntime() {
  if (!current) {
    throw new CheckpointError('engine_unavailable', {
      message: 'configure() must say where the worker and the engine come from.',
    });
  }
  return current;
}

/**
 * The compiled engine: the given one, or the runtime's, which is compiled once and then shared.
 * @param {WasmSource | undefined} given
 * @returns {Promise<WebAssembly.Module>}
 */
export async function engineModule(given) {
  try {
    if (given !== undefined) return await compile(given);
    if (!compiled) {
      const { wasm } = currentRuntime();
      const attempt = Promise.resolve().then(wasm).then(compile);
      compiled = attempt;
      // A failure (offline, a policy) is not remembered: the next call may fare better.
      attempt.catch(() => {
        if (compiled === attempt) compiled = undefined;
      });
    }
    return await compiled;
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError('engine_unavailable', { cause: error });
  }
}

/**
 * @param {WasmSource} source
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) {
    return compileResponse(await fetch(source, { credentials: 'same-origin' }));
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  }
  return compileResponse(source);
}

/**
 * @param {Response} response
 * @returns {Promise<WebAssembly.Module>}
 */
async function compileResponse(response) {
  if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
  // Streaming insists on the right type, which many file servers do not know.
  if (/^application\/wasm\b/i.test(response.headers.get('content-type') ?? '')) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
