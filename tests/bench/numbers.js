/** What the benchmark says of several measurements. */

/** @param {readonly number[]} numbers */
export const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/**
 * Median and range: "12 (11–15)".
 * @param {readonly number[]} numbers
 * @param {number} [digits]
 */
export const spread = (numbers, digits = 0) =>
  `${median(numbers).toFixed(digits)} ` +
  `(${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;

/**
 * The power of the size that time grows with, between the smallest and the largest file: 1 is linear.
 * @param {readonly { bytes: number, ms: number }[]} points
 */
export function growth(points) {
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last || first === last) return NaN;
  return Math.log(last.ms / first.ms) / Math.log(last.bytes / first.bytes);
}
