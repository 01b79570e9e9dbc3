/** The y axis of what is drawn, and how it leaves outliers out. */

/** @import uPlot from 'uplot' */
/** @import { Range } from './state.js' */

/** Values fewer than these have no outliers. */
const CROWD = 20;
/** Share of the values, at either end, that may be outliers. */
const TAIL = 0.01;
/** An axis that would have to be so many times longer for them leaves outliers out. */
const WORTH_CLIPPING = 2;

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
