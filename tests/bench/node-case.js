/**
 * One measurement in a fresh process: `node node-case.js engine|plain FILE SHAPE` prints JSON. Of
 * `"engine idle"` and `"plain idle"` what the process takes without a file.
 */
import { readFileSync } from 'node:fs';

import { openRuns } from '../../web/api/node.js';
import { plainColumns } from './plain.js';

const [what, path, shape] = process.argv.slice(2);
const start = performance.now();
let outcome = '';
if (what === 'engine') {
  const opened = await openRuns([{ path: String(path) }]);
  const run = opened.runs[0];
  if (!run) throw new Error(`no run in ${path}`);
  outcome = `${run.metrics.reduce((sum, metric) => sum + metric.points, 0)} points, ${run.verdict.kind}`;
  opened.close();
} else if (what === 'plain') {
  outcome = `${plainColumns(readFileSync(String(path), 'utf8'), String(shape))} values`;
}
const elapsedMs = performance.now() - start;
process.stdout.write(
  JSON.stringify({ elapsedMs, peakBytes: process.resourceUsage().maxRSS * 1024, outcome }),
);
