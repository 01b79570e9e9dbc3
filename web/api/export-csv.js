/**
 * CSV (RFC 4180, exact numbers): the checkpoints of runs, or every point of their curves.
 */

/** @import { CallOptions, CheckpointRow, Numeric, Run, XKind } from './types.js' */

/** Checkpoint rows asked of the engine at a time. */
const ROW_COUNT = 1000;
/** Lines that are yielded as one piece. */
const LINE_COUNT = 1000;

/** @type {readonly (keyof CheckpointRow)[]} */
const COLUMNS = ['kind', 'id', 'saved', 'step', 'epoch', 'time', 'model', 'path'];

/**
 * @param {{ readonly runs: readonly Run[] }} set
 * @param {CallOptions} [options]
 * @yields {string}
 * @returns {AsyncGenerator<string>}
 */
export async function* checkpointsCsv({ runs }, { signal } = {}) {
  const metrics = namesOf(runs);
  yield line(['run', ...COLUMNS, 'marks', ...metrics]);
  for (const run of runs) {
    for (let start = 0; start < run.checkpointCount; start += ROW_COUNT) {
      for (const row of await run.rows({ start, count: ROW_COUNT, signal })) {
        const own = COLUMNS.map((name) => row[name]);
        const values = metrics.map((name) => row.metrics[name] ?? null);
        yield line([run.name, ...own, row.marks.join(' '), ...values]);
      }
    }
  }
}

/**
 * @param {{ readonly runs: readonly Run[] }} set
 * @param {CallOptions} [options]
 * @yields {string}
 * @returns {AsyncGenerator<string>}
 */
export async function* pointsCsv({ runs }, options = {}) {
  const metrics = namesOf(runs);
  const axes = [...new Set(runs.flatMap((run) => run.metrics.map(({ x }) => x)))];
  yield line(['run', ...axes, ...metrics]);
  for (const run of runs) {
    for (const axis of axes) yield* pointsOn(run, axis, axes, metrics, options);
  }
}

/**
 * The points of the metrics that stand on one axis, merged by their place.
 * @param {Run} run
 * @param {XKind} axis
 * @param {readonly XKind[]} axes
 * @param {readonly string[]} names of all columns
 * @param {CallOptions} options
 * @yields {string}
 */
async function* pointsOn(run, axis, axes, names, { signal }) {
  const metrics = run.metrics.filter(({ x }) => x === axis);
  const curves = await Promise.all(
    metrics.map(async ({ name, nonFinitePoints }) => {
      const { x, y } = await run.series(name, { signal });
      return { column: names.indexOf(name), x, y, at: 0, marks: nonFinitePoints, mark: 0 };
    }),
  );
  let piece = '';
  let count = 0;
  for (;;) {
    const place = curves.reduce((least, curve) => Math.min(least, placeOf(curve)), Infinity);
    if (place === Infinity) break;
    /** @type {unknown[]} */
    const cells = names.map(() => null);
    for (const curve of curves) {
      if (placeOf(curve) === place) cells[curve.column] = taken(curve, place);
    }
    piece += line([run.name, ...axes.map((one) => (one === axis ? place : null)), ...cells]);
    count += 1;
    if (count % LINE_COUNT === 0) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/**
 * A curve on its way out: the next point and the next value that is not finite.
 * @typedef {object} Walk
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {number} at
 * @property {readonly { readonly step: number, readonly value: Numeric }[]} marks
 * @property {number} mark
 */

/** Infinity at the end. @param {Walk} walk */
function placeOf({ x, at, marks, mark }) {
  return Math.min(x[at] ?? Infinity, marks[mark]?.step ?? Infinity);
}

/** The value at the place where the walk stands; it goes on. @param {Walk} walk @param {number} place */
function taken(walk, place) {
  if (walk.x[walk.at] === place) return walk.y[walk.at++];
  return walk.marks[walk.mark++]?.value;
}

/** @param {readonly Run[]} runs */
function namesOf(runs) {
  return [...new Set(runs.flatMap((run) => run.metrics.map(({ name }) => name)))];
}

/** @param {readonly unknown[]} cells */
function line(cells) {
  return `${cells.map(cell).join(',')}\n`;
}

/**
 * A text that a spreadsheet would take for a formula is marked as text, as names come from files of
 * unknown origin.
 * @param {unknown} value
 * @returns {string}
 */
function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const isValue = /^-?Infinity$/.test(String(value));
  const text = !isValue && /^[=+\-@\t\r]/.test(String(value)) ? `'${String(value)}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
