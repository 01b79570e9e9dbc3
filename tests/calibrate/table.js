/**
 * The table of the calibration, from the counts in expected.json: as the README beside this shows it, and
 * which promises are broken.
 */
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ group: string, name: string, atMost: number, atLeast: number, trials: number, count: number, first: number }} Cell
 *   `first` counts the yes of the first few trials, which the C++ tests ask again
 * @typedef {{ trials: number, cells: readonly Cell[] }} Calibration
 */

export const expectedFile = new URL('expected.json', import.meta.url);
export const readmeFile = new URL('README.md', import.meta.url);

/** @returns {Calibration} */
export const keptCalibration = () => JSON.parse(readFileSync(expectedFile, 'utf8'));

/**
 * Wilson's interval of a rate: `count` of `trials`, 99 %.
 * @param {number} count @param {number} trials
 */
function bounds(count, trials) {
  const z = 2.5758;
  const rate = count / trials;
  const scale = 1 + z ** 2 / trials;
  const middle = (rate + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / trials + (z / (2 * trials)) ** 2);
  return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** @param {Cell} cell */
function promise({ atMost, atLeast }) {
  if (atMost < 1) return `at most ${percent(atMost)}`;
  return atLeast > 0 ? `at least ${percent(atLeast)}` : '';
}

/** In Markdown. @param {Calibration} calibration */
export function table({ cells }) {
  const rows = cells.map((cell) => {
    const { rate, low, high } = bounds(cell.count, cell.trials);
    return [
      cell.group,
      cell.name,
      percent(rate),
      `${percent(low)} to ${percent(high)}`,
      promise(cell),
    ];
  });
  const head = ['runs', 'question', 'yes', '99 % bounds', 'promised'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The README with the table in its place. @param {string} readme @param {Calibration} calibration */
export function withTable(readme, calibration) {
  return readme.replace(
    /(<!-- table -->\n)[^]*(\n<!-- end of table -->)/,
    (_, begin, end) => `${begin}\n${table(calibration)}\n${end}`,
  );
}

/**
 * A promise holds when the whole of the 99 % interval keeps it.
 * @param {Calibration} calibration @returns {string[]}
 */
export function brokenPromises({ cells }) {
  return cells
    .filter(({ trials, count, atMost, atLeast }) => {
      const { low, high } = bounds(count, trials);
      return (atMost < 1 && high > atMost) || low < atLeast;
    })
    .map(
      (cell) =>
        `${cell.group}, ${cell.name}: ${percent(cell.count / cell.trials)}, ${promise(cell)}`,
    );
}
