/** A file goes into the module as it lies on the disk, on the one thread there is. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

import { WINDOW_BYTES } from '../../web/engine/engine.js';

/** @typedef {import('../../web/engine/module.js').CoreModule} CoreModule */

/**
 * @param {CoreModule} core
 * @param {string} path
 * @returns {InstanceType<CoreModule['Session']>} a session that has had all bytes and was not told so
 */
export function feedFile(core, path) {
  const session = new core.Session();
  session.begin(basename(path));
  const file = openSync(path, 'r');
  const piece = new Uint8Array(WINDOW_BYTES);
  for (let size = readSync(file, piece); size > 0; size = readSync(file, piece))
    session.feed(piece.subarray(0, size));
  closeSync(file);
  return session;
}
