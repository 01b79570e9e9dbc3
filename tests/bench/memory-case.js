/**
 * One file in a fresh process: `node memory-case.js FILE` prints how much memory the module has, in bytes,
 * once it has started, has read all columns, has judged them, and has drawn one curve; and what JavaScript
 * has beside it, and the pyramid of that curve takes.
 */
import { readFileSync } from 'node:fs';

import { loadCore } from '../../web/engine/load.js';
import { feedFile } from './feed-file.js';

const path = String(process.argv[2]);
const wasm = readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
const { core, memoryBytes } = await loadCore(await WebAssembly.compile(wasm));
const started = memoryBytes();

feedFile(core, path);
const read = memoryBytes();

core.finish();
core.join();
const [run] = JSON.parse(core.summary()).runs;
if (!run) throw new Error(`no run in ${path}`);
const judged = memoryBytes();
core.plot(0, 0, NaN, NaN, 2000, '', 0, '', 0);
// Two numbers for every 16 points, for every 16 of these, and so on.
let pyramid = 0;
for (let size = run.metrics[0].points; size >= 16; size = Math.floor(size / 16))
  pyramid += 16 * Math.floor(size / 16);
const script = process.memoryUsage().heapUsed;
process.stdout.write(
  JSON.stringify({ started, read, judged, drawn: memoryBytes(), pyramid, script }),
);
