/**
 * `npm run calibrate`: how often the rules are wrong about runs of which we know the truth. Prints the
 * table of rates with their 99 % bounds, keeps the counts in expected.json and the table in the README
 * beside this, and ends with status 1 when a promise is broken. `--trials N` (default 10,000; with fewer
 * nothing is kept).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { configure } from '../../scripts/build.js';
import { setup } from '../../scripts/setup.js';
import { Failure, main, root, run } from '../../scripts/shell.js';
import { brokenPromises, expectedFile, readmeFile, table, withTable } from './table.js';

const keptTrialsMin = 10_000;

await main(() => {
  const { values } = parseArgs({ options: { trials: { type: 'string', default: '10000' } } });
  setup({ forTesting: true });
  configure('release');
  run('cmake', ['--build', '--preset', 'release', '--target', 'ckpt_calibrate']);
  const program = join(root, 'build/release/tests/calibrate/ckpt_calibrate');
  const { status, stdout } = spawnSync(program, [values.trials], { encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${program} failed.`);
  /** @type {import('./table.js').Calibration} */
  const calibration = JSON.parse(stdout);
  console.log(`${calibration.trials} seeded trials a cell\n\n${table(calibration)}`);
  if (calibration.trials >= keptTrialsMin) {
    writeFileSync(expectedFile, stdout);
    writeFileSync(readmeFile, withTable(readFileSync(readmeFile, 'utf8'), calibration));
    console.log('\nKept in tests/calibrate.');
  }
  const broken = brokenPromises(calibration);
  if (broken.length > 0) throw new Failure(`Promises broken:\n${broken.join('\n')}`);
});
