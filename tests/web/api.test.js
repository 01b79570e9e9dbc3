/** openRuns and what it opens, on real worker threads. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import {
  CheckpointError,
  compareRuns,
  exportJson,
  listFormats,
  listRules,
  openRuns,
} from '../../web/api/node.js';
import { fixtures, logLines, pathOf, threadlessWorker } from './support.js';

/** @import { Progress, WorkerLike } from '../../web/api/types.js' */

const log = logLines(200);
const listFile = new URL('formats/openai_checkpoints/list_newest_first.json', fixtures);

/**
 * @param {string} code
 * @returns {(error: unknown) => boolean}
 */
const withCode = (code) => (error) => error instanceof CheckpointError && error.code === code;

const workerUrl = new URL('../../web/worker/node-worker.js', import.meta.url);
/** A worker of our own, so that a test can see it or end it. */
function ownWorker() {
  const worker = new Worker(workerUrl);
  const factory = () => /** @type {WorkerLike} */ (/** @type {unknown} */ (worker));
  return { worker, factory };
}

/** Text that takes the engine seconds, so that a call can be caught in the middle. */
function longLog() {
  const part = logLines(20_000);
  return new Blob(Array.from({ length: 60 }, () => part));
}

test('every kind of input gives the same run', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log.jsonl');
  writeFileSync(path, log);
  const bytes = new TextEncoder().encode(log);
  const padded = new Uint8Array(bytes.length + 8);
  padded.set(bytes, 4);
  const set = await openRuns([
    new File([log], 'log.jsonl'),
    new Blob([log]),
    bytes.buffer,
    bytes,
    padded.subarray(4, -4),
    Buffer.from(log),
    log,
    { name: 'named.jsonl', data: log },
    { name: 'named.blob', data: new Blob([log]) },
    { name: 'named.bytes', data: bytes },
    { path },
  ]);
  assert.deepEqual(set.rejected, []);
  assert.deepEqual(
    set.runs.map(({ sources }) => sources[0]),
    [
      'log.jsonl',
      ...[2, 3, 4, 5, 6, 7].map((number) => `input ${number}`),
      'named.jsonl',
      'named.blob',
      'named.bytes',
      path,
    ],
  );
  const [first] = set.runs;
  assert.equal(first?.metrics.length, 2);
  for (const run of set.runs) assert.deepEqual(run.metrics, first?.metrics);
  assert.equal(bytes.length, log.length, 'the caller keeps his bytes');
  set.close();
});

test('a run answers plot, series, rows and choose', async () => {
  const set = await openRuns(log);
  const [run] = set.runs;
  assert.ok(run);
  assert.equal(run.recordCount, 200);
  const series = await run.series('loss');
  assert.deepEqual(
    [series.x.length, series.x[0], series.y[0], series.x[199]],
    [200, 10, 2 / (1 + 1 / 50), 2000],
  );
  const plot = await run.plot('loss', { width: 10 });
  assert.ok(plot.x.length > 10 && plot.x.length <= 42);
  assert.deepEqual([plot.y[0], plot.y.at(-1)], [series.y[0], series.y[199]]);
  const zoomed = await run.plot('loss', { width: 1000, from: 500, to: 600 });
  assert.ok(zoomed.x.includes(500) && zoomed.x.includes(550) && zoomed.x.includes(600));
  assert.ok(zoomed.x.length < 20);

  const chosen = await run.choose({ metric: 'loss', direction: 'higher' });
  assert.deepEqual(chosen.primary, {
    name: 'loss',
    direction: 'higher',
    chosenByUser: true,
    otherSets: [],
  });
  assert.equal(chosen.metrics.find(({ name }) => name === 'loss')?.best?.step, 10);
  const reset = await chosen.choose({ metric: '' });
  assert.deepEqual(reset.primary, run.primary);
  assert.equal(typeof run.say(run.verdict.headline), 'string');
  set.close();
});

