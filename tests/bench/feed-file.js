/** A file goes into the module as it lies on the disk, on the one thread there is. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

import { WINDOW_BYTES, feed } from '../../web/engine/engine.js';

/** @typedef {import('../../web/engine/module.js').CoreModule} CoreModule */

/**
 * @param {CoreModule} core that has had all bytes then, and was not told so
 * @param {string} path
 */
export function feedFile(core, path) {
  core.begin(basename(path));
  const file = openSync(path, 'r');
  const piece = new Uint8Array(WINDOW_BYTES);
  for (let size = readSync(file, piece); size > 0; size = readSync(file, piece))
    feed(core, piece.subarray(0, size));
  closeSync(file);
}
