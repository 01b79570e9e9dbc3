/**
 * Brings the WebAssembly module to life, in a page, a worker or Node alike: the glue never looks for a
 * file of its own, because it is handed a compiled module.
 */

import createCore from '#core';

/** @import { CoreModule } from './module.js' */

/**
 * The living module.
 * @typedef {object} LoadedCore
 * @property {CoreModule} core
 * @property {() => number} memoryBytes how much memory it has
 */

/**
 * Instantiates the engine. Every call makes an instance with memory of its own.
 * @param {WebAssembly.Module} module the compiled core.wasm
 * @returns {Promise<LoadedCore>}
 */
export function loadCore(module) {
  return new Promise((resolve, reject) => {
    /** @type {WebAssembly.Memory | undefined} */
    let memory;
    const create = createCore({
      // The glue would wait for ever for an instance that cannot be.
      instantiate: (_module, imports) =>
        new Promise((receive) => {
          WebAssembly.instantiate(module, imports).then((instance) => {
            memory = Object.values(instance.exports).find(
              (value) => value instanceof WebAssembly.Memory,
            );
            receive({ instance });
          }, reject);
        }),
    });
    create.then(
      (core) => resolve({ core, memoryBytes: () => memory?.buffer.byteLength ?? 0 }),
      reject,
    );
  });
}
