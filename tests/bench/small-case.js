/** A small file in a fresh process: `node small-case.js FILE` prints milliseconds. */
import { setTimeout } from 'node:timers/promises';

import { openRuns, prepare } from '../../web/api/node.js';

const path = String(process.argv[2]);

async function once() {
  const start = performance.now();
  const opened = await openRuns([{ path }]);
  const verdict = opened.runs[0]?.verdict.kind;
  const elapsed = performance.now() - start;
  opened.close();
  if (!verdict) throw new Error(`no run in ${path}`);
  return elapsed;
}

const cold = await once();
const again = await once();
await prepare();
await setTimeout(1000); // it runs in meanwhile
const warm = await once();
process.stdout.write(JSON.stringify({ cold, again, warm }));