test('a table is read in windows and sorted by any column', async () => {
  const set = await openRuns({ path: pathOf(listFile) });
  const [run] = set.runs;
  assert.ok(run);
  const steps = (/** @type {import('../../web/api/types.js').CheckpointRow[]} */ rows) =>
    rows.map(({ step }) => step);
  assert.deepEqual(steps(await run.rows()), [40, 80, 120]);
  assert.deepEqual(steps(await run.rows({ start: 1, count: 1 })), [80]);
  assert.deepEqual(steps(await run.rows({ start: 3 })), []);
  assert.deepEqual(steps(await run.rows({ sort: 'step', descending: true })), [120, 80, 40]);
  assert.deepEqual(steps(await run.rows({ sort: 'metric:train_loss' })), [120, 80, 40]);
  const all = await run.rows();
  const windows = [await run.rows({ count: 2 }), await run.rows({ start: 2, count: 2 })];
  assert.deepEqual(windows.flat(), all);
  set.close();
});

test('a metric chosen when opening is chosen in every run that has it', async () => {
  const other = '{"step":1,"eval_accuracy":0.5}\n{"step":2,"eval_accuracy":0.6}\n';
  const set = await openRuns([log, other], { metric: { name: 'loss', direction: 'lower' } });
  assert.deepEqual(
    set.runs.map(({ primary }) => [primary?.name, primary?.chosenByUser]),
    [
      ['loss', true],
      ['eval_accuracy', false],
    ],
  );
  set.close();
});

test('what yields no run is listed with its place and does not hinder the rest', async () => {
  const set = await openRuns(['{"a": }', log, { path: '/nowhere/log.json' }]);
  assert.equal(set.runs.length, 1);
  assert.deepEqual(
    set.rejected.map(({ source, code, byte, line, column }) => [source, code, byte, line, column]),
    [
      ['input 1', 'syntax', 6, 1, 7],
      ['/nowhere/log.json', 'read_failed', 0, 0, 0],
    ],
  );
  set.close();
});

test('opening strictly rejects with the place', async () => {
  await assert.rejects(openRuns([log, '{"a": }'], { strict: true }), (error) => {
    assert.ok(error instanceof CheckpointError);
    assert.deepEqual([error.code, error.source, error.byte], ['syntax', 'input 2', 6]);
    return true;
  });
});

test('arguments that make no sense are refused by name', async () => {
  const refused = withCode('invalid_argument');
  await assert.rejects(openRuns([]), refused);
  await assert.rejects(openRuns(/** @type {any} */ (42)), refused);
  await assert.rejects(openRuns(/** @type {any} */ ({ name: 'x', data: 42 })), refused);
  await assert.rejects(openRuns(log, { windowBytes: 0 }), refused);
  const set = await openRuns(log);
  const [run] = set.runs;
  assert.ok(run);
  await assert.rejects(run.series('nonesuch'), refused);
  await assert.rejects(run.plot('loss', { width: 0 }), refused);
  await assert.rejects(run.rows({ start: -1 }), refused);
  await assert.rejects(run.choose({ metric: 'nonesuch' }), refused);
  await assert.rejects(
    run.choose({ metric: 'loss', direction: /** @type {any} */ ('sideways') }),
    refused,
  );
  set.close();
});

test('progress never falls, passes through the middle and ends at the size', async () => {
  /** @type {Progress[]} */
  const seen = [];
  const blob = longLog();
  const set = await openRuns([log, blob], { onProgress: (progress) => seen.push(progress) });
  const total = log.length + blob.size;
  assert.ok(seen.length > 3);
  assert.ok(seen.some(({ loadedBytes }) => loadedBytes > total / 4 && loadedBytes < total));
  seen.forEach(({ loadedBytes, totalBytes }, index) => {
    assert.ok(loadedBytes >= (seen[index - 1]?.loadedBytes ?? 0));
    assert.equal(totalBytes, total);
  });
  assert.deepEqual([seen.at(-1)?.phase, seen.at(-1)?.loadedBytes], ['analysing', total]);
  set.close();
});

