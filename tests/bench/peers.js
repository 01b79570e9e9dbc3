/**
 * Reading into columns, in Node on one thread, against native simdjson On-Demand and DuckDB, each in a
 * fresh process. README.md says how to get the two.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Failure, root, run } from '../../scripts/shell.js';
import { benchFile } from './data.js';
import { median, spread } from './numbers.js';

/** @typedef {import('./data.js').Shape} Shape */
/** @typedef {{ times: number[], verdictTimes?: number[], values: number }} Readings */

const folder = fileURLToPath(new URL('peers/', import.meta.url));
const built = join(root, 'build/bench-peers');

function prepare() {
  if (!existsSync(join(folder, 'node_modules')))
    throw new Failure('DuckDB is missing: npm install --prefix tests/bench/peers');
  run('cmake', ['-S', folder, '-B', built, '-DCMAKE_BUILD_TYPE=Release', '--log-level=WARNING']);
  run('cmake', ['--build', built]);
}

/** @param {string} program @param {readonly string[]} args @returns {Readings} */
function read(program, args) {
  const child = spawnSync(program, args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/**
 * @param {string} dataFolder @param {readonly number[]} sizes in MB @param {number} rounds
 */
export function benchPeers(dataFolder, sizes, rounds) {
  prepare();
  process.stdout.write(
    `\nInto columns, one thread; median (range) of ${rounds} rounds, one process each\n`,
  );
  /** @type {readonly [string, string, readonly string[]][]} */
  const contenders = [
    ['ckptscope', process.execPath, [join(folder, 'engine-columns.js')]],
    ['simdjson', join(built, 'simdjson_columns'), []],
    ['DuckDB', process.execPath, [join(folder, 'duckdb-columns.js')]],
  ];
  for (const shape of /** @type {const} */ (['trainer_state', 'json_lines', 'openai_list'])) {
    for (const megabytes of sizes) {
      const { path, bytes } = benchFile(dataFolder, shape, megabytes);
      let ours = NaN;
      for (const [name, program, args] of contenders) {
        const { times, verdictTimes } = read(program, [...args, path, shape, String(rounds)]);
        if (name === 'ckptscope') ours = median(times);
        const verdict = verdictTimes ? `, verdict after ${spread(verdictTimes)}` : '';
        process.stdout.write(
          `${shape.padEnd(13)}  ${(bytes / 1e6).toFixed(0).padStart(4)} MB  ${name.padEnd(9)}  ` +
            `${spread(times).padStart(18)} ms  ${(median(times) / ours).toFixed(2)} x${verdict}\n`,
        );
      }
    }
  }
}
