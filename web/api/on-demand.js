/**
 * What is asked for after the verdict, if at all, lies in a file of its own, which is loaded with the first use.
 */

import { CheckpointError } from './errors.js';

/** @returns {Promise<typeof import('./later.js')>} rejects with a CheckpointError when it cannot be loaded */
export async function later() {
  try {
    return await import('./later.js');
  } catch (error) {
    throw new CheckpointError('engine_unavailable', { cause: error });
  }
}
