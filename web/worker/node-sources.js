/**
 * Sources of Node: files by their path, and what Node shares with a page.
 */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';

import { blobSource, bytesSource } from './sources.js';

/** @import { FileHandle } from 'node:fs/promises' */
/** @import { Source } from '../engine/engine.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/** Read at a time, into one buffer while the other is being parsed. */
const PIECE_BYTES = 2 ** 20;
/** For the next files: fresh memory costs about as much as filling it. @type {Uint8Array[]} */
const idleBuffers = [];

/**
 * @param {SourceSpec} spec
 * @returns {Source}
 */
export function openNodeSource(spec) {
  switch (spec.kind) {
    case 'bytes':
      return bytesSource(spec.name, spec.bytes);
    case 'text':
      return bytesSource(spec.name, new TextEncoder().encode(spec.text));
    case 'blob':
      return blobSource(spec.name, spec.blob);
    case 'path':
      return pathSource(spec.name, spec.path);
  }
}

/**
 * @param {string} path
 * @returns {number} 0 when there is no such file
 */
function sizeOf(path) {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/**
 * A file is read where it lies, and is open only while it is read, so that a folder of thousands does
 * not run out of descriptors. A pipe or a device cannot be read twice, as the engine may want, so all
 * of it is kept, and its parts are empty. A file that is missing throws when it is read.
 * @param {string} name
 * @param {string} path
 * @returns {Source}
 */
function pathSource(name, path) {
  /** @type {Uint8Array | undefined} */
  let drained;
  return {
    name,
    sizeBytes: sizeOf(path),
    part: (begin, end) => partSource(name, path, begin, end),
    async *pieces() {
      if (drained) {
        yield drained;
        return;
      }
      const all = readAtOnce(path);
      if (all) {
        yield all;
        return;
      }
      const file = await open(path);
      try {
        if ((await file.stat()).isFile()) {
          yield* piecesOfFile(file);
        } else {
          drained = await file.readFile();
          yield drained;
        }
      } finally {
        await file.close();
      }
    },
  };
}

/**
 * Some of a file, read on this very thread: where every core has an engine that reads, to have another thread
 * read ahead takes longer than to read. Messages are heard between two pieces.
 * @param {string} name
 * @param {string} path
 * @param {number} beginBytes
 * @param {number} endBytes
 * @returns {Source}
 */
function partSource(name, path, beginBytes, endBytes) {
  return {
    name,
    sizeBytes: Math.min(sizeOf(path), endBytes) - beginBytes,
    async *pieces() {
      if (!statSync(path).isFile()) return;
      const file = openSync(path, 'r');
      const buffer = takeBuffer();
      try {
        for (let at = beginBytes; ; await turn()) {
          const size = readSync(file, buffer, 0, Math.min(buffer.length, endBytes - at), at);
          if (size === 0) return;
          at += size;
          yield buffer.subarray(0, size);
        }
      } finally {
        closeSync(file);
        idleBuffers.push(buffer);
      }
    },
  };
}

/** @returns {Uint8Array} */
function takeBuffer() {
  return idleBuffers.pop() ?? new Uint8Array(PIECE_BYTES);
}

/**
 * A file of one piece: to wait for a few bytes takes longer than to read them.
 * @param {string} path
 * @returns {Uint8Array | undefined} nothing of what is longer, or does not say how long it is
 */
function readAtOnce(path) {
  const stats = statSync(path);
  if (!stats.isFile() || stats.size === 0 || stats.size > PIECE_BYTES) return undefined;
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(stats.size);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/**
 * @param {FileHandle} file
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* piecesOfFile(file) {
  let [current, other] = [takeBuffer(), takeBuffer()];
  let offset = 0;
  const readInto = (/** @type {Uint8Array} */ buffer) =>
    file.read(buffer, 0, buffer.length, offset);
  let coming = readInto(current);
  try {
    for (;;) {
      const { bytesRead } = await coming;
      if (bytesRead === 0) return;
      offset += bytesRead;
      coming = readInto(other);
      yield current.subarray(0, bytesRead);
      [current, other] = [other, current];
    }
  } finally {
    // A read that is under way must not meet a closed file.
    await coming.catch(() => {});
    idleBuffers.push(current, other);
  }
}
