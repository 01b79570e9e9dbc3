/** A file that several workers read is what it is when one reads it, whatever is in it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { openRuns } from '../../web/api/node.js';
import { Engine } from '../../web/engine/engine.js';
import { uniform } from '../random.js';
import { threadlessWorker } from './support.js';

/** @import { TestContext } from 'node:test' */
/** @import { OpenOptions, Progress, RunSet, WorkerLike } from '../../web/api/types.js' */
/** @import { Part } from '../../web/engine/engine.js' */

const PART_BYTES = 3000;
const SEED = 20260;

/**
 * Starts workers and keeps account of them. Before the first engine reads on, it mostly lets the others come
 * to the end of what they are reading, so that it finds it done.
 * @param {TestContext} t
 * @param {object} [how]
 * @param {number} [how.waiting] share of the times
 * @param {(engine: Engine, ...args: Parameters<Engine['readPart']>) => Promise<Part | null>} [how.readPart]
 *   what those that help do instead of reading
 */
function crew(t, { waiting = 1, readPart } = {}) {
  t.mock.restoreAll();
  const account = { started: 0, ended: 0, read: 0, appended: 0 };
  const { readOn, append, readPart: readingPart } = Engine.prototype;
  let begin = () => {};
  const begun = new Promise((resolve) => (begin = () => resolve(undefined)));
  /** @type {Promise<unknown>} */
  let reading = begun;
  t.mock.method(
    Engine.prototype,
    'readPart',
    /** @this {Engine} @param {Parameters<Engine['readPart']>} args */
    function (...args) {
      account.read += 1;
      begin();
      if (readPart) return readPart(this, ...args);
      const part = readingPart.apply(this, args);
      reading = part.catch(() => {});
      return part;
    },
  );
  t.mock.method(
    Engine.prototype,
    'readOn',
    /** @this {Engine} @param {Parameters<Engine['readOn']>} args */
    async function (...args) {
      await begun;
      if (next() < waiting) for (let turns = 0; turns < 3; ++turns) await reading.then(turn);
      return readOn.apply(this, args);
    },
  );
  t.mock.method(
    Engine.prototype,
    'append',
    /** @this {Engine} @param {Part} part */
    function (part) {
      const isAppended = append.call(this, part);
      if (isAppended) account.appended += 1;
      return isAppended;
    },
  );
  /** @returns {WorkerLike} */
  const start = () => {
    account.started += 1;
    const worker = threadlessWorker();
    return {
      ...worker,
      terminate() {
        account.ended += 1;
        worker.terminate();
      },
    };
  };
  return { account, start };
}

/** All that can be asked of runs, as text. @param {RunSet} set */
async function toldBy(set) {
  const told = [];
  for (const run of set.runs) {
    const rows = await run.rows({ count: 5000 });
    const series = [];
    for (const { name } of run.metrics) {
      const { x, y } = await run.series(name);
      series.push([name, ...new BigUint64Array(x.buffer), 'y', ...new BigUint64Array(y.buffer)]);
    }
    told.push({ ...run, rows, series });
  }
  const spell = (/** @type {string} */ _, /** @type {unknown} */ value) =>
    typeof value === 'bigint' ? String(value) : value;
  return JSON.stringify([told, set.rejected], spell, 1);
}

/**
 * @param {string} text
 * @param {number} workers
 * @param {ReturnType<typeof crew>} crew
 * @param {OpenOptions} [options]
 */
async function opened(text, workers, { account, start }, options = {}) {
  const set = await openRuns(new File([text], 'log.jsonl'), {
    worker: start,
    workers,
    partBytes: PART_BYTES,
    ...options,
  });
  const told = await toldBy(set);
  set.close();
  assert.equal(account.ended, account.started, 'a worker was left alive');
  return { told, account };
}

const next = uniform(SEED);
const loss = () => 0.4 + next();
/** @param {number} count @param {(step: number) => string} [line] */
const lines = (count, line = (step) => `{"step":${step},"loss":${loss()},"lr":0.001}`) =>
  Array.from({ length: count }, (_, step) => `${line(step)}\n`);

