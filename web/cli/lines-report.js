/**
 * `--jsonl`: a line for each run and for each file that was not read, every file for itself, so that
 * thousands of them need the memory of a few. The lines are objects of `--json`'s shape, with the version
 * of program and rules in each.
 */

import { openEach } from '../api/node.js';
import { rejectedReport, runReport, text } from './json-report.js';

/** @import { Input, OpenOptions, Rejected, Run, RunSet } from '../api/types.js' */

/**
 * @param {readonly Input[]} inputs
 * @param {OpenOptions & { threads: number }} options
 * @param {string} version of ckptscope
 * @param {(set: RunSet) => readonly Rejected[]} onSet which of the rejected count as unread
 * @yields {string} pieces; a line ends with "\n"
 */
export async function* linesReport(inputs, options, version, onSet) {
  for await (const set of openEach(inputs, options)) {
    const unread = onSet(set);
    for (const run of set.runs) yield* runLine(run, set, version);
    for (const rejected of unread) yield `{"rejected":${text(rejectedReport(rejected))}}\n`;
  }
}

/**
 * @param {Run} run
 * @param {RunSet} set
 * @param {string} version
 * @yields {string}
 */
async function* runLine(run, { ruleset, overrides }, version) {
  yield `${text({ ckptscope: version, ruleset, overrides }).slice(0, -1)},`;
  let isFirst = true;
  for await (const piece of runReport(run)) {
    // Line feeds between the pieces are for eyes; within a text they are escaped.
    const joined = piece.replaceAll('\n', '');
    yield isFirst ? joined.slice(1) : joined;
    isFirst = false;
  }
  yield '\n';
}
