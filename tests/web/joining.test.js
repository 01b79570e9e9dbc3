/** Several inputs of one call that tell of the same training. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';

/** A page of a job's list. @param {readonly number[]} steps @param {boolean} hasMore */
function page(steps, hasMore) {
  return JSON.stringify({
    object: 'list',
    has_more: hasMore,
    data: steps.map((step) => ({
      object: 'fine_tuning.job.checkpoint',
      id: `ckpt_${step}`,
      fine_tuning_job_id: 'ftjob-a',
      fine_tuned_model_checkpoint: `ft:model:${step}`,
      step_number: step,
      metrics: { step, full_valid_loss: 1 + 10 / step },
    })),
  });
}

test('pages of one list are one run, and every row knows its file', async () => {
  const set = await openRuns([
    { name: 'first.json', data: page([40, 30], true) },
    { name: 'second.json', data: page([20, 10], false) },
  ]);
  const [run, ...others] = set.runs;
  assert.ok(run);
  assert.deepEqual(others, []);
  assert.deepEqual(run.sources, ['first.json', 'second.json']);
  assert.deepEqual(
    run.notes.map(({ code }) => code),
    [],
  );
  const rows = await run.rows();
  assert.deepEqual(
    rows.map(({ step, source }) => [step, run.sources[source]]),
    [
      [10, 'second.json'],
      [20, 'second.json'],
      [30, 'first.json'],
      [40, 'first.json'],
    ],
  );
  const { x, y } = await run.series('full_valid_loss');
  assert.deepEqual([...x], [10, 20, 30, 40]);
  assert.deepEqual([...y], [2, 1.5, 1 + 10 / 30, 1.25]);
  set.close();
});

test('inputs of different trainings stay apart', async () => {
  const log = (/** @type {number} */ loss) => `{"step":1,"loss":${loss}}\n{"step":2,"loss":1}\n`;
  const set = await openRuns([
    { name: 'a/metrics.jsonl', data: log(2) },
    { name: 'b/metrics.jsonl', data: log(3) },
  ]);
  assert.deepEqual(
    set.runs.map(({ name }) => name),
    ['a', 'b'],
  );
  set.close();
});
