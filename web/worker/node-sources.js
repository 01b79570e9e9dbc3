/**
 * Sources of Node: files by their path, and what Node shares with a page.
 */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

import { bytesSource } from './sources.js';

/** @import { Source } from '../engine/engine.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * Opens one input. Files are opened at their first read and closed after their last, so that a folder
 * of thousands does not run out of descriptors. A file that is missing is a source whose read throws.
 * @param {SourceSpec} spec
 * @returns {Promise<Source>}
 */
export async function openNodeSource(spec) {
  switch (spec.kind) {
    case 'bytes':
      return bytesSource(spec.name, spec.bytes);
    case 'text':
      return bytesSource(spec.name, new TextEncoder().encode(spec.text));
    case 'blob':
      // Node has no synchronous way into a blob.
      try {
        return bytesSource(spec.name, new Uint8Array(await spec.blob.arrayBuffer()));
      } catch (error) {
        return unreadableSource(spec.name, error);
      }
    case 'path':
      return pathSource(spec.name, spec.path);
  }
}

/**
 * A source that says so only when it is read, so that it is reported like one that breaks off later.
 * @param {string} name
 * @param {unknown} error
 * @returns {Source}
 */
function unreadableSource(name, error) {
  return {
    name,
    sizeBytes: 0,
    read() {
      throw error;
    },
    close() {},
  };
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
 * A file is read where it lies. A pipe or a device cannot be read twice, as the engine may want, so
 * all of it is taken into memory at the first read.
 * @param {string} name
 * @param {string} path
 * @returns {Source}
 */
function pathSource(name, path) {
  /** @type {number | undefined} */
  let file;
  /** @type {Source | undefined} */
  let drained;
  return {
    name,
    sizeBytes: sizeOf(path),
    read(offset, view) {
      if (drained) return drained.read(offset, view);
      if (file === undefined) {
        file = openSync(path, 'r');
        if (!fstatSync(file).isFile()) {
          drained = bytesSource(name, readFileSync(file));
          return drained.read(offset, view);
        }
      }
      let count = 0;
      while (count < view.length) {
        const got = readSync(file, view, count, view.length - count, offset + count);
        if (got === 0) break;
        count += got;
      }
      return count;
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      drained = undefined;
    },
  };
}
