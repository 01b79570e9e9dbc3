/**
 * JSON for a terminal: its texts come from files.
 */

import { plainText } from '../api/node.js';

/**
 * @param {unknown} value
 * @param {number} [indent] blanks; none: on one line
 * @returns {string}
 */
export function harmlessJson(value, indent) {
  const harmless = (/** @type {string} */ _key, /** @type {unknown} */ one) =>
    typeof one === 'string' ? plainText(one) : one;
  return JSON.stringify(value, harmless, indent);
}
