/** An engine that is started ahead of the file it will read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { configure, openRuns, prepare } from '../../web/api/index.js';
import { logLines } from './support.js';

/** @import { WorkerLike } from '../../web/api/types.js' */

const workerUrl = new URL('../../web/worker/node-worker.js', import.meta.url);
const core = readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));

/** Every worker that was started. @type {Worker[]} */
let started = [];

/** A fresh runtime; what was prepared for another is not used. */
function configured() {
  started = [];
  configure({
    createWorker() {
      const worker = new Worker(workerUrl);
      started.push(worker);
      return /** @type {WorkerLike} */ (/** @type {unknown} */ (worker));
    },
    wasm: () => core,
  });
}

/** @param {number} rows */
async function readRows(rows) {
  const set = await openRuns(logLines(rows));
  assert.equal(set.runs[0]?.recordCount, rows);
  return set;
}

test('what was prepared serves the next call and no other', async () => {
  configured();
  await prepare();
  await prepare();
  assert.equal(started.length, 1);
  const first = await readRows(20);
  assert.equal(started.length, 1);
  const second = await readRows(30);
  assert.equal(started.length, 2);
  first.close();
  second.close();
});

test('what an engine ran in with is not among the runs it opens', async () => {
  configured();
  await prepare();
  const set = await readRows(20);
  assert.equal(started.length, 1);
  assert.deepEqual(
    [set.runs.length, set.rejected.length, set.runs[0]?.sources],
    [1, 0, ['input 1']],
  );
  set.close();
});

test('a prepared worker that died is passed over', async () => {
  configured();
  await prepare();
  await started[0]?.terminate();
  const set = await readRows(20);
  assert.equal(started.length, 2);
  set.close();
});

test('what was prepared for one runtime is not used by the next', async () => {
  configured();
  await prepare();
  const [stale] = started;
  const exited = new Promise((resolve) => stale?.once('exit', resolve));
  configured();
  const set = await readRows(20);
  assert.equal(started.length, 1);
  assert.notEqual(started[0], stale);
  await exited;
  set.close();
});

test('two preparations at once start one worker', async () => {
  configured();
  await Promise.all([prepare(), prepare()]);
  const set = await readRows(20);
  assert.equal(started.length, 1);
  set.close();
});

test('a call with a worker of its own leaves the prepared one alone', async () => {
  configured();
  await prepare();
  let own = 0;
  const set = await openRuns(logLines(20), {
    worker: () => {
      own += 1;
      return /** @type {WorkerLike} */ (/** @type {unknown} */ (new Worker(workerUrl)));
    },
  });
  assert.equal(own, 1);
  set.close();
  const next = await readRows(20);
  assert.equal(started.length, 1);
  next.close();
});

test('whoever stops waiting for a worker to be prepared finds it ready later', async () => {
  configured();
  const stop = new AbortController();
  const waiting = prepare({ signal: stop.signal });
  stop.abort();
  await assert.rejects(waiting, { code: 'aborted' });
  await assert.rejects(prepare({ signal: stop.signal }), { code: 'aborted' });
  await prepare();
  const set = await readRows(20);
  assert.equal(started.length, 1);
  set.close();
});

test('a worker starts while its engine is still on its way', async () => {
  configured();
  /** @type {(value?: unknown) => void} */
  let arrive = () => {};
  const arriving = new Promise((resolve) => (arrive = resolve));
  const wasm = new Response(
    new ReadableStream({
      async start(controller) {
        await arriving;
        controller.enqueue(core);
        controller.close();
      },
    }),
  );
  const set = await openRuns(logLines(20), {
    // Only once there is a worker does the engine get there.
    worker() {
      arrive();
      return /** @type {WorkerLike} */ (/** @type {unknown} */ (new Worker(workerUrl)));
    },
    wasm,
  });
  assert.equal(set.runs.length, 1);
  set.close();
});