/** Each with whether another worker may read some of it. @type {Record<string, { text: string, isShared?: boolean }>} */
const cases = {
  'plain lines': { text: lines(2000).join('') },
  'columns that come later, and in another order': {
    text: [
      ...lines(700),
      ...lines(700, (step) => `{"loss":${loss()},"grad_norm":${next()},"step":${700 + step}}`),
      ...lines(700, (step) => `{"eval_loss":${loss()},"step":${1400 + step},"note":{"a":1}}`),
    ].join(''),
  },
  'texts, alike and all different': {
    text: lines(
      9000,
      (step) =>
        `{"step":${step},"loss":${loss()},"phase":"${step % 10 ? 'train' : 'eval'}","id":"ckpt-${step}-ü"}`,
    ).join(''),
  },
  'missing values, null, and those that are not finite': {
    text: lines(
      2000,
      (step) =>
        `{"step":${step},"loss":${step === 1500 ? 'NaN' : loss()},"lr":null${next() < 0.3 ? `,"eval_loss":${loss()}` : ''}}`,
    ).join(''),
  },
  'lists and objects within lines': {
    text: lines(
      1500,
      (step) => `{"step":${step},"metrics":{"loss":${loss()}},"shares":[${next()},${next()}]}`,
    ).join(''),
  },
  'keys that stand twice': {
    text: lines(2000, (step) => `{"step":${step},"loss":9,"loss":${loss()}}`).join(''),
  },
  'line ends of Windows, blank lines, and none at the end': {
    text: lines(2000, (step) => `{"step":${step},"loss":${loss()}}\r${step % 300 ? '' : '\n\r\n'}`)
      .join('')
      .trimEnd(),
  },
  'a line as long as several parts': {
    text: [
      ...lines(400),
      `{"step":400,"loss":1,"note":"${'x'.repeat(5 * PART_BYTES)}"}\n`,
      ...lines(400, (step) => `{"step":${401 + step},"loss":${loss()}}`),
    ].join(''),
  },
  'many blank lines': {
    text: [...lines(600), '\n'.repeat(4 * PART_BYTES), ...lines(600)].join(''),
  },
  'a document over several lines': {
    text: [...lines(900), '{\n"step": 900,\n"loss": 0.5\n}\n', ...lines(900)].join(''),
  },
  'an error in the second half': {
    text: [...lines(1200), `{"step":1200,"loss":${'['.repeat(600)}\n`, ...lines(800)].join(''),
  },
  'a value that is none in the second half': {
    text: [...lines(1200), '{"step":1200,"loss":]\n', ...lines(800)].join(''),
  },
  'a line of Python in the second half': {
    text: [...lines(1200), "{'step': 1200, 'loss': None}\n", ...lines(800)].join(''),
  },
  'a text among the lines': {
    text: [...lines(1200), 'Epoch 3 begins\n', ...lines(800)].join(''),
  },
  'the end cut off': { text: lines(2000).join('').slice(0, -17) },
  'one document': {
    text: `[${lines(2000).join(',')}]`,
    isShared: false,
  },
};

for (const [name, { text, isShared = true }] of Object.entries(cases)) {
  test(`several workers read the same as one: ${name}`, async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const alone = await opened(text, 1, crew(t));
    assert.equal(alone.account.started, 1);
    for (const workers of [2, 2, 3, 3]) {
      const { told, account } = await opened(text, workers, crew(t, { waiting: 0.6 }));
      if (told !== alone.told) assert.fail(`${workers} workers: ${difference(told, alone.told)}`);
      assert.equal(account.read > 0, isShared, JSON.stringify(account));
    }
  });
}

/** @param {string} told @param {string} wanted */
function difference(told, wanted) {
  let at = 0;
  while (told[at] === wanted[at]) at += 1;
  const near = (/** @type {string} */ text) => text.slice(Math.max(0, at - 80), at + 80);
  return `${near(told)}\ninstead of\n${near(wanted)}`;
}

