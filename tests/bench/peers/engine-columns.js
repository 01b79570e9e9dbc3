/**
 * Our engine reads one of the benchmark's files into columns, on one thread: `node engine-columns.js FILE
 * SHAPE ROUNDS` prints the milliseconds of each round up to the last byte, and up to the verdict.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';

import { WINDOW_BYTES } from '../../../web/engine/engine.js';
import { loadCore } from '../../../web/engine/load.js';

const [path = '', , rounds = '1'] = process.argv.slice(2);
const wasm = readFileSync(new URL('../../../build/wasm/core.wasm', import.meta.url));
const module = await WebAssembly.compile(wasm);

const times = [];
const verdictTimes = [];
let values = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const { core } = await loadCore(module);
  const piece = new Uint8Array(WINDOW_BYTES);
  const start = performance.now();
  const session = new core.Session();
  session.begin(basename(path));
  const file = openSync(path, 'r');
  for (let size = readSync(file, piece); size > 0; size = readSync(file, piece))
    session.feed(piece.subarray(0, size));
  closeSync(file);
  times.push(performance.now() - start);
  session.finish();
  session.join();
  const { runs } = JSON.parse(session.summary());
  verdictTimes.push(performance.now() - start);
  values = runs[0].metrics.reduce(
    (/** @type {number} */ sum, /** @type {{ points: number }} */ { points }) => sum + points,
    0,
  );
}
process.stdout.write(JSON.stringify({ times, verdictTimes, values }));
