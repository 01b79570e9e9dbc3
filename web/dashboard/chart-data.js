/**
 * From the curves of one quantity to what uPlot draws: aligned columns with gaps where values are not
 * finite, and the range of the axis. Values that are not finite are never points; they keep their
 * place on the axis.
 */
import uPlot from 'uplot';

import { rankOf } from './metric-order.js';

/** @import { Metric, Points, Run } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { Curve } from './chart-curves.js' */
/** @import { Range } from './state.js' */

/** Share of the axis that nobody sees. */
const HAIR = 1e-9;

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
