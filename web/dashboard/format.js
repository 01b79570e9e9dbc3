/**
 * What the API's formatters leave to a screen: places on an axis, labels of an axis, signs.
 */
import { formatTime, formatValue } from '../api/index.js';

/** @import { Numeric, XKind } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

const MINUS = '\u2212';
/** Shown where a value is absent: not zero, not blank. */
export const ABSENT = '\u2013';

/** The number with every digit it has, for titles and copies. @param {Numeric} value */
export function exactNumber(value) {
  return String(value);
}

/**
 * A difference: like `format`, with a plus before what is above zero.
 * @param {number | null} value
 * @param {(value: number) => string} format
 */
export function signed(value, format) {
  if (value === null) return ABSENT;
  return value > 0 ? `+${format(value)}` : format(value);
}

/**
 * A place on the x axis in words: "step 1,200", "epoch 3", "Jul 23, 2024, 8:03:20 PM".
 * @param {number | null} x
 * @param {XKind} kind
 * @param {Pick<Texts, 'language' | 'onAxis'>} t
 */
export function placeOnAxis(x, kind, t) {
  if (x === null) return ABSENT;
  const value = valueOnAxis(x, kind, t.language);
  return kind === 'time' ? value : t.onAxis(kind, value);
}

/**
 * A checkpoint of a run in words, as its headline and its table call it: by its number where neither a
 * step nor an epoch nor a time stands.
 * @param {{ readonly index: number, readonly step: number | null, readonly x: number | null }} checkpoint
 * @param {XKind} kind of the run
 * @param {Pick<Texts, 'language' | 'onAxis' | 'checkpointNumber'>} t
 */
export function checkpointPlace({ index, step, x }, kind, t) {
  if (kind === 'index') return t.checkpointNumber(grouped(index + 1));
  return step === null ? placeOnAxis(x, kind, t) : placeOnAxis(step, 'step', t);
}

/**
 * The same without the name of the axis. Whole numbers keep all their digits: a step is a name. Records
 * are counted from 1.
 * @param {number | null} x
 * @param {XKind} kind
 * @param {string} [language] of the time
 */
export function valueOnAxis(x, kind, language) {
  if (x === null) return ABSENT;
  if (kind === 'time') return formatTime(new Date(x * 1000).toISOString(), language);
  if (kind === 'index') return grouped(x + 1);
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return grouped(x);
  return formatValue(x);
}

/** @param {number} x */
function grouped(x) {
  return x.toLocaleString('en', { useGrouping: Math.abs(x) >= 10_000 }).replace('-', MINUS);
}

/**
 * Labels for the marks of an axis: as short as their distance allows, thousands as k, M and G.
 * @param {readonly number[]} splits
 */
export function axisLabels(splits) {
  const size = Math.max(...splits.map(Math.abs));
  if (!(size > 0)) return splits.map(() => '0');
  const distance = splits.length > 1 ? Math.abs((splits[1] ?? 0) - (splits[0] ?? 0)) : size;
  if (size < 1e-3) {
    return splits.map((x) => (x === 0 ? '0' : minus(trimmed(x.toExponential(2)))));
  }
  const unit = UNITS.find(({ from }) => size >= from) ?? { factor: 1, name: '' };
  const decimals = decimalsOf(distance / unit.factor);
  return splits.map((x) =>
    x === 0 ? '0' : minus((x / unit.factor).toFixed(decimals)) + unit.name,
  );
}

/** Decimals that write a distance in full: 0 for 20, 1 for 0.5, 2 for 0.25. @param {number} distance */
function decimalsOf(distance) {
  for (let decimals = 0; decimals < 6; ++decimals) {
    const scaled = distance * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 6;
}

const UNITS = [
  { from: 1e9, factor: 1e9, name: 'G' },
  { from: 1e6, factor: 1e6, name: 'M' },
  { from: 1e4, factor: 1e3, name: 'k' },
];

/** @param {string} text */
const minus = (text) => text.replaceAll('-', MINUS);

/** 1.50e-5 as 1.5e-5. @param {string} text */
const trimmed = (text) => text.replace(/\.?0+e/, 'e').replace('e+', 'e');
