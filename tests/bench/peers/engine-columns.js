/**
 * Our engine reads one of the benchmark's files into columns, on one thread: `node engine-columns.js FILE
 * SHAPE ROUNDS` prints the milliseconds of each round up to the last byte, and up to the verdict.
 */
import { readFileSync } from 'node:fs';

import { loadCore } from '../../../web/engine/load.js';
import { feedFile } from '../feed-file.js';

const [path = '', , rounds = '1'] = process.argv.slice(2);
const wasm = readFileSync(new URL('../../../build/wasm/core.wasm', import.meta.url));
const module = await WebAssembly.compile(wasm);

const times = [];
const verdictTimes = [];
let values = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const { core } = await loadCore(module);
  const start = performance.now();
  feedFile(core, path);
  times.push(performance.now() - start);
  core.finish();
  core.join();
  const { runs } = JSON.parse(core.summary());
  verdictTimes.push(performance.now() - start);
  values = runs[0].metrics.reduce(
    (/** @type {number} */ sum, /** @type {{ points: number }} */ { points }) => sum + points,
    0,
  );
}
process.stdout.write(JSON.stringify({ times, verdictTimes, values }));