test('cancelling ends a call in the middle of reading, and only that call', async () => {
  const opened = await openRuns(log);
  const controller = new AbortController();
  const { worker, factory } = ownWorker();
  let ended = 0;
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  let wasReading = false;
  const opening = openRuns(longLog(), {
    worker: factory,
    signal: controller.signal,
    onProgress({ phase, loadedBytes, totalBytes }) {
      wasReading = phase === 'reading' && loadedBytes < totalBytes;
      controller.abort(new Error('enough'));
      // The rejection is due in this very turn, long before the engine would be through.
      setImmediate(() => ++ended);
    },
  });
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof CheckpointError);
    assert.deepEqual([error.code, error.name], ['aborted', 'AbortError']);
    assert.equal(ended, 0);
    return true;
  });
  assert.ok(wasReading);
  worker.ref();
  await exit;
  assert.equal((await opened.runs[0]?.series('loss'))?.x.length, 200);
  opened.close();
});

test('a signal that was aborted before starts nothing', async () => {
  const signal = AbortSignal.abort();
  const worker = () => assert.fail('no worker may start');
  await assert.rejects(openRuns(log, { signal, worker }), withCode('aborted'));
});

test('cancelling a later call leaves the runs as they are and drops the late answer', async () => {
  const set = await openRuns(log);
  const [run] = set.runs;
  assert.ok(run);
  const controller = new AbortController();
  const late = run.series('loss', { signal: controller.signal });
  controller.abort();
  await assert.rejects(late, withCode('aborted'));
  assert.equal((await run.series('eval_loss')).y[0], 2 / (1 + 1 / 50) + 0.125);
  const aborted = AbortSignal.abort();
  await assert.rejects(run.rows({ signal: aborted }), withCode('aborted'));
  set.close();
});

test('a signal that is aborted after opening does nothing to the runs', async () => {
  const controller = new AbortController();
  const set = await openRuns(log, { signal: controller.signal });
  controller.abort();
  assert.equal((await set.runs[0]?.series('loss'))?.x.length, 200);
  set.close();
});

test('closing rejects what is under way and all that comes later', async () => {
  const set = await openRuns(log);
  const [run] = set.runs;
  assert.ok(run);
  const underWay = run.series('loss');
  set.close();
  set.close();
  await assert.rejects(underWay, withCode('closed'));
  await assert.rejects(run.rows(), withCode('closed'));
});

test('a worker that dies while reading fails that call alone', async () => {
  const opened = await openRuns(log);
  const { worker, factory } = ownWorker();
  const opening = openRuns(longLog(), {
    worker: factory,
    onProgress: () => void worker.terminate(),
  });
  await assert.rejects(opening, withCode('engine_failed'));
  assert.equal((await opened.runs[0]?.series('loss'))?.x.length, 200);
  opened.close();
});

test('a worker that cannot start is reported as such', async () => {
  const worker = () =>
    /** @type {WorkerLike} */ (
      /** @type {unknown} */ (new Worker('throw new Error("blocked")', { eval: true }))
    );
  await assert.rejects(openRuns(log, { worker }), withCode('engine_unavailable'));
  const refusing = () => {
    throw new Error('a policy forbids workers');
  };
  await assert.rejects(openRuns(log, { worker: refusing }), withCode('engine_unavailable'));
});

test('an engine that is no engine is reported as such', async () => {
  const wasm = new Uint8Array([1, 2, 3]);
  await assert.rejects(openRuns(log, { wasm }), withCode('engine_unavailable'));
});

test('the engine is taken from bytes and from a compiled module', async () => {
  const bytes = readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
  for (const wasm of [bytes, await WebAssembly.compile(bytes)]) {
    const set = await openRuns(log, { wasm });
    assert.equal(set.runs.length, 1);
    set.close();
  }
});

test('formats and rules are listed', async () => {
  const formats = await listFormats();
  assert.ok(formats.some(({ id, title }) => id === 'openai_checkpoints' && title !== ''));
  const rules = await listRules();
  assert.ok(rules.length > 0 && rules.every(({ id, version }) => id !== '' && version !== ''));
});

