/** Running out of memory ends one call with one error, in a process whose engine may grow to 64 MB only. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const api = new URL('../../web/api/node.js', import.meta.url);

const script = `
import { openRuns } from ${JSON.stringify(api.href)};
const small = await openRuns('{"step":1,"loss":2}\\n{"step":2,"loss":1}\\n{"step":3,"loss":0.5}\\n');
// Columns of numbers that share nothing: 16 bytes each at the least.
let seed = 1;
const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const part = () => {
  let text = '';
  for (let row = 0; row < 20000; ++row) {
    text += JSON.stringify({ step: seed, a: next(), b: next(), c: next(), d: next(), e: next() }) + '\\n';
  }
  return text;
};
const big = new Blob(Array.from({ length: 80 }, part));
let outcome;
try {
  (await openRuns(big)).close();
  outcome = 'was read';
} catch (error) {
  outcome = [error.name, error.code, error.message].join(' | ');
}
const { y } = await small.runs[0].series('loss');
small.close();
console.log(JSON.stringify({ outcome, y: [...y] }));
`;

test('a file too large for memory is refused as such, and runs opened before live on', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--wasm-max-mem-pages=1024',
    '--input-type=module',
    '--eval',
    script,
  ]);
  assert.deepEqual(JSON.parse(stdout), {
    outcome: 'CheckpointError | out_of_memory | There is not enough memory for this file.',
    y: [2, 1, 0.5],
  });
});
