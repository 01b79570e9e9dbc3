/**
 * One large file of lines, read by several engines. The first reads it from its start; the others take
 * parts from its end on, so that whoever is faster reads more of it, and where they meet the first puts
 * their parts behind its own, in order. A part that is more than plain lines, and one whose engine failed, it
 * reads by itself: what comes of a file never depends on who has read it.
 */

import { reportProgress } from '../worker/progress.js';
import { CheckpointError } from './errors.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Part } from '../engine/engine.js' */
/** @import { Connection } from './connection.js' */
/** @import { Progress } from './types.js' */

/** What the first engine reads at a time, and the others at least, unless told otherwise. */
export const PART_BYTES = 4 * 2 ** 20;
/** A file of fewer parts is read before another worker has started. */
const PARTS_LEAST = 8;
/** The first engine has to keep what the others have read until it gets there. */
const TAKEN_MOST = 16;

/**
 * @typedef {object} Shared
 * @property {SourceSpec} spec
 * @property {number} sizeBytes
 * @property {number} workers at least 2, the first included
 * @property {number} windowBytes
 * @property {number} partBytes
 * @property {() => Promise<Connection>} connect starts another worker
 * @property {((progress: Progress) => void) | undefined} onProgress
 * @property {AbortSignal | undefined} signal
 */

/**
 * Whether a file is so large that others may help.
 * @param {number} sizeBytes
 * @param {number} partBytes
 * @returns {boolean}
 */
export function isWorthSharing(sizeBytes, partBytes) {
  return sizeBytes >= PARTS_LEAST * partBytes;
}

/**
 * Reads what several engines can read of a source. `open` has to follow, which reads the rest.
 * @param {Connection} first the connection that opens the source
 * @param {Shared} shared
 */
export async function readTogether(first, shared) {
  const { spec, sizeBytes, workers, windowBytes, partBytes, onProgress, signal } = shared;
  const count = Math.ceil(sizeBytes / partBytes);
  const place = (/** @type {number} */ part) => Math.min(part * partBytes, sizeBytes);

  const report = onProgress && reportProgress([{ name: spec.name, sizeBytes }], onProgress);
  let loadedBytes = 0;
  let loadedRows = 0;
  const loaded = (/** @type {number} */ bytes, /** @type {number} */ rows) => {
    loadedBytes = Math.min(sizeBytes, loadedBytes + bytes);
    loadedRows += rows;
    report?.(0, loadedBytes, loadedRows);
  };

  let current = 0; // the part that the first engine reads
  let taken = count; // this part and all behind it are read by others
  /** @type {{ end: number, part: Promise<Part | null> }[]} what they read; the last stands first in the file */
  const readings = [];
  const needed = new AbortController(); // until no more of the file is
  /** @type {Set<Connection>} */
  const helpers = new Set();
  const help = async (/** @type {Promise<unknown>} */ begun) => {
    const helper = await shared.connect();
    helpers.add(helper);
    try {
      await begun;
      while (!needed.signal.aborted && taken - 1 > current) {
        const end = taken;
        // Large parts at first, small ones in the end, so that all are done at about the same time.
        const share = Math.floor((end - current) / (2 * workers));
        taken -= Math.max(1, Math.min(TAKEN_MOST, share));
        const where = /** @type {const} */ ([windowBytes, place(taken), place(end)]);
        const part = helper.engine.readPart([spec, ...where], { signal });
        readings.push({ end, part: part.catch(() => null) });
        const read = await part;
        if (read) loaded(read.endBytes - read.beginBytes, read.rows);
      }
    } finally {
      helper.end(new CheckpointError('closed'));
    }
  };

  const begun = first.engine.share([spec]);
  // Where one cannot help, the others read more.
  for (let more = workers - 1; more > 0; more -= 1) help(begun).catch(() => {});
  try {
    if (!(await begun)) return;
    for (let isOver = false; current < count && !isOver;) {
      const reading = current >= taken ? readings.pop() : undefined;
      const end = reading?.end ?? current + 1;
      const part = await reading?.part;
      if (!part || !(await first.engine.append([part], { transfer: [bufferOf(part)] }))) {
        const read = await first.engine.readOn([windowBytes, place(end)]);
        loaded(place(end) - place(current), read.rows);
        isOver = read.isOver;
      }
      current = end;
    }
  } finally {
    needed.abort();
    for (const helper of helpers) helper.end(new CheckpointError('closed'));
  }
}

/** @param {Part} part */
function bufferOf({ snapshot }) {
  return /** @type {ArrayBuffer} */ (snapshot.buffer);
}
