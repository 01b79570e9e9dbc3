/** Settings as a file that a person keeps and hands on: JSON, the same that the command line takes. */

import { save } from './save.js';

/** Offers settings as a file. @param {string} name @param {unknown} settings */
export function saveSettings(name, settings) {
  save(name, new Blob([`${JSON.stringify(settings, null, 2)}\n`], { type: 'application/json' }));
}

/**
 * Reads what was saved.
 * @param {Blob} file
 * @returns {Promise<unknown>} undefined when it is no JSON
 */
export async function readSettings(file) {
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}
