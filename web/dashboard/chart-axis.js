/**
 * The x axis that charts are drawn on: a run's own, or another on which the engine knows where the
 * records stand. Finds the place of a step on it and says places in words.
 */
import { formatDuration } from '../api/index.js';
import { fullRange } from './chart-data.js';
import { axisLabels, placeOnAxis } from './format.js';

/** @import uPlot from 'uplot' */
/** @import { AxisKind, Metric, Points, Run } from '../api/types.js' */
/** @import { Range } from './state.js' */
/** @import { Texts } from './texts.js' */

/** What a person can choose: an axis of the engine's, or time counted from the first record. */
/** @typedef {AxisKind | 'relative'} AxisChoice */

/** Marks of relative time stand at distances that clocks have, in seconds. */
const CLOCK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 432_000, 864_000, 1_728_000, 4_320_000, 8_640_000,
];
/** Marks of an axis that counts stand at whole numbers: there is no step 62.5. */
const WHOLE_STEPS = Array.from({ length: 15 }, (_, power) => 10 ** power).flatMap((unit) =>
  unit === 1 ? [1, 2, 5] : [unit, 2 * unit, 2.5 * unit, 5 * unit],
);
/** Margin at both ends, so that dots at the border are whole. */
const MARGIN = 0.015;
/** Where a logarithmic axis begins when nothing says: so many times below its end. */
const LOG_SPAN = 1e6;

/** The axes that a run can be drawn on, its own first. @param {Run} run @returns {readonly AxisChoice[]} */
export function axisChoices({ axes }) {
  return axes.includes('time') ? [...axes, 'relative'] : axes;
}

export class ChartAxis {
  /**
   * @param {AxisChoice} choice
   * @param {Range} full everything that there is to see, in the engine's numbers
   * @param {Points | null} places of the run's own x on this axis; null when it is the run's own
   * @param {boolean} isLog
   */
  constructor(choice, full, places, isLog) {
    this.choice = choice;
    /** @type {AxisKind} as the engine calls it */
    this.kind = choice === 'relative' ? 'time' : choice;
    this.places = places;
    this.isLog = isLog;
    /** What is subtracted from the engine's numbers: people count records from 1. */
    this.origin = choice === 'relative' ? full.from : choice === 'index' ? -1 : 0;
    const from = full.from - this.origin;
    const to = full.to - this.origin;
    /** @type {Range} everything, as it is drawn */
    this.full = isLog ? { from: leastPositive(from, to, places), to } : { from, to };
  }

  /** Where the run's own `x` stands here; null where nobody knows. @param {number} x */
  placeOf(x) {
    const place = this.places ? between(this.places.x, this.places.y, x) : x;
    return place === null ? null : place - this.origin;
  }

  /** The run's own x at a place, the inverse of placeOf. @param {number} place */
  ownAt(place) {
    const at = place + this.origin;
    return this.places ? between(this.places.y, this.places.x, at) : at;
  }

  /** A range with room for dots at its ends. @param {Range} range @returns {[number, number]} */
  padded({ from, to }) {
    if (this.isLog) {
      const factor = (to / from) ** MARGIN;
      return [from / factor, to * factor];
    }
    const margin = (to - from) * MARGIN;
    return [from - margin, to + margin];
  }

