/** Which metrics of a run come first: what best means, then what can be ranked, then the rest. */

/** @import { Metric, Run } from '../api/types.js' */

/** The less, the earlier. @param {Run} run @param {Metric} metric */
export function rankOf(run, { name, direction, family }) {
  if (name === run.primary?.name) return 0;
  if (direction !== 'unknown') return 1;
  if (family === 'other') return 3;
  return family === 'speed' || family === 'counter' ? 4 : 2;
}

/** The metric by which a run is known at a glance, of equals the first. @param {Run} run */
export function mainMetric(run) {
  /** @type {{ readonly metric: Metric, readonly rank: number } | undefined} */
  let main;
  for (const metric of run.metrics) {
    const rank = rankOf(run, metric);
    if (!main || rank < main.rank) main = { metric, rank };
  }
  return main?.metric;
}