test('runs of several calls are compared: groups, pairs and what was set differently', async () => {
  const logOf = (/** @type {number} */ level, /** @type {number} */ seed) => ({
    name: `lr-${level}-seed${seed}.json`,
    data: JSON.stringify({
      config: { lr: level },
      history: [1, 2, 3, 4, 5, 6].map((step) => ({
        step,
        eval_loss: level + 1 / step + seed / 1000,
      })),
    }),
  });
  const first = await openRuns([1, 2, 3].map((seed) => logOf(0.5, seed)));
  const second = await openRuns([4, 5, 6].map((seed) => logOf(0.25, seed)));
  const runs = [...first.runs, ...second.runs];
  const comparison = await compareRuns(runs);
  assert.deepEqual([comparison.metric, comparison.direction], ['eval_loss', 'lower']);
  assert.deepEqual(
    comparison.groups.map((group) => group.runs),
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  );
  assert.deepEqual(comparison.facts, [
    { name: 'config.lr', kind: 'setting', values: [0.5, 0.5, 0.5, 0.25, 0.25, 0.25] },
  ]);
  assert.equal(comparison.pairs.length, 1);
  assert.equal(comparison.pairs[0]?.kind, 'b_better');
  assert.match(comparison.say(/** @type {any} */ (comparison.pairs[0]).message), /is better than/);
  assert.deepEqual(comparison.groups[0]?.curve.count, [3, 3, 3, 3, 3, 3]);
  assert.equal(comparison.level, 0.95);
  const strict = await compareRuns(runs, { rules: { comparison: { alpha: 0.01 } }, locale: 'zh' });
  assert.equal(strict.level, 0.99);
  assert.match(strict.say(/** @type {any} */ (strict.pairs[0]).message), /99% 区间/);

  const single = await compareRuns(runs.slice(2, 4), { groups: ['a', 'b'] });
  assert.equal(single.pairs[0]?.kind, 'beyond_noise');
  await assert.rejects(compareRuns(runs, { groups: ['a'] }), { code: 'invalid_argument' });
  await assert.rejects(compareRuns(runs, { metric: 'none' }), { code: 'invalid_argument' });
  first.close();
  await assert.rejects(compareRuns(runs), { code: 'closed' });
  second.close();
});

test('the trend of parts of a metric is told when asked for, the same in JSON', async () => {
  // A valley: falls until step 12, then rises; the training loss has three values.
  const log = Array.from({ length: 40 }, (_, i) => ({
    step: i + 1,
    eval_loss: 1 + Math.abs(i - 11) / 10,
    ...(i < 3 ? { train_loss: 3 - i } : {}),
  }));
  const set = await openRuns(log, { metric: { name: 'eval_loss' } });
  const [run] = set.runs;
  assert.ok(run);
  const { whole, afterBest, lastQuarter } = await run.trends('eval_loss');
  assert.deepEqual([whole.from, whole.to, whole.n, whole.tested], [1, 40, 40, 40]);
  assert.ok(afterBest);
  // Every one of 28 * 27 / 2 pairs rises, by a tenth a step.
  assert.deepEqual([afterBest.from, afterBest.to, afterBest.s], [13, 40, 378]);
  assert.deepEqual([afterBest.word, afterBest.tauB], ['rising', 1]);
  assert.ok(Math.abs((afterBest.slope ?? 0) - 0.1) < 1e-12);
  assert.deepEqual([lastQuarter.from, lastQuarter.n, lastQuarter.s], [31, 10, 45]);
  const train = await run.trends('train_loss');
  assert.deepEqual([train.whole.word, train.whole.p], ['insufficient', 1]);
  const own = run.metrics.find(({ name }) => name === 'train_loss');
  assert.deepEqual([own?.trend.word, own?.trend.verdict], ['insufficient', 'undetermined']);

  let text = '';
  for await (const piece of exportJson(set)) text += piece;
  const [first] = JSON.parse(text).runs;
  for (const { name, trend, trends } of first.metrics) {
    assert.deepEqual(trends, await run.trends(name));
    const { verdict, ...others } = trend;
    assert.deepEqual({ ...others, from: trends.whole.from, to: trends.whole.to }, trends.whole);
    assert.equal(typeof verdict, 'string');
  }

  // What best means decides what follows it.
  const turned = await run.choose({ metric: 'eval_loss', direction: 'higher' });
  assert.equal((await turned.trends('eval_loss')).afterBest, null);
  await assert.rejects(run.trends('none'), { code: 'invalid_argument' });
  set.close();
  await assert.rejects(run.trends('eval_loss'), { code: 'closed' });
});

