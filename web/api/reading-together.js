/**
 * One large file of lines, read by several engines. The first reads it from its start; the others take
 * parts a little ahead of it, and when it gets there it puts what they made of them behind its own. A part
 * that is more than plain lines, and one whose engine failed, it reads by itself: what comes of a file never
 * depends on who has read it.
 */

import { WINDOW_BYTES } from '../engine/engine.js';
import { reportProgress } from '../worker/progress.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Part } from '../engine/engine.js' */
/** @import { Connection } from './connection.js' */
/** @import { OpenOptions } from './types.js' */

/** Parts that the first engine may have to itself before one of another: what is read there is kept until then. */
const AHEAD_MOST = 8;

/**
 * Reads what several engines can read of a file. `open` has to follow, which reads the rest.
 * @param {SourceSpec} spec
 * @param {number} sizeBytes
 * @param {Connection} first the connection that opens the file, and has shared it
 * @param {readonly Promise<Connection | undefined>[]} others where one does not start, the rest read more
 * @param {OpenOptions & { readonly partBytes: number }} options
 */
export async function readTogether(spec, sizeBytes, first, others, options) {
  const { partBytes, windowBytes = WINDOW_BYTES, onProgress, signal } = options;
  const count = Math.ceil(sizeBytes / partBytes);
  const place = (/** @type {number} */ part) => Math.min(part * partBytes, sizeBytes);

  const report = onProgress && reportProgress([{ name: spec.name, sizeBytes }], onProgress);
  let loadedBytes = 0;
  let loadedRows = 0;
  const loaded = (/** @type {number} */ bytes, /** @type {number} */ rows) => {
    loadedBytes += bytes;
    loadedRows += rows;
    report?.(0, Math.min(loadedBytes, sizeBytes), loadedRows);
  };

  let current = 0; // the part that the first engine has come to
  let ahead = 1; // how many it has to itself before the next that another may take
  /** @type {Map<number, { part: Promise<Part | null>, isRead: boolean }>} by part, those of others */
  const readings = new Map();
  const nextFree = () => {
    let last = count;
    let own = 0;
    for (let index = current + 1; index < count && own <= ahead; index += 1) {
      if (readings.has(index)) continue;
      last = index;
      own += 1;
    }
    return last;
  };
  const help = async (/** @type {Connection} */ { engine }) => {
    for (let index = nextFree(); index < count; index = nextFree()) {
      const where = /** @type {const} */ ([windowBytes, place(index), place(index + 1)]);
      const part = engine.readPart([spec, ...where], { signal });
      const reading = { part: part.catch(() => null), isRead: false };
      readings.set(index, reading);
      const read = await part;
      reading.isRead = true;
      if (read) loaded(read.endBytes - read.beginBytes, read.rows);
    }
  };
  for (const starting of others) starting.then((helper) => helper && help(helper)).catch(() => {});

  for (; current < count; current += 1) {
    const reading = readings.get(current);
    // Whoever has to wait was given too little to do.
    if (reading && !reading.isRead) ahead = Math.min(AHEAD_MOST, ahead + 1);
    const part = await reading?.part;
    readings.delete(current);
    const transfer = part ? [/** @type {ArrayBuffer} */ (part.snapshot.buffer)] : [];
    if (part && (await first.engine.append([part], { transfer }))) continue;
    const read = await first.engine.readOn([windowBytes, place(current + 1)]);
    if (!part) loaded(place(current + 1) - place(current), read.rows);
    if (read.isOver) break;
  }
  current = count;
}
