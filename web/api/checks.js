/** What the objects that callers hand in are checked with. */

import { CheckpointError } from './errors.js';

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param {string} message
 * @param {string} [zh] the same in Chinese
 * @returns {CheckpointError}
 */
export function refused(message, zh = message) {
  return new CheckpointError('invalid_argument', { message, zh: { message: zh, advice: '' } });
}
