/** How uPlot is set up for one chart; what it draws and asks comes from the chart itself. */
import { axisLabels } from './format.js';
import { logLabels } from './chart-axis.js';
import { dashes } from './tokens.js';

/** @import uPlot from 'uplot' */
/** @import { Metric } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */

const AXIS_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Training has dots while there are this few points. */
const QUIET_DOTS = 12;
/** How strong a raw curve stays behind its smoothed one. */
const BEHIND = 0.28;

/** A metric with what a chart of several runs wants: how it is drawn, and its name in the legend. */
/** @typedef {Metric & { readonly ink?: Ink | undefined, readonly label?: string | undefined }} DrawnMetric */
/** @typedef {{ readonly hue: number, readonly dash: number }} Ink */

/**
 * @typedef {object} PlotSetup
 * @property {number} width
 * @property {number} height
 * @property {readonly Metric[]} metrics
 * @property {ChartAxis} axis
 * @property {boolean} isLogY
 * @property {boolean} isSmooth a second column for each metric holds its smoothed curve
 * @property {string} group charts of one group share their cursor
 * @property {(name: string) => string} color of a token
 * @property {() => [number, number]} xRange
 * @property {() => [number, number]} yRange
 * @property {(event: MouseEvent) => boolean} onPress true when it was taken and selects nothing
 * @property {() => void} onReset
 * @property {uPlot.Hooks.Arrays} hooks
 */

/** @param {PlotSetup} setup @returns {uPlot.Options} */
export function plotOptions(setup) {
  const { metrics, axis, isLogY, isSmooth, color } = setup;
  /** @type {uPlot.Axis} */
  const plain = {
    font: AXIS_FONT,
    stroke: () => color('quiet'),
    grid: { stroke: () => color('line'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  const x = axis.plotOptions();
  const yValues = (/** @type {uPlot} */ _, /** @type {(number | null)[]} */ splits) =>
    isLogY ? logLabels(splits) : axisLabels(splits.map(Number));
  const curves = metrics.map((metric, index) => curveOptions(setup, metric, index, isSmooth));
  const smooth = isSmooth ? metrics.map((_, index) => smoothOptions(setup, index)) : [];
  return {
    width: setup.width,
    height: setup.height,
    padding: [4, 20, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: x.time, distr: axis.isLog ? 3 : 1, range: setup.xRange },
      y: { distr: isLogY ? 3 : 1, range: setup.yRange },
    },
    axes: [
      { ...plain, size: 26, gap: 6, ...x.axis },
      { ...plain, size: 52, gap: 6, space: 32, values: yValues },
    ],
    series: [{}, ...curves, ...smooth],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false },
      sync: { key: setup.group, setSeries: false, scales: ['x', null] },
      bind: {
        mousedown: (_plot, _target, handle) => (event) => {
          if (!setup.onPress(event)) handle(event);
          return null;
        },
        dblclick: () => () => (setup.onReset(), null),
      },
    },
    hooks: setup.hooks,
  };
}

/** @param {PlotSetup} setup @param {Metric} metric @param {number} index @param {boolean} isBehind @returns {uPlot.Series} */
function curveOptions({ metrics, width, color }, metric, index, isBehind) {
  const { hue, dash } = styleOf(metrics, index);
  const isStrong = strong(metric);
  const stroke = () => color(`series-${hue}`);
  const shown = isStrong ? 1 : crowded(metric, width);
  return {
    label: metric.name,
    stroke,
    width: isStrong && !isBehind ? 2 : 1,
    dash: dashes[dash] ?? [],
    alpha: isBehind ? BEHIND : shown,
    points: {
      size: isStrong && !isBehind ? 6 : 4,
      width: 1,
      stroke,
      fill: stroke,
      show: (plot) => metric.points <= (isStrong ? plot.width / 10 : QUIET_DOTS),
      filter: (plot, at, isShown) => (isShown ? null : lonePoints(plot, at)),
    },
  };
}

/** @param {PlotSetup} setup @param {number} index @returns {uPlot.Series} */
function smoothOptions({ metrics, color }, index) {
  const { hue, dash } = styleOf(metrics, index);
  return {
    stroke: () => color(`series-${hue}`),
    width: 2,
    dash: dashes[dash] ?? [],
    points: { show: false },
  };
}

/** A crowded training curve would shout; what was measured on held-out data stays on top. @param {Metric} metric @param {number} width */
function crowded({ points }, width) {
  return points > width ? 0.55 : 1;
}

/**
 * Hue and dash of a curve: validation always the first, training the second, others after them.
 * @param {readonly DrawnMetric[]} metrics of one chart
 * @param {number} index
 * @returns {Ink}
 */
export function styleOf(metrics, index) {
  const metric = metrics[index];
  if (metric?.ink) return metric.ink;
  const main = metrics.findLast(strong);
  const quiet = metrics.find(({ role }) => role === 'train');
  if (metric === main) return { hue: 1, dash: 0 };
  if (metric === quiet) return { hue: main ? 2 : 1, dash: 0 };
  const others = metrics.filter((other) => other !== main && other !== quiet);
  const place = others.indexOf(/** @type {Metric} */ (metric));
  const taken = (main ? 1 : 0) + (quiet ? 1 : 0);
  return { hue: ((taken + place) % 8) + 1, dash: (taken + place) % 8 };
}

/** Whether a curve is drawn strong: what was measured on data that was held out. @param {Metric} metric */
export function strong({ role }) {
  return role === 'valid' || role === 'test' || role === 'valid_batch';
}

/**
 * Points without a neighbour, which a line alone would not show.
 * @param {uPlot} plot
 * @param {number} series
 * @returns {number[] | null}
 */
function lonePoints(plot, series) {
  const values = plot.data[series] ?? [];
  /** @type {number[]} */
  const lone = [];
  /** @type {number | null} the last point, when nothing but a gap stands before it */
  let candidate = null;
  let isAfterGap = true;
  for (let index = 0; index < values.length; ++index) {
    const value = values[index];
    if (value === undefined) continue;
    if (value === null) {
      if (candidate !== null) lone.push(candidate);
      candidate = null;
      isAfterGap = true;
    } else {
      candidate = isAfterGap ? index : null;
      isAfterGap = false;
    }
  }
  if (candidate !== null) lone.push(candidate);
  return lone.length > 0 ? lone : null;
}
