/**
 * What compareRuns does once its arguments are known to be right.
 */

import { formatMessage } from './messages.js';

/** @import { Compared, RunToCompare } from '../engine/calls.js' */
/** @import { RemoteEngine } from './connection.js' */
/** @import { Comparison, CompareOptions, Metric, Run } from './types.js' */

/**
 * Points of a run that are compared, however many it has: its last ones, of which there are more than any
 * threshold asks for, its extremes, and enough of the others to draw a mean by.
 */
const COMPARED_POINTS = 4000;

/**
 * @param {readonly Run[]} runs
 * @param {CompareOptions} options
 * @param {(question: (engine: RemoteEngine) => Promise<Compared>) => Promise<Compared>} ask an engine of its own
 * @returns {Promise<Comparison>}
 */
export async function comparison(runs, options, ask) {
  const { groups, signal, locale = 'en' } = options;
  const name = options.metric ?? commonMetric(runs);
  const metrics = runs.map((run) => run.metrics.find((metric) => metric.name === name));
  const toCompare = await Promise.all(
    runs.map((run, index) => runToCompare(run, metrics[index], groups?.[index] ?? '', signal)),
  );
  // The author's word on one run holds for the others, which have the same metric.
  const ranked = metrics.find((metric) => metric && metric.direction !== 'unknown');
  const direction = ranked?.direction ?? 'unknown';
  const word = direction === 'unknown' ? '' : direction;
  const compared = await ask((engine) => engine.compare([toCompare, name ?? '', word], { signal }));
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
