/** The workers that read one large file together; how they do is said in worker/together.js. */

import { WINDOW_BYTES } from '../engine/engine.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Connection } from './connection.js' */
/** @import { OpenOptions } from './types.js' */

/**
 * @typedef {object} Helping
 * @property {number} partBytes
 * @property {number} count how many help
 * @property {() => Promise<Connection | undefined>} start starts one; where it cannot, the others read more
 * @property {(helper: Connection) => void} end
 */

/** The workers that help to read one file. They start at once, and live until end(). */
export class Helpers {
  #spec;
  #helping;
  #starting;

  /**
   * @param {SourceSpec} spec
   * @param {Pick<OpenOptions, 'windowBytes' | 'onProgress'> & Helping} helping
   */
  constructor(spec, helping) {
    this.#spec = spec;
    this.#helping = helping;
    this.#starting = Array.from({ length: helping.count }, helping.start);
  }

  /**
   * Reads what several engines can read of a file. `open` has to follow, which reads the rest.
   * @param {Connection} first the connection that opens the file
   */
  async read(first) {
    const { partBytes, windowBytes = WINDOW_BYTES, onProgress } = this.#helping;
    const division = { windowBytes, partBytes };
    const ports = this.#starting.map((starting) => {
      const { port1, port2 } = new MessageChannel();
      starting
        .then((helper) => helper?.engine.help([this.#spec, division, port2], { transfer: [port2] }))
        .catch(() => {});
      return port1;
    });
    await first.engine.share([this.#spec, division, ports], { onProgress, transfer: ports });
  }

  end() {
    for (const starting of this.#starting)
      void starting.then((helper) => helper && this.#helping.end(helper));
  }
}
