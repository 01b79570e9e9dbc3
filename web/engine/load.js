/**
 * Brings the WebAssembly module to life, in a page, a worker or Node alike: the glue never looks for a
 * file of its own, because it is handed a compiled module.
 */

import createCore from '#core';

/** @import { CoreModule } from './module.js' */

/**
 * The living module, and why it died if it did.
 * @typedef {object} LoadedCore
 * @property {CoreModule} core
 * @property {() => number} memoryBytes how much memory it has
 * @property {() => boolean} isExhausted whether its memory could not grow when it had to
 * @property {() => string} lastWords what the module printed before an abort, "" when nothing
 */

/** An allocation can also fail for want of address space below the limit, without a call to grow. */
const NEARLY_FULL_BYTES = 2 ** 30;

/**
 * Instantiates the engine. Every call makes an instance with memory of its own.
 * @param {WebAssembly.Module} module the compiled core.wasm
 * @returns {Promise<LoadedCore>}
 */
export function loadCore(module) {
  return new Promise((resolve, reject) => {
    /** @type {WebAssembly.Memory | undefined} */
    let memory;
    let growthFailed = false;
    /** @type {string[]} */
    const printed = [];
    const keep = (/** @type {string} */ text) => {
      if (printed.length < 20) printed.push(text);
    };
    const create = createCore({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then((instance) => {
          memory = Object.values(instance.exports).find(
            (value) => value instanceof WebAssembly.Memory,
          );
          if (memory) watchGrowth(memory, () => (growthFailed = true));
          receive(instance, module);
        }, reject);
        return {};
      },
      print: keep,
      printErr: keep,
    });
    create.then((core) => {
      resolve({
        core,
        memoryBytes: () => memory?.buffer.byteLength ?? 0,
        isExhausted: () =>
          growthFailed || (memory !== undefined && memory.buffer.byteLength > NEARLY_FULL_BYTES),
        lastWords: () => printed.join('\n'),
      });
    }, reject);
  });
}

/**
 * The glue turns a refused growth into a failed malloc, and that into a bare abort: the refusal is the
 * only sign that tells want of memory from a fault.
 * @param {WebAssembly.Memory} memory
 * @param {() => void} onFailure
 */
function watchGrowth(memory, onFailure) {
  const grow = memory.grow.bind(memory);
  memory.grow = (delta) => {
    try {
      return grow(delta);
    } catch (error) {
      onFailure();
      throw error;
    }
  };
}
