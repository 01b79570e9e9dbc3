/** Everything that can be handed over, more of it later, and engines that are given back. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

import { CheckpointError, openEach, openRuns } from '../../web/api/node.js';
import { logLines, samples, threadlessWorker } from './support.js';

/** @import { AddressInfo } from 'node:net' */
/** @import { Run, RunSet, WorkerLike } from '../../web/api/types.js' */

const listText = readFileSync(new URL('openai-overfits.json', samples), 'utf8');
/** @type {{ data: object[] }} */
const list = JSON.parse(listText);
const worker = threadlessWorker;

/** What must not depend on how a run came. @param {Run | undefined} run */
function essence(run) {
  assert.ok(run);
  const { name: _name, sources: _sources, ...rest } = run;
  return JSON.parse(JSON.stringify(rest));
}

/** A page as SDKs make them: an instance with what they keep beside the data. */
class Page {
  /** @param {object[]} data */
  constructor(data) {
    this.data = data;
    this.body = { object: 'list', data };
    this.options = { path: '/checkpoints' };
  }
}

test('parsed JSON, a page of an SDK, a Response and a stream read as the file does', async () => {
  const expected = essence((await openRuns(listText, { worker })).runs[0]);
  const bytes = new TextEncoder().encode(listText);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  for (const input of [
    list,
    new Page(list.data),
    new Response(listText),
    new Blob([listText]).stream(),
    new DataView(bytes.buffer),
    shared,
    { name: 'list.json', data: list },
    { name: 'list.json', data: new Response(listText) },
    { data: listText },
  ]) {
    const set = await openRuns(input, { worker, strict: true });
    assert.equal(set.runs.length, 1);
    assert.deepEqual(essence(set.runs[0]), expected);
    set.close();
  }
});

test('an array of records is one input, and an array of anything else is several', async () => {
  const collected = await openRuns(list.data, { worker });
  assert.deepEqual(
    [collected.runs.length, collected.runs[0]?.checkpointCount],
    [1, list.data.length],
  );
  const several = await openRuns([logLines(20), { name: 'b', data: logLines(30) }], { worker });
  assert.deepEqual(
    several.runs.map(({ recordCount }) => recordCount),
    [20, 30],
  );
});

test('what JSON cannot say survives in parsed objects', async () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    step: BigInt(index),
    loss: index === 7 ? NaN : 1 / (1 + index),
  }));
  const [run] = (await openRuns(rows, { worker, strict: true })).runs;
  const loss = run?.metrics.find(({ name }) => name === 'loss');
  assert.deepEqual([loss?.points, loss?.nonFinite], [19, 1]);
  assert.equal(run?.lastStep, 19);
  /** @type {Record<string, unknown>} */
  const ring = {};
  ring['self'] = ring;
  await assert.rejects(openRuns(ring, { worker }), { code: 'invalid_argument' });
});

test('an address is fetched, and one that does not answer is listed with its reason', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/list.json') response.end(listText);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const base = `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
  const set = await openRuns(
    [{ url: `${base}/list.json` }, { url: new URL(`${base}/none`) }, await fetch(`${base}/none`)],
    { worker },
  );
  assert.deepEqual(
    set.runs.map(({ sources }) => sources),
    [[`${base}/list.json`]],
  );
  assert.deepEqual(
    set.rejected.map(({ source, code }) => [source, code]),
    [
      [`${base}/none`, 'unreachable'],
      [`${base}/none`, 'unreachable'],
    ],
  );
  assert.match(set.rejected[0]?.message ?? '', /HTTP 404/);
  await assert.rejects(openRuns({ url: `${base}/none` }, { worker, strict: true }), {
    code: 'unreachable',
  });
  const aborted = AbortSignal.abort();
  await assert.rejects(openRuns({ url: base }, { worker, signal: aborted }), { code: 'aborted' });
});

test('what is appended continues the input of its name, and reads as if it had been there', async () => {
  const whole = logLines(60);
  const cut = whole.indexOf('\n', whole.length / 2) + 1;
  const live = await openRuns(
    { name: 'log.jsonl', data: whole.slice(0, cut) },
    { live: true, worker },
  );
  const longer = await live.append({ name: 'log.jsonl', data: whole.slice(cut) });
  const expected = await openRuns({ name: 'log.jsonl', data: whole }, { worker });
  assert.deepEqual(essence(longer.runs[0]), essence(expected.runs[0]));
  await assert.rejects(Promise.resolve(live.runs[0]?.rows()), { code: 'closed' });
  const two = await longer.append([{ name: 'other.jsonl', data: logLines(10) }]);
  assert.deepEqual(
    two.runs.map(({ recordCount }) => recordCount),
    [60, 10],
  );
  await assert.rejects(expected.append(whole), { code: 'invalid_argument' });
});

test('appending nothing looks again at what has grown on disk', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log.jsonl');
  const whole = logLines(40);
  const cut = whole.indexOf('\n', whole.length / 2) + 1;
  writeFileSync(path, whole.slice(0, cut));
  const live = await openRuns({ path }, { live: true });
  appendFileSync(path, whole.slice(cut));
  const grown = await live.append([]);
  assert.equal(grown.runs[0]?.recordCount, 40);
  grown.close();
});

