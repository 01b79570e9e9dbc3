/**
 * `--jsonl`: a line for each run and for each file that was not read, every file for itself, so that
 * thousands of them need the memory of a few. The lines are objects of `--json`'s shape, with the version
 * of program and rules in each.
 */

import { exportJson, openEach } from '../api/node.js';

/** @import { Input, OpenOptions, Rejected, RunSet } from '../api/types.js' */

/**
 * @param {readonly Input[]} inputs
 * @param {OpenOptions & { threads: number }} options
 * @param {boolean} points with every point
 * @param {(set: RunSet) => readonly Rejected[]} onSet which of the rejected count as unread
 * @yields {string} pieces; a line ends with "\n"
 */
export async function* linesReport(inputs, options, points, onSet) {
  for await (const set of openEach(inputs, options)) {
    yield* exportJson({ ...set, rejected: onSet(set) }, { lines: true, points });
  }
}
