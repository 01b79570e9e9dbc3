/**
 * From the curves of one quantity to what uPlot draws: aligned columns with gaps where values are not
 * finite, and the range of the axis. Values that are not finite are never points; they keep their
 * place on the axis.
 */
import uPlot from 'uplot';

/** @import { Metric, Points, Run } from '../api/types.js' */
/** @import { Range } from './state.js' */

/** Margin at both ends of the x axis, so that dots at the border are whole. */
const MARGIN = 0.015;

/**
 * Columns of uPlot: all x, then a column for each metric. null is a gap, undefined is no point of
 * this metric.
 * @param {readonly Metric[]} metrics
 * @param {readonly Points[]} curves
 * @returns {uPlot.AlignedData}
 */
export function alignedData(metrics, curves) {
  const tables = metrics.map((metric, index) => {
    const curve = curves[index];
    return curve ? withGaps(metric, curve) : /** @type {uPlot.AlignedData} */ ([[], []]);
  });
  const [only] = tables;
  return only && tables.length === 1 ? only : uPlot.join(tables);
}

/**
 * @param {Metric} metric
 * @param {Points} curve
 * @returns {uPlot.AlignedData}
 */
function withGaps(metric, { x, y }) {
  /** @type {number[]} */
  const xs = [];
  /** @type {(number | null)[]} */
  const ys = [];
  const gaps = metric.nonFinitePoints;
  let gap = 0;
  for (let index = 0; index < x.length; ++index) {
    const at = /** @type {number} */ (x[index]);
    for (; gap < gaps.length && stepOf(gaps, gap) < at; ++gap) {
      if (xs.at(-1) !== stepOf(gaps, gap)) {
        xs.push(stepOf(gaps, gap));
        ys.push(null);
      }
    }
    if (xs.at(-1) === at) continue;
    xs.push(at);
    const value = /** @type {number} */ (y[index]);
    ys.push(Number.isNaN(value) ? null : value); // the engine marks gaps with NaN
  }
  return [xs, ys];
}

/** @param {Metric['nonFinitePoints']} gaps @param {number} index */
function stepOf(gaps, index) {
  return gaps[index]?.step ?? Infinity;
}

/**
 * The stretch of the axis that charts of these metrics show when nothing is zoomed: all charts of a
 * run that share its axis share its range.
 * @param {Run} run
 * @param {readonly Metric[]} metrics of one chart
 * @returns {Range}
 */
export function fullRange(run, metrics) {
  const kind = metrics[0]?.x ?? run.x;
  const sharing = kind === run.x ? run.metrics.filter((metric) => metric.x === kind) : metrics;
  const places = kind === run.x ? [run.checkpointSteps[0], run.checkpointSteps.at(-1)] : [];
  for (const { first, last, nonFinitePoints } of sharing) {
    places.push(first?.step, last?.step, nonFinitePoints[0]?.step, nonFinitePoints.at(-1)?.step);
  }
  const known = places.filter((place) => place !== undefined);
  if (known.length === 0) return { from: 0, to: 1 };
  const from = known.reduce((least, place) => Math.min(least, place));
  const to = known.reduce((greatest, place) => Math.max(greatest, place));
  return from < to ? { from, to } : { from: from - 0.5, to: to + 0.5 };
}

/** The range with a margin. @param {Range} range @returns {[number, number]} */
export function padded({ from, to }) {
  const margin = (to - from) * MARGIN;
  return [from - margin, to + margin];
}

/**
 * The y axis: the values with air above and below, and never an empty range.
 * @param {number | null} least
 * @param {number | null} greatest
 * @returns {[number, number]}
 */
export function valueRange(least, greatest) {
  if (least === null || greatest === null || !(least <= greatest)) return [0, 1];
  const range = greatest - least;
  if (!Number.isFinite(range)) return [-Number.MAX_VALUE / 4, Number.MAX_VALUE / 4];
  if (range > Math.abs(greatest) * 1e-12) return [least - range * 0.08, greatest + range * 0.12];
  const air = Math.abs(least) * 0.05 || 1;
  return [least - air, greatest + air];
}

/**
 * The metrics of a run as charts: one for each quantity, validation last so that it is drawn on top.
 * What best means comes first, then what can be ranked, then the rest, otherwise in the file's order.
 * @param {Run} run
 * @returns {readonly { readonly quantity: string, readonly metrics: readonly Metric[] }[]}
 */
export function chartsOf(run) {
  /** @type {Map<string, Metric[]>} */
  const groups = new Map();
  for (const metric of run.metrics) {
    if (metric.points === 0 && metric.nonFinite === 0) continue;
    const key = `${metric.x} ${metric.quantity}`;
    const group = groups.get(key);
    if (group) group.push(metric);
    else groups.set(key, [metric]);
  }
  const charts = [...groups.values()].map((metrics) => ({
    quantity: metrics[0]?.quantity ?? '',
    metrics: metrics.toSorted((a, b) => strength(a) - strength(b)),
    rank: Math.min(...metrics.map((metric) => rankOf(run, metric))),
  }));
  return charts.toSorted((a, b) => a.rank - b.rank);
}

/** @param {Metric} metric */
function strength({ role }) {
  return ['none', 'train', 'test', 'valid_batch', 'valid'].indexOf(role);
}

/** @param {Run} run @param {Metric} metric */
function rankOf(run, { name, direction, family }) {
  if (name === run.primary?.name) return 0;
  if (direction !== 'unknown') return 1;
  if (family === 'other') return 3;
  return family === 'speed' || family === 'counter' ? 4 : 2;
}
