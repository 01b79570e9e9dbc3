/**
 * Whether several workers read one file together. Only then is loaded what it takes, which is
 * reading-together.js.
 */

import { CheckpointError } from './errors.js';
import { later } from './on-demand.js';
import { currentRuntime } from './runtime.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Connection } from './connection.js' */
/** @import { Helpers } from './reading-together.js' */
/** @import { OpenOptions } from './types.js' */

/** What an engine takes at a time unless told otherwise. */
const PART_BYTES = 4 * 2 ** 20;
/** Of a file of fewer parts little is left to read when another worker has started. */
const PARTS_LEAST = 16;

/**
 * Starts the workers that help to read a file.
 * @param {readonly SourceSpec[]} specs
 * @param {OpenOptions} options
 * @param {() => Promise<Connection>} connect starts one
 * @returns {Promise<Helpers | undefined>} undefined where one worker reads alone
 */
export async function helpersFor(specs, options, connect) {
  const { workers = options.worker ? 1 : currentRuntime().workers, partBytes = PART_BYTES } =
    options;
  const [spec, more] = specs;
  if (!spec || more || !workers || workers === 1) return undefined;
  const sizeBytes = sizeOf(spec);
  if (sizeBytes < PARTS_LEAST * partBytes) return undefined;
  const parts = await later().catch(() => undefined);
  const start = () => connect().catch(() => undefined);
  const end = (/** @type {Connection} */ helper) => helper.end(new CheckpointError('closed'));
  return (
    parts && new parts.Helpers(spec, { ...options, partBytes, count: workers - 1, start, end })
  );
}

/**
 * @param {SourceSpec} spec
 * @returns {number} 0 where it is not known, or is in memory
 */
function sizeOf(spec) {
  if (spec.kind === 'path') return currentRuntime().sizeOf?.(spec.path) ?? 0;
  return spec.kind === 'blob' ? spec.blob.size : 0;
}
