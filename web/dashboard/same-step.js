/** Two runs at the same place of their common axis: what each metric says there, and how they differ. */

/** @import { Direction, Metric, Run } from '../api/types.js' */

/**
 * @typedef {object} SameStep
 * @property {Metric} metric as the first run has it
 * @property {{ readonly x: number, readonly y: number } | null} a the last value at or before the place
 * @property {{ readonly x: number, readonly y: number } | null} b
 * @property {number | null} difference b minus a
 * @property {'better' | 'worse' | 'equal' | null} judged b against a; null when nobody says which way is better
 */

/** Metrics that both runs have, on the axis of both. @param {Run} a @param {Run} b */
export function sharedMetrics(a, b) {
  return a.metrics.filter(
    ({ name, x }) => x === a.x && b.metrics.some((other) => other.name === name && other.x === b.x),
  );
}

/**
 * The stretch that both runs reached.
 * @param {Run} a
 * @param {Run} b
 * @returns {{ readonly from: number, readonly to: number } | null} null when they never met
 */
export function commonStretch(a, b) {
  if (a.x !== b.x) return null;
  const metrics = sharedMetrics(a, b);
  const ends = [a, b].map((run) => {
    const own = run.metrics.filter(({ name }) => metrics.some((metric) => metric.name === name));
    const firsts = own.flatMap(({ first }) => first?.step ?? []);
    const lasts = own.flatMap(({ last }) => last?.step ?? []);
    return { from: Math.min(...firsts), to: Math.max(...lasts) };
  });
  const from = Math.max(...ends.map((end) => end.from));
  const to = Math.min(...ends.map((end) => end.to));
  return from <= to && Number.isFinite(from) && Number.isFinite(to) ? { from, to } : null;
}

/**
 * @param {Run} a
 * @param {Run} b
 * @param {number} x
 * @param {AbortSignal} signal
 * @returns {Promise<readonly SameStep[]>}
 */
export function atSameStep(a, b, x, signal) {
  return Promise.all(
    sharedMetrics(a, b).map(async (metric) => {
      const [left, right] = await Promise.all([
        valueAt(a, metric.name, x, signal),
        valueAt(b, metric.name, x, signal),
      ]);
      const difference = left && right ? right.y - left.y : null;
      return { metric, a: left, b: right, difference, judged: judge(difference, metric.direction) };
    }),
  );
}

/**
 * The value of a metric at a place, else the last before it. The engine adds one point on either side
 * of what is asked for, so that a single place is enough to ask.
 * @param {Run} run
 * @param {string} metric
 * @param {number} x
 * @param {AbortSignal} signal
 */
async function valueAt(run, metric, x, signal) {
  const points = await run.plot(metric, { from: x, to: x, width: 1, signal });
  for (let index = points.x.length - 1; index >= 0; --index) {
    const [at, y] = [points.x[index], points.y[index]];
    if (at === undefined || y === undefined || at > x || Number.isNaN(y)) continue;
    return { x: at, y };
  }
  return null;
}

/** @param {number | null} difference @param {Direction} direction @returns {SameStep['judged']} */
function judge(difference, direction) {
  if (difference === null || direction === 'unknown') return null;
  if (difference === 0) return 'equal';
  return difference < 0 === (direction === 'lower') ? 'better' : 'worse';
}
