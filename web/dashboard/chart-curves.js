/**
 * Fetches what a chart draws. One request is on its way at a time and of those that wait only the last
 * counts, so that zooming and panning never queue work that nobody will see.
 */

/** @import { Metric, Plot, Points, Run } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { ChartSettings, Range } from './state.js' */

/**
 * @typedef {object} CurveWish
 * @property {Run} run
 * @property {readonly Metric[]} metrics
 * @property {ChartAxis} axis
 * @property {ChartSettings} settings
 * @property {boolean} isLogY
 * @property {Range | null} zoom
 * @property {number} width pixels
 */

/**
 * What one metric looks like.
 * @typedef {object} Curve
 * @property {Plot} raw
 * @property {Plot | null} smooth
 * @property {Points | null} superseded
 */

/** A curve with fewer points than this is fetched whole, so that zoomed lines run to the edge. */
const WHOLE_POINTS = 4000;
/** Of a zoomed range, on both sides: panning has something to show before the engine answers. */
const OVERLAP = 0.25;

export class CurveLoader {
  /**
   * @param {(curves: readonly Curve[], wish: CurveWish) => void} onCurves
   * @param {() => void} onFailure
   */
  constructor(onCurves, onFailure) {
    this.onCurves = onCurves;
    this.onFailure = onFailure;
    /** @type {CurveWish | null} */
    this.waiting = null;
    this.isBusy = false;
    this.stopping = new AbortController();
  }

  /** @param {CurveWish} wish */
  async fetch(wish) {
    this.waiting = wish;
    if (this.isBusy) return;
    this.isBusy = true;
    const { signal } = this.stopping;
    while (this.waiting && !signal.aborted) {
      const next = this.waiting;
      this.waiting = null;
      try {
        const curves = await Promise.all(
          next.metrics.map((metric) => curveOf(next, metric, signal)),
        );
        if (!signal.aborted) this.onCurves(curves, next);
      } catch {
        if (!signal.aborted) this.onFailure();
      }
    }
    this.isBusy = false;
  }

  /** Forgets what is on its way; the next wish starts afresh. */
  stop() {
    this.stopping.abort();
    this.stopping = new AbortController();
    this.waiting = null;
    this.isBusy = false;
  }
}

/**
 * @param {CurveWish} wish
 * @param {Metric} metric
 * @param {AbortSignal} signal
 * @returns {Promise<Curve>}
 */
async function curveOf(wish, metric, signal) {
  const { run, axis, settings, isLogY, zoom, width } = wish;
  const isWhole = !zoom || metric.points <= WHOLE_POINTS;
  const options = {
    x: axis.kind,
    // Several runs on one chart each count from their own start.
    isRelative: axis.choice === 'relative',
    logX: axis.isLog,
    logY: isLogY,
    width: isWhole ? width : Math.ceil(width * (1 + 2 * OVERLAP)),
    ...(isWhole ? {} : engineRange(axis, zoom)),
    signal,
  };
  const smooth = { by: settings.smoothBy, weight: settings.weight };
  const [raw, smoothed, superseded] = await Promise.all([
    run.plot(metric.name, options),
    settings.weight > 0 ? run.plot(metric.name, { ...options, smooth }) : null,
    metric.superseded > 0 ? run.superseded(metric.name, options) : null,
  ]);
  const shift = (/** @type {Points} */ points) => shifted(points, axis.origin);
  shift(raw);
  if (smoothed) shift(smoothed);
  if (superseded) shift(superseded);
  return { raw, smooth: smoothed, superseded };
}

/** @param {ChartAxis} axis @param {Range} zoom */
function engineRange(axis, { from, to }) {
  if (axis.isLog) {
    const factor = (to / from) ** OVERLAP;
    return { from: from / factor, to: to * factor };
  }
  const overlap = (to - from) * OVERLAP;
  return { from: from - overlap + axis.origin, to: to + overlap + axis.origin };
}

/** Moves points, which are our own copy, to the origin of the axis. @param {Points} points @param {number} origin */
function shifted({ x }, origin) {
  if (origin === 0) return;
  for (let index = 0; index < x.length; ++index)
    x[index] = /** @type {number} */ (x[index]) - origin;
}