test('a set that is cancelled while it is appended to stays as it was', async () => {
  const live = await openRuns(logLines(20), { live: true, worker });
  const appended = live.append(logLines(20), { signal: AbortSignal.abort() });
  await assert.rejects(appended, { code: 'aborted' });
  assert.equal((await live.runs[0]?.series('loss'))?.x.length, 20);
});

test('openEach hands over one set for each input, in their order, on as many workers as asked', async () => {
  let started = 0;
  const counting = () => {
    started += 1;
    return threadlessWorker();
  };
  const inputs = Array.from({ length: 12 }, (_, index) => ({
    name: `${index}.jsonl`,
    data: index === 5 ? 'no JSON' : logLines(20 + index),
  }));
  /** @type {(number | string | undefined)[]} */
  const seen = [];
  for await (const { runs, rejected } of openEach(inputs, { worker: counting, threads: 3 })) {
    const [run] = runs;
    const points = await run?.series('loss');
    seen.push(points?.x.length ?? rejected[0]?.code);
  }
  assert.deepEqual(
    seen,
    inputs.map((_, index) => (index === 5 ? 'not_json' : 20 + index)),
  );
  assert.equal(started, 3);
});

test('openEach reads no further than it is asked to', async () => {
  let taken = 0;
  const endless = (function* inputs() {
    for (;;) {
      taken += 1;
      yield logLines(20);
    }
  })();
  for await (const set of openEach(endless, { worker, threads: 2 })) {
    assert.equal(set.runs.length, 1);
    break;
  }
  assert.equal(taken, 2);
});

test('a runtime that does not load is replaced by its fallback, for good', async () => {
  const { configure } = await import('../../web/api/index.js');
  const wasm = () => readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
  const broken = () =>
    /** @type {WorkerLike} */ (
      /** @type {unknown} */ (new Worker('throw new Error("blocked")', { eval: true }))
    );
  for (const failing of [
    { createWorker: broken, wasm },
    { createWorker: worker, wasm: () => new Uint8Array([1, 2]) },
  ]) {
    let asked = 0;
    configure({
      ...failing,
      fallback: async () => {
        asked += 1;
        return { createWorker: worker, wasm };
      },
    });
    const sets = await Promise.all([openRuns(logLines(20)), openRuns(logLines(20))]);
    assert.deepEqual(
      sets.map(({ runs }) => runs.length),
      [1, 1],
    );
    assert.equal((await openRuns(logLines(20))).runs.length, 1);
    assert.ok(asked >= 1 && asked <= 2, `asked ${asked} times`);
  }
  configure({ createWorker: broken, wasm, fallback: () => Promise.reject(new Error('offline')) });
  await assert.rejects(
    openRuns(logLines(20)),
    (error) => error instanceof CheckpointError && error.code === 'engine_unavailable',
  );
});

test('a set that nobody refers to any longer ends its worker, and a run keeps it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = /** @type {() => void} */ (runInNewContext('gc'));
  let ended = 0;
  const watched = () => {
    const inner = threadlessWorker();
    return {
      ...inner,
      terminate: () => {
        ended += 1;
        return inner.terminate();
      },
    };
  };
  /** @type {Map<string, Run | undefined>} */
  const kept = new Map();
  await (async () => {
    const set = await openRuns(logLines(20), { worker: watched, wasm: core() });
    kept.set('run', set.runs[0]);
  })();
  const collected = async () => {
    for (let turn = 0; turn < 50; ++turn) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
      if (ended > 0) break;
    }
    return ended;
  };
  assert.equal(await collected(), 0);
  assert.equal((await kept.get('run')?.series('loss'))?.x.length, 20);
  kept.clear();
  assert.equal(await collected(), 1);
});

function core() {
  return readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
}

test('a set closes itself at the end of its block, where the language has that', async () => {
  const set = await openRuns(logLines(20), { worker, wasm: core() });
  /** @type {RunSet} */ (set)[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
  await assert.rejects(Promise.resolve(set.runs[0]?.rows()), { code: 'closed' });
});

test('an object of more steps than can be held is read up to the bound, and the rest is counted', async () => {
  const count = 400_000;
  const steps = Array.from(
    { length: count },
    (_, i) => `"step_${i}":{"loss":${count - i},"acc":0.5}`,
  );
  const set = await openRuns([{ name: 'map.json', data: `{${steps.join(',')}}` }], {
    worker,
    wasm: core(),
  });
  const [run] = set.runs;
  assert.ok(run);
  const left = run.notes.find(({ code }) => code === 'too_many_paths');
  assert.equal(left?.severity, 'data_loss');
  const points = run.metrics.find(({ name }) => name === 'loss')?.points ?? 0;
  assert.ok(points > 300_000, String(points));
  assert.equal(left?.message.slots.count, 2 * (count - points));
  const { x, y } = await run.series('loss');
  assert.deepEqual([x[0], y[0]], [0, count]);
  assert.equal(y.at(-1), count - points + 1);
  set.close();
});
