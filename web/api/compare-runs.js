/**
 * compareRuns: runs beside each other, wherever each of them was opened.
 */

import { CheckpointError } from './errors.js';
import { formatMessage } from './messages.js';
import { ask, overrideThresholds } from './open-runs.js';

/** @import { RunToCompare } from '../engine/calls.js' */
/** @import { Comparison, CompareOptions, Metric, Run } from './types.js' */

/**
 * Points of a run that are compared, however many it has: its last ones, of which there are more than any
 * threshold asks for, its extremes, and enough of the others to draw a mean by.
 */
const COMPARED_POINTS = 4000;

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
  const { groups, rules, signal, locale = 'en' } = options;
  if (groups && groups.length !== runs.length) {
    throw new CheckpointError('invalid_argument', {
      message: `There must be a group for each run: ${groups.length} for ${runs.length} runs.`,
    });
  }
  const name = options.metric ?? commonMetric(runs);
  const metrics = runs.map((run) => run.metrics.find((metric) => metric.name === name));
  const shown = metrics.find((metric) => metric !== undefined);
  if (options.metric !== undefined && !shown) {
    throw new CheckpointError('invalid_argument', {
      message: `No run has a metric "${options.metric}".`,
    });
  }
  const toCompare = await Promise.all(
    runs.map((run, index) => runToCompare(run, metrics[index], groups?.[index] ?? '', signal)),
  );
  // The author's word on one run holds for the others, which have the same metric.
  const ranked = metrics.find((metric) => metric && metric.direction !== 'unknown');
  const direction = ranked?.direction ?? 'unknown';
  const word = direction === 'unknown' ? '' : direction;
  const compared = await ask(options, async (connection) => {
    if (rules) await overrideThresholds(connection, rules, locale);
    return connection.engine.compare([toCompare, name ?? '', word], { signal });
  });
  return {
    ...compared,
    runs: compared.runs.map((run, index) => ({ ...run, points: metrics[index]?.points ?? 0 })),
    metric: name,
    direction,
    facts: compared.facts.map((fact) => ({
      ...fact,
      values: runs.map(({ facts }) => facts[fact.name] ?? null),
    })),
    say: (message) => formatMessage(message, locale),
  };
}

/**
 * @param {readonly Run[]} runs
 * @returns {string | null} the primary metric of most runs, of equals that of the first; else null
 */
function commonMetric(runs) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { primary } of runs) {
    if (primary) counts.set(primary.name, (counts.get(primary.name) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(([, left], [, right]) => right - left);
  return first?.[0] ?? null;
}

/**
 * @param {Run} run
 * @param {Metric | undefined} metric
 * @param {string} group
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<RunToCompare>}
 */
async function runToCompare(run, metric, group, signal) {
  const points = metric
    ? await run.series(metric.name, { signal, most: COMPARED_POINTS })
    : { x: new Float64Array(), y: new Float64Array() };
  return {
    name: run.name,
    group,
    noiseBand: metric?.noiseBand ?? NaN,
    points,
    facts: Object.entries(run.facts).map(([name, value]) => [name, JSON.stringify(value)]),
  };
}
