/**
 * One large file of lines, read by several engines. The first reads it from its start; the others take
 * parts from its end on, so that whoever is faster reads more of it, and where they meet the first puts
 * their parts behind its own, in order. A part that is more than plain lines, and one whose engine failed, it
 * reads by itself: what comes of a file never depends on who has read it.
 */

import { WINDOW_BYTES } from '../engine/engine.js';
import { reportProgress } from '../worker/progress.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Part } from '../engine/engine.js' */
/** @import { Connection } from './connection.js' */
/** @import { OpenOptions } from './types.js' */

/** Parts at a time: the first engine has to keep what the others have read until it gets there. */
const TAKEN_MOST = 16;

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

  let current = 0; // the part that the first engine reads
  let taken = count; // this part and all behind it are read by others
  /** @type {{ end: number, part: Promise<Part | null> }[]} what they read; the last stands first in the file */
  const readings = [];
  const help = async (/** @type {Connection} */ { engine }) => {
    while (taken - 1 > current) {
      const end = taken;
      // Large parts at first, small ones in the end, so that all are done at about the same time.
      const share = Math.floor((end - current) / (2 * (others.length + 1)));
      taken -= Math.max(1, Math.min(TAKEN_MOST, share));
      const part = engine.readPart([spec, windowBytes, place(taken), place(end)], { signal });
      readings.push({ end, part: part.catch(() => null) });
      const read = await part;
      if (read) loaded(read.endBytes - read.beginBytes, read.rows);
    }
  };
  for (const starting of others) starting.then((helper) => helper && help(helper)).catch(() => {});

  while (current < count) {
    const reading = current >= taken ? readings.pop() : undefined;
    let end = reading?.end ?? current + 1;
    const part = await reading?.part;
    const transfer = part ? [/** @type {ArrayBuffer} */ (part.snapshot.buffer)] : [];
    if (!part || !(await first.engine.append([part], { transfer }))) {
      const read = await first.engine.readOn([windowBytes, place(end)]);
      if (!part) loaded(place(end) - place(current), read.rows);
      if (read.isOver) end = count;
    }
    current = end;
  }
}