test('what others have read is put together, not read again', async (t) => {
  const { account } = await opened(cases['plain lines']?.text ?? '', 2, crew(t));
  assert.ok(account.read > 2);
  assert.ok(account.appended > account.read / 2, JSON.stringify(account));
});

test('an error behind parts of others has its own byte, line and column', async (t) => {
  const text = cases['an error in the second half']?.text ?? '';
  const set = await openRuns(new File([text], 'log.jsonl'), {
    worker: crew(t).start,
    workers: 2,
    partBytes: PART_BYTES,
  });
  const [rejected] = set.rejected;
  set.close();
  assert.equal(rejected?.code, 'too_deep');
  assert.equal(rejected?.line, 1201);
  assert.equal(rejected?.byte, text.indexOf('[[') + 511);
  assert.equal(rejected?.column, '{"step":1200,"loss":'.length + 512);
});

test('a small file is read by one worker', async (t) => {
  const { account } = await opened(lines(100).join(''), 3, crew(t));
  assert.equal(account.started, 1);
});

/** @type {Record<string, () => Promise<Part | null>>} */
const failures = {
  'that break': () => Promise.reject(new Error('it broke')),
  'that say nothing more': () => new Promise(() => {}),
  'that cannot vouch for it': () => Promise.resolve(null),
};
for (const [name, readPart] of Object.entries(failures)) {
  test(`what workers ${name} were to read is read all the same`, async (t) => {
    const text = lines(2000).join('');
    const alone = await opened(text, 1, crew(t));
    const { told, account } = await opened(text, 3, crew(t, { readPart }));
    assert.ok(told === alone.told);
    assert.ok(account.read > 0);
    assert.equal(account.appended, 0);
  });
}

test('what workers that do not start were to read is read all the same', async (t) => {
  const text = lines(2000).join('');
  const alone = await opened(text, 1, crew(t));
  t.mock.restoreAll();
  const starts = [threadlessWorker];
  const set = await openRuns(new File([text], 'log.jsonl'), {
    worker: () => (starts.pop() ?? assert.fail('no more workers'))(),
    workers: 3,
    partBytes: PART_BYTES,
  });
  assert.ok((await toldBy(set)) === alone.told);
  set.close();
});

test('progress counts what all workers have read, and never falls', async (t) => {
  /** @type {Progress[]} */
  const said = [];
  const text = lines(20_000).join('');
  await opened(text, 3, crew(t), { onProgress: (progress) => said.push(progress) });
  const last = said.at(-1);
  assert.deepEqual(
    [last?.phase, last?.loadedBytes, last?.rows],
    ['analysing', text.length, 20_000],
  );
  said.reduce((before, progress) => {
    assert.ok(progress.loadedBytes >= before.loadedBytes && progress.rows >= before.rows);
    assert.equal(progress.totalBytes, text.length);
    return progress;
  });
});

test('cancelling ends every worker', async (t) => {
  const { account, start } = crew(t);
  const controller = new AbortController();
  const opening = openRuns(new File([lines(20_000).join('')], 'log.jsonl'), {
    worker: start,
    workers: 3,
    partBytes: PART_BYTES,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await assert.rejects(opening, { code: 'aborted' });
  assert.equal(account.started, 3);
  assert.equal(account.ended, 3);
});

test('threads of Node read one file at a path together', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-workers-'));
  try {
    const path = join(folder, 'log.jsonl');
    writeFileSync(path, cases['texts, alike and all different']?.text ?? '');
    const told = [];
    for (const workers of [1, 2, 3]) {
      const set = await openRuns({ path }, { workers, partBytes: PART_BYTES });
      told.push(await toldBy(set));
      set.close();
    }
    assert.ok(told[0] === told[1] && told[1] === told[2]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a number of workers that is none is refused', async () => {
  for (const options of [{ workers: 0 }, { workers: 1.5 }, { partBytes: 0 }])
    await assert.rejects(openRuns('{"step":1}', options), { code: 'invalid_argument' });
});
