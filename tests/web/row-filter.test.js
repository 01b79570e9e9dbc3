/** The checkpoint table, sorted and filtered by the engine as a person asks, against the file itself. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openRuns } from '../../web/api/node.js';
import { pathOf, samples } from './support.js';

/** @import { Run, RunSet } from '../../web/api/types.js' */

const path = pathOf(new URL('huggingface-healthy.json', samples));
/** @type {{ step: number, epoch: number, eval_loss?: number, eval_accuracy?: number }[]} */
const log = JSON.parse(readFileSync(path, 'utf8')).log_history;
const evaluations = log.filter((row) => row.eval_loss !== undefined);

/** @type {RunSet} */
let set;
/** @type {Run} */
let run;
before(async () => {
  set = await openRuns({ path });
  run = /** @type {Run} */ (set.runs[0]);
});
after(() => set.close());

/** @param {string} filter @param {string} [sort] */
async function steps(filter, sort) {
  return (await run.rows({ filter, sort, count: 1000 })).map(({ step }) => step);
}

test('a filter keeps exactly the rows of the file that meet all its conditions', async () => {
  /** @type {readonly (readonly [string, (row: { step: number, epoch: number, eval_loss: number, eval_accuracy: number }) => boolean])[]} */
  const cases = [
    ['eval_loss < 0.4', ({ eval_loss }) => eval_loss < 0.4],
    ['EVAL_LOSS<=0.4 and step >= 300', ({ eval_loss, step }) => eval_loss <= 0.4 && step >= 300],
    [
      'eval_accuracy > 0.9, epoch < 2',
      ({ eval_accuracy, epoch }) => eval_accuracy > 0.9 && epoch < 2,
    ],
    ['step != 300', ({ step }) => step !== 300],
    ['step = 300', ({ step }) => step === 300],
    ['', () => true],
  ];
  for (const [filter, meets] of cases) {
    const expected = evaluations.filter((row) => meets(/** @type {Required<typeof row>} */ (row)));
    assert.deepEqual(
      await steps(filter),
      expected.map(({ step }) => step),
      filter,
    );
    assert.equal(await run.countRows(filter), expected.length, filter);
  }
  assert.ok(evaluations.some(({ eval_loss = 0 }) => eval_loss < 0.4));
  assert.ok(evaluations.some(({ eval_loss = 0 }) => eval_loss > 0.4));
});

test('rows are sorted by their differences and marks as by any other column', async () => {
  const rows = await run.rows({ count: 1000 });
  for (const key of /** @type {const} */ (['deltaBest', 'deltaPrevious', 'gap'])) {
    const known = rows.filter((row) => row[key] !== null);
    const expected = known
      .toSorted((a, b) => (a[key] ?? 0) - (b[key] ?? 0) || a.index - b.index)
      .map(({ step }) => step);
    assert.deepEqual((await steps('', key)).slice(0, known.length), expected, key);
  }
  const [first] = await run.rows({ sort: 'mark', count: 1 });
  assert.ok(first?.marks.includes('recommended'));
});

test('a filter and an order go together, and follow what best means', async () => {
  const filtered = await run.rows({ filter: 'step > 200', sort: 'deltaBest', descending: true });
  const expected = (await run.rows({ count: 1000 }))
    .filter(({ step }) => (step ?? 0) > 200)
    .toSorted((a, b) => (b.deltaBest ?? 0) - (a.deltaBest ?? 0) || a.index - b.index);
  assert.deepEqual(filtered, expected);
  const chosen = await run.choose({ metric: 'eval_loss', direction: 'lower' });
  const [best] = await chosen.rows({ filter: 'deltaBest = 0' });
  const least = Math.min(...evaluations.map(({ eval_loss = Infinity }) => eval_loss));
  assert.equal(best?.metrics['eval_loss'], least);
  await chosen.choose({ metric: '' });
});

test('words are looked for in id, model and path, and saved means saved', async () => {
  const list = pathOf(new URL('openai-overfits.json', samples));
  const other = await openRuns({ path: list });
  const [job] = other.runs;
  const ids = async (/** @type {string} */ filter) =>
    (await job?.rows({ filter }))?.map(({ id }) => id);
  assert.deepEqual(await ids('SAMPLE192'), ['ftckpt_sample192']);
  assert.deepEqual(await ids('model ~ step-96'), ['ftckpt_sample96']);
  assert.deepEqual(await ids('id = ftckpt_sample96'), ['ftckpt_sample96']);
  assert.deepEqual(await ids('saved'), await ids('saved = yes'));
  assert.deepEqual(await ids('nowhere'), []);
  other.close();
});

test('what a filter does not say is refused in words of both languages', async () => {
  for (const [filter, message, zh] of [
    ['colour < 3', '“colour” is no column.', '“colour”不是任何列的名称。'],
    ['eval_loss < small', '“small” is no number.', '“small”不是数字。'],
    ['eval_loss <', '“eval_loss <” has no value.', '“eval_loss <”缺少要比较的值。'],
    ['id > 3', '“id > 3” compares words; use = or ~.', '“id > 3”比较的是文字，请使用 = 或 ~。'],
  ]) {
    await assert.rejects(run.countRows(filter ?? ''), (error) => {
      assert.ok(error instanceof Error && 'zh' in error && 'code' in error);
      assert.equal(error.code, 'invalid_argument');
      assert.equal(error.message, message);
      assert.deepEqual(error.zh, { message: zh, advice: '' });
      return true;
    });
  }
});
