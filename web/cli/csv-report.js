/**
 * `--csv`: every checkpoint of every run as a row, with the columns of all of them (RFC 4180, exact
 * numbers).
 */

/** @import { CheckpointRow, Run, RunSet } from '../api/types.js' */

/** Checkpoint rows asked of the engine at a time. */
const ROW_COUNT = 1000;

/** @type {readonly (keyof CheckpointRow)[]} */
const COLUMNS = ['kind', 'id', 'saved', 'step', 'epoch', 'time', 'model', 'path'];

/**
 * @param {RunSet} set
 * @yields {string} lines
 */
export async function* csvReport({ runs }) {
  const metrics = [...new Set(runs.flatMap((run) => run.metrics.map(({ name }) => name)))];
  yield line(['run', ...COLUMNS, 'marks', ...metrics]);
  for (const run of runs) yield* rowsOf(run, metrics);
}

/**
 * @param {Run} run
 * @param {readonly string[]} metrics
 * @yields {string}
 */
async function* rowsOf(run, metrics) {
  for (let start = 0; start < run.checkpointCount; start += ROW_COUNT) {
    for (const row of await run.rows({ start, count: ROW_COUNT })) {
      const own = COLUMNS.map((name) => row[name]);
      const values = metrics.map((name) => row.metrics[name] ?? null);
      yield line([run.name, ...own, row.marks.join(' '), ...values]);
    }
  }
}

/** @param {readonly unknown[]} cells */
function line(cells) {
  return cells.map(cell).join(',');
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