  /**
   * A range zoomed around a place, or moved by a share of itself; null when that shows everything.
   * @param {Range} range
   * @param {{ readonly around?: number, readonly factor?: number, readonly by?: number }} change
   * @returns {Range | null}
   */
  changed(range, { around, factor = 1, by = 0 }) {
    const [low, high] = [this.#scale(range.from), this.#scale(range.to)];
    const [first, last] = [this.#scale(this.full.from), this.#scale(this.full.to)];
    const middle = around === undefined ? (low + high) / 2 : this.#scale(around);
    const span = Math.min((high - low) * factor, last - first);
    const share = (middle - low) / (high - low);
    const wished = middle - span * share + by * span;
    const from = Math.min(Math.max(wished, first), last - span);
    if (span >= (last - first) * (1 - 1e-9)) return null;
    return { from: this.#unscale(from), to: this.#unscale(from + span) };
  }

  /** Share of the whole axis that lies before a place, 0 to 1. @param {number} place */
  shareOf(place) {
    const [first, last] = [this.#scale(this.full.from), this.#scale(this.full.to)];
    return Math.min(1, Math.max(0, (this.#scale(place) - first) / (last - first)));
  }

  /** The inverse of shareOf. @param {number} share */
  placeAt(share) {
    const [first, last] = [this.#scale(this.full.from), this.#scale(this.full.to)];
    return this.#unscale(first + (last - first) * share);
  }

  /** A place in words, with the run's own x where that is another. @param {number} place @param {Run} run @param {Texts} t */
  say(place, run, t) {
    const here = this.sayHere(place, t);
    const own = this.places || this.origin !== 0 ? this.ownAt(place) : null;
    if (own === null || this.kind === run.x) return here;
    const isWhole = run.x === 'step' || run.x === 'index';
    return `${here} · ${placeOnAxis(isWhole ? Math.round(own) : own, run.x, t)}`;
  }

  /** @param {number} place @param {Texts} t */
  sayHere(place, t) {
    if (this.choice === 'relative') return t.after(formatDuration(place, t.language));
    if (this.choice === 'tokens') return t.tokens(placeOnAxis(Math.round(place), 'step', NUMBER));
    return placeOnAxis(place + this.origin, this.choice, t);
  }

  /** What uPlot needs to know of the axis. @returns {{ readonly time: boolean, readonly axis: Partial<uPlot.Axis> }} */
  plotOptions() {
    if (this.choice === 'time') return { time: true, axis: {} };
    const values =
      this.choice === 'relative'
        ? (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits.map(clockLabel)
        : (/** @type {uPlot} */ _, /** @type {(number | null)[]} */ splits) =>
            this.isLog ? logLabels(splits) : axisLabels(splits.map(Number));
    const axis = { values, space: 64 };
    const incrs = this.isLog ? undefined : this.#steps();
    return { time: false, axis: incrs ? { ...axis, incrs } : axis };
  }

  /** Distances at which marks may stand; undefined: whatever is round. */
  #steps() {
    if (this.choice === 'relative') return CLOCK_STEPS;
    const { from, to } = this.full;
    const isWhole = this.choice !== 'epoch' && Number.isInteger(from) && Number.isInteger(to);
    return isWhole && from < to ? WHOLE_STEPS : undefined;
  }

  /** @param {number} x */
  #scale(x) {
    return this.isLog ? Math.log(x) : x;
  }

  /** @param {number} x */
  #unscale(x) {
    return this.isLog ? Math.exp(x) : x;
  }
}

/** Numbers without the name of an axis. @type {Pick<Texts, 'language' | 'onAxis'>} */
const NUMBER = { language: 'en', onAxis: (_, x) => x };

/**
 * The axis of charts that stand on the run's own x.
 * @param {Run} run
 * @param {AxisChoice | null} choice null and what the run does not have: its own
 * @param {Points | null} places of the run's own x on that axis, once they are known
 * @param {boolean} isLog
 * @returns {ChartAxis}
 */
export function runAxis(run, choice, places, isLog) {
  const own = fullRange(
    run,
    run.metrics.filter(({ x }) => x === run.x),
  );
  const wanted = choice !== null && axisChoices(run).includes(choice) ? choice : run.x;
  const kind = wanted === 'relative' ? 'time' : wanted;
  if (kind === run.x) return new ChartAxis(wanted, own, null, isLog);
  const [from, to] = [places?.y[0], places?.y.at(-1)];
  if (!places || from === undefined || to === undefined || !(from < to)) {
    return new ChartAxis(run.x, own, null, isLog);
  }
  return new ChartAxis(wanted, { from, to }, places, isLog);
}

/**
 * The axis of a chart whose metrics stand on another x than their run.
 * @param {Run} run
 * @param {readonly Metric[]} metrics
 * @param {boolean} isLog
 */
export function metricAxis(run, metrics, isLog) {
  return new ChartAxis(metrics[0]?.x ?? run.x, fullRange(run, metrics), null, isLog);
}

/**
 * What stands at `x` between the two known neighbours, in proportion; null beyond the ends.
 * @param {Float64Array} xs that never fall
 * @param {Float64Array} ys
 * @param {number} x
 */
function between(xs, ys, x) {
  let low = 0;
  // Of several runs on one axis no step has one place.
  let high = Math.min(xs.length, ys.length) - 1;
  if (high < 0 || x < /** @type {number} */ (xs[0]) || x > /** @type {number} */ (xs[high])) {
    return null;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (xs[middle]) <= x) low = middle;
    else high = middle;
  }
  const [left = 0, right = 0] = [xs[low], xs[high]];
  const [start = 0, end = 0] = [ys[low], ys[high]];
  return right > left ? start + (end - start) * ((x - left) / (right - left)) : end;
}

/**
 * Where a logarithmic axis begins.
 * @param {number} from
 * @param {number} to
 * @param {Points | null} places
 */
function leastPositive(from, to, places) {
  if (from > 0) return from;
  const known = places?.y.find((y) => y > 0);
  return known ?? Math.min(1, Math.max(to / LOG_SPAN, Number.MIN_VALUE));
}

/** "0", "45s", "10m", "1h 30m", "2d". @param {number} seconds */
function clockLabel(seconds) {
  /** @type {readonly (readonly [string, number])[]} */
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ];
  const parts = [];
  let rest = seconds;
  for (const [name, length] of units) {
    const count = name === 's' ? Number(rest.toPrecision(6)) : Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 && parts.length < 2) parts.push(`${count}${name}`);
  }
  return parts.join(' ') || '0';
}

/** Labels of a logarithmic axis in two figures; uPlot leaves out (null) what would crowd. @param {readonly (number | null)[]} splits */
export function logLabels(splits) {
  return splits.map((x) => (x === null ? '' : (axisLabels([Number(x.toPrecision(2))])[0] ?? '')));
}
