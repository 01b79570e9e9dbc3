/**
 * From the curves of one quantity to what uPlot draws: aligned columns with gaps where values are not
 * finite, and the range of the axis. Values that are not finite are never points; they keep their
 * place on the axis.
 */
import uPlot from 'uplot';

/** @import { Metric, Points, Run } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { Curve } from './chart-curves.js' */
/** @import { Range } from './state.js' */

/** Share of the axis that nobody sees. */
const HAIR = 1e-9;
/** Values fewer than these have no outliers. */
const CROWD = 20;
/** Share of the values, at either end, that may be outliers. */
const TAIL = 0.01;
/** An axis that would have to be so many times longer for them leaves outliers out. */
const WORTH_CLIPPING = 2;

/**
 * Columns of uPlot: all x, then a column for each metric, then one for each that is smoothed. null is
 * a gap, undefined is no point of this metric.
 * @param {readonly Metric[]} metrics
 * @param {readonly Curve[]} curves
 * @param {ChartAxis} axis
 * @returns {uPlot.AlignedData}
 */
export function alignedData(metrics, curves, axis) {
  const tables = metrics.map((metric, index) => withGaps(metric, curves[index]?.raw, axis));
  for (const [index, metric] of metrics.entries()) {
    const smooth = curves[index]?.smooth;
    if (smooth) tables.push(withGaps(metric, smooth, axis));
  }
  const [only] = tables;
  return only && tables.length === 1 ? only : uPlot.join(tables);
}

/**
 * Points that share a place, as epochs of few digits do, stand a hair's breadth beside each other:
 * none is lost.
 * @param {Metric} metric
 * @param {Points | undefined} curve
 * @param {ChartAxis} axis
 * @returns {uPlot.AlignedData}
 */
function withGaps(metric, curve, axis) {
  /** @type {number[]} */
  const xs = [];
  /** @type {(number | null)[]} */
  const ys = [];
  const hair = (axis.full.to - axis.full.from) * HAIR;
  const add = (/** @type {number} */ x, /** @type {number | null} */ y) => {
    const last = xs.at(-1) ?? -Infinity;
    xs.push(x > last ? x : last + Math.max(hair, Math.abs(last) * Number.EPSILON));
    ys.push(y);
  };
  const gaps = metric.nonFinitePoints.flatMap(({ step }) => axis.placeOf(step) ?? []);
  const { x, y } = curve ?? { x: [], y: [] };
  let gap = 0;
  for (let index = 0; index < x.length; ++index) {
    const at = /** @type {number} */ (x[index]);
    for (; gap < gaps.length && (gaps[gap] ?? Infinity) < at; ++gap) add(gaps[gap] ?? at, null);
    const value = /** @type {number} */ (y[index]);
    if (!Number.isNaN(value)) add(at, value);
    else if (ys.at(-1) !== null) add(at, null); // the engine marks gaps with NaN
  }
  return [xs, ys];
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

/**
 * The y axis: the values with air above and below, and never an empty range.
 * @param {number | null} least
 * @param {number | null} greatest
 * @param {boolean} isLog
 * @returns {[number, number]}
 */
export function valueRange(least, greatest, isLog) {
  if (least === null || greatest === null || !(least <= greatest)) return isLog ? [0.1, 1] : [0, 1];
  if (isLog) {
    const factor = Math.max((greatest / least) ** 0.1, 1.2);
    return [least / factor, greatest * factor];
  }
  const range = greatest - least;
  if (!Number.isFinite(range)) return [-Number.MAX_VALUE / 4, Number.MAX_VALUE / 4];
  if (range > Math.abs(greatest) * 1e-12) return [least - range * 0.08, greatest + range * 0.12];
  const air = Math.abs(least) * 0.05 || 1;
  return [least - air, greatest + air];
}

/**
 * The least and the greatest of what is drawn; with `isClipping` without the few values so far outside
 * that the rest would be squeezed.
 * @param {readonly number[]} values finite ones, in no order
 * @param {{ readonly isLog: boolean, readonly isClipping: boolean }} options
 * @returns {readonly [number, number] | null} null when there are none
 */
export function extent(values, { isLog, isClipping }) {
  const sorted = Float64Array.from(isLog ? values.map(Math.log) : values).toSorted();
  const count = sorted.length;
  const [least, greatest] = [sorted[0], sorted[count - 1]];
  if (least === undefined || greatest === undefined) return null;
  const back = isLog ? Math.exp : (/** @type {number} */ value) => value;
  const tail = Math.ceil(count * TAIL);
  const low = sorted[tail] ?? least;
  const high = sorted[count - 1 - tail] ?? greatest;
  const span = high - low;
  if (!isClipping || count < CROWD || !(span > 0)) return [back(least), back(greatest)];
  const isWorth = (/** @type {number} */ beyond) => beyond > span * (WORTH_CLIPPING - 1);
  return [
    back(isWorth(low - least) ? low - span / 4 : least),
    back(isWorth(greatest - high) ? high + span / 4 : greatest),
  ];
}

/**
 * The finite values of some columns between two places.
 * @param {uPlot.AlignedData} data
 * @param {readonly number[]} columns
 * @param {Range} range
 * @returns {readonly number[]}
 */
export function valuesWithin(data, columns, { from, to }) {
  const xs = data[0] ?? [];
  const first = firstAtOrAfter(xs, from);
  /** @type {number[]} */
  const values = [];
  for (const column of columns) {
    const ys = data[column] ?? [];
    for (let at = first; at < xs.length && /** @type {number} */ (xs[at]) <= to; ++at) {
      const y = ys[at];
      if (y !== null && y !== undefined) values.push(y);
    }
  }
  return values;
}

/** @param {ArrayLike<number>} xs @param {number} x */
export function firstAtOrAfter(xs, x) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (xs[middle]) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The metrics of a run as charts: one for each quantity, validation last so that it is drawn on top.
 * What best means comes first, then what can be ranked, then the rest, otherwise in the file's order.
 * @param {Run} run
 * @returns {readonly { readonly key: string, readonly quantity: string, readonly metrics: readonly Metric[] }[]}
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
  const charts = [...groups].map(([key, metrics]) => ({
    key,
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
