/**
 * compareRuns: runs beside each other, wherever each of them was opened.
 */

import { refused } from './checks.js';
import { later } from './on-demand.js';
import { ask, overrideThresholds } from './open-runs.js';

/** @import { Comparison, CompareOptions, Run } from './types.js' */

/**
 * Compares runs by one metric: runs that differ in their seed as groups with their mean, group against
 * group, and what was set differently beside what came out differently.
 * @param {readonly Run[]} runs open ones, of one or of several calls of openRuns
 * @param {CompareOptions} [options]
 * @returns {Promise<Comparison>} rejects with a CheckpointError when a run has been closed, when no run
 *   has the metric that was asked for, or when `groups` is not parallel to the runs
 * @example
 * const log = (best) => ({
 *   name: `to ${best * 100}`,
 *   data: Array.from({ length: 50 }, (_, i) => ({ step: i + 1, eval_loss: 2 / (i + 1) + best })),
 * });
 * const set = await openRuns([0.5, 0.51, 0.52, 0.1, 0.11, 0.12].map(log));
 * const groups = ['old', 'old', 'old', 'new', 'new', 'new'];
 * const { pairs, say } = await compareRuns(set.runs, { groups });
 * console.log(pairs[0].kind); // b_better
 * console.log(say(pairs[0].message).length > 0); // true
 * set.close();
 */
export async function compareRuns(runs, options = {}) {
  const { groups, metric, rules, locale = 'en' } = options;
  if (groups && groups.length !== runs.length) {
    throw refused(`There must be a group for each run: ${groups.length} for ${runs.length} runs.`);
  }
  const isThere = runs.some((run) => run.metrics.some(({ name }) => name === metric));
  if (metric !== undefined && !isThere) throw refused(`No run has a metric "${metric}".`);
  const { comparison } = await later();
  return comparison(runs, options, (question) =>
    ask(options, async (connection) => {
      if (rules) await overrideThresholds(connection, rules, locale);
      return question(connection.engine);
    }),
  );
}