test('rules can be told to compare with other numbers, and say what is wrong with a number', async () => {
  const [first] = (await listRules()).filter(({ thresholds }) => thresholds.length > 0);
  const { name, greatest } = first?.thresholds[0] ?? { name: '', greatest: 0 };
  const rule = first?.id ?? '';
  const set = await openRuns(log, { rules: { [rule]: { [name]: greatest } } });
  assert.deepEqual(set.overrides, { [`${rule}.${name}`]: greatest });
  set.close();
  const plain = await openRuns(log);
  assert.deepEqual(plain.overrides, {});
  plain.close();
  /** @type {[unknown, RegExp][]} */
  const wrong = [
    [{ nothing: { [name]: 1 } }, /no rule "nothing"/],
    [{ [rule]: { nothing: 1 } }, /no threshold "nothing"; it has /],
    [{ [rule]: { [name]: greatest * 2 } }, /must be a number from/],
    [{ [rule]: { [name]: '1' } }, /must be a number/],
    [{ [rule]: 1 }, /must be an object/],
    [[], /Rules are an object/],
  ];
  for (const [rules, sentence] of wrong) {
    const options = {
      rules: /** @type {import('../../web/api/types.js').RuleOverrides} */ (rules),
    };
    await assert.rejects(openRuns(log, options), (error) => {
      assert.ok(error instanceof CheckpointError);
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.message, sentence);
      return true;
    });
  }
});

test('texts of runs follow the locale', async () => {
  const english = await openRuns(log, { worker: threadlessWorker });
  const chinese = await openRuns(log, { worker: threadlessWorker, locale: 'zh-CN' });
  const headline = english.runs[0]?.verdict.headline;
  assert.ok(headline);
  assert.match(chinese.runs[0]?.say(headline) ?? '', /\p{Script=Han}/u);
  assert.doesNotMatch(english.runs[0]?.say(headline) ?? '', /\p{Script=Han}/u);
  english.close();
  chinese.close();
});

test('long runs are compared by few of their points, with the result of all of them', async () => {
  const count = 20_000;
  const lossAt = (/** @type {number} */ step, /** @type {number} */ floor) =>
    step === 7001 ? floor - 0.5 : floor + 3 / Math.sqrt(step);
  const runs = [0.5, 0.6].map((floor) => ({
    name: `floor ${floor}`,
    data: Array.from(
      { length: count },
      (_, index) => `{"step":${index + 1},"eval_loss":${lossAt(index + 1, floor)}}`,
    ).join('\n'),
  }));
  const set = await openRuns(runs);
  for (const run of set.runs) {
    const all = await run.series('eval_loss');
    assert.equal(all.x.length, count);
    const few = await run.series('eval_loss', { most: 100 });
    assert.ok(few.x.length <= 100 && few.x.length > 50);
    assert.deepEqual([few.x[0], few.x.at(-1)], [1, count]);
    assert.ok(few.x.includes(7001));
  }
  const { runs: compared } = await compareRuns(set.runs);
  assert.deepEqual(
    compared.map(({ final, best }) => [final, best?.step, best?.value]),
    [0.5, 0.6].map((floor) => [lossAt(count - 1, floor), 7001, floor - 0.5]),
  );
  await assert.rejects(Promise.resolve(set.runs[0]?.series('eval_loss', { most: 2 })), {
    code: 'invalid_argument',
  });
  set.close();
});
