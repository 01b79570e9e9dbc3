/**
 * Finds the files that a command line names.
 */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isGlob, matching } from './globs.js';

/** @import { Input } from '../api/types.js' */

/**
 * @typedef {object} Found
 * @property {Input[]} inputs
 * @property {ReadonlySet<string>} fromFolders names of inputs that were not named one by one
 * @property {number} ignoredCount files in folders with other endings
 */

/** The name that standard input goes by. */
export const STDIN_NAME = 'standard input';

/**
 * A place that does not exist stays in the list: reading it will say so, like any other failure.
 * @param {readonly string[]} places
 * @param {AsyncIterable<Uint8Array | string>} stdin
 * @returns {Promise<Found>}
 */
export async function findInputs(places, stdin) {
  /** @type {Input[]} */
  const inputs = [];
  /** @type {Set<string>} */
  const fromFolders = new Set();
  let ignoredCount = 0;
  for (const place of places) {
    if (place === '-') {
      inputs.push({ name: STDIN_NAME, data: await readAll(stdin) });
    } else if (await isFolder(place)) {
      for await (const path of filesBelow(place)) {
        if (/\.(json|jsonl|ndjson)$/i.test(path)) {
          inputs.push({ path });
          fromFolders.add(path);
        } else {
          ++ignoredCount;
        }
      }
    } else if (isGlob(place) && !(await exists(place))) {
      for await (const path of matching(place)) inputs.push({ path });
    } else {
      inputs.push({ path: place });
    }
  }
  return { inputs, fromFolders, ignoredCount };
}

/**
 * Every file below a folder, in the order of names. Links to folders are not followed, so there are no
 * rings; a folder that may not be read counts as empty.
 * @param {string} folder
 * @returns {AsyncGenerator<string>}
 * @yields {string}
 */
async function* filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) yield path;
  }
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
async function isFolder(path) {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** @param {string} path */
function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * @param {AsyncIterable<Uint8Array | string>} stream
 * @returns {Promise<Blob>}
 */
async function readAll(stream) {
  /** @type {BlobPart[]} */
  const parts = [];
  for await (const part of stream)
    parts.push(typeof part === 'string' ? part : new Uint8Array(part));
  return new Blob(parts);
}
