/**
 * `npm run calibrate`: how often the rules are wrong about runs of which we know the truth. Prints the
 * table of rates with their 99 % bounds and keeps the counts in expected.json beside this; ends with
 * status 1 when a promise is broken. `--trials N` (default 10,000).
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { configure } from '../../scripts/build.js';
import { setup } from '../../scripts/setup.js';
import { Failure, main, root, run } from '../../scripts/shell.js';

/** @typedef {{ group: string, name: string, atMost: number, atLeast: number, count: number }} Cell */
/** @typedef {{ trials: number, cells: Cell[] }} Calibration */

const expectedFile = join(root, 'tests/calibrate/expected.json');

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

/** @param {Calibration} calibration @returns {string[]} broken promises */
function print({ trials, cells }) {
  console.log(`${trials} seeded trials a cell; rate (99 % bounds)`);
  /** @type {string[]} */
  const broken = [];
  let group = '';
  for (const cell of cells) {
    if (cell.group !== group) console.log(`\n${(group = cell.group)}`);
    const { rate, low, high } = bounds(cell.count, trials);
    const isKept = rate <= cell.atMost && rate >= cell.atLeast;
    const promise =
      cell.atMost < 1
        ? `at most ${percent(cell.atMost)}`
        : cell.atLeast > 0
          ? `at least ${percent(cell.atLeast)}`
          : '';
    console.log(
      `  ${cell.name.padEnd(28)}${percent(rate).padStart(9)}  (${percent(low)} to ${percent(high)})`.padEnd(
        66,
      ) + `${promise}${isKept ? '' : '  BROKEN'}`,
    );
    if (!isKept) broken.push(`${cell.group}, ${cell.name}: ${percent(rate)}`);
  }
  return broken;
}

await main(() => {
  const { values } = parseArgs({ options: { trials: { type: 'string', default: '10000' } } });
  setup({ forTesting: true });
  configure('release');
  run('cmake', ['--build', '--preset', 'release', '--target', 'ckpt_calibrate']);
  const program = join(root, 'build/release/tests/calibrate/ckpt_calibrate');
  const { status, stdout } = spawnSync(program, [values.trials], { encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${program} failed.`);
  /** @type {Calibration} */
  const calibration = JSON.parse(stdout);
  const broken = print(calibration);
  if (calibration.trials >= 10_000) {
    writeFileSync(expectedFile, stdout);
    console.log(`\nKept in tests/calibrate/expected.json.`);
  }
  if (broken.length > 0) throw new Failure(`Promises broken:\n${broken.join('\n')}`);
});
