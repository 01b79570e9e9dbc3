/**
 * How the reference reads fixtures: JSON.parse and plain loops, nothing of the engine.
 */

/** @typedef {'lower' | 'higher' | 'unknown'} Direction */
/** @typedef {readonly [number, number]} Point */
/** @typedef {{ direction: Direction, points: Point[] }} Curve */
/** @typedef {{ name?: string, curves: Record<string, Curve>, checkpoints?: object[], facts?: object }} ReferenceRun */
/** @typedef {{ file: string, format: string, runs: (text: string) => ReferenceRun[], notes?: string[] }} ReferenceCase */

/** JSON with bare NaN and Infinity, which stand outside strings in our fixtures. @param {string} text */
export function parse(text) {
  const quoted = text.replace(/(?<=[:[,]\s*)(-?Infinity|NaN)/g, '"$1"');
  return JSON.parse(quoted);
}

/** @param {string} text */
export const parseLines = (text) =>
  text
    .split('\n')
    .filter((line) => line.trim())
    .map(parse);

/**
 * The curve of one field over rows; absent and null values are no points.
 * @param {Record<string, any>[]} rows @param {(row: any) => unknown} x @param {(row: any) => unknown} y
 * @param {Direction} direction @returns {Curve}
 */
export function curve(rows, x, y, direction) {
  /** @type {Point[]} */
  const points = [];
  for (const row of rows) {
    const value = y(row);
    if (value === undefined || value === null) continue;
    points.push([Number(x(row)), Number(value)]);
  }
  points.sort((a, b) => a[0] - b[0]);
  return { direction, points };
}

/**
 * @param {Record<string, any>[]} rows @param {(row: any) => unknown} x
 * @param {(row: any) => Record<string, unknown>} values @param {Record<string, Direction>} directions
 */
export function curves(rows, x, values, directions) {
  return Object.fromEntries(
    Object.entries(directions).map(([name, direction]) => [
      name,
      curve(rows, x, (row) => values(row)[name], direction),
    ]),
  );
}
