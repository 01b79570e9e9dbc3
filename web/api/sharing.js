/**
 * The workers that read one large file together. They are started here, at once; how they share the file,
 * reading-together.js says, which is loaded meanwhile.
 */

import { CheckpointError } from './errors.js';
import { later } from './on-demand.js';
import { currentRuntime } from './runtime.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Connection } from './connection.js' */
/** @import { OpenOptions } from './types.js' */

/** What an engine takes at a time unless told otherwise. */
const PART_BYTES = 4 * 2 ** 20;
/** Of a blob: in Chromium 100 MB took 50 ms longer in slices of 4 MB than as one stream. */
const SLICE_BYTES_MOST = 16 * 2 ** 20;
/** Of a file of fewer parts little is left to read when another worker has started. */
const PARTS_LEAST = 16;

/** The workers that help to read one file. They start at once, and live until end(). */
export class Helpers {
  #spec;
  #sizeBytes;
  #options;
  /** @type {Promise<Connection | undefined>[]} */
  #starting;
  /** @type {Promise<Awaited<ReturnType<typeof later>> | undefined> | undefined} */
  #parts;

  /**
   * @param {readonly SourceSpec[]} specs
   * @param {OpenOptions} options
   * @param {() => Promise<Connection>} connect starts one
   */
  constructor(specs, options, connect) {
    const workers = options.workers ?? (options.worker ? 1 : (currentRuntime().workers ?? 1));
    this.#spec = specs.length === 1 && workers > 1 ? specs[0] : undefined;
    this.#sizeBytes = this.#spec ? sizeOf(this.#spec) : 0;
    const most = this.#spec?.kind === 'blob' ? SLICE_BYTES_MOST : PART_BYTES;
    const wanted = Math.min(most, Math.floor(this.#sizeBytes / PARTS_LEAST));
    const { partBytes = Math.max(PART_BYTES, wanted) } = options;
    this.#options = { ...options, partBytes };
    const count = this.#sizeBytes < PARTS_LEAST * partBytes ? 0 : workers - 1;
    // Where one does not start, the others read more.
    this.#starting = Array.from({ length: count }, () => connect().catch(() => undefined));
    if (count > 0) this.#parts = later().catch(() => undefined);
  }

  /**
   * Reads what several engines can read of a file. `open` has to follow, which reads the rest.
   * @param {Connection} first the connection that opens the file
   */
  async read(first) {
    const spec = this.#spec;
    const parts = await this.#parts;
    if (!spec || !parts || !(await first.engine.share([spec]))) return;
    await parts.readTogether(spec, this.#sizeBytes, first, this.#starting, this.#options);
  }

  end() {
    for (const starting of this.#starting)
      void starting.then((helper) => helper?.end(new CheckpointError('closed')));
  }
}

/**
 * @param {SourceSpec} spec
 * @returns {number} 0 where it is not known, or is in memory
 */
function sizeOf(spec) {
  if (spec.kind === 'path') return currentRuntime().sizeOf?.(spec.path) ?? 0;
  return spec.kind === 'blob' ? spec.blob.size : 0;
}
