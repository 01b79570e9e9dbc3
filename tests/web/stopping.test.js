/** The reference numbers of the stopping rules, in WebAssembly; tests/cpp has them natively. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';

/** @import { Stopping } from '../../web/api/types.js' */

/**
 * @param {readonly number[]} values of eval_loss at the steps 1, 2, ...; NaN is one
 * @param {Readonly<Record<string, number>>} stopping thresholds
 * @returns {Promise<Stopping>}
 */
async function stoppingOf(values, stopping) {
  const log = values.map((value, index) => `{"step": ${index + 1}, "eval_loss": ${value}}\n`);
  const set = await openRuns(log.join(''), { rules: { stopping } });
  set.close();
  const [run] = set.runs;
  assert.ok(run);
  return run.stopping;
}

/** @type {readonly [string, readonly number[], Readonly<Record<string, number>>, number][]} */
const REFERENCE = [
  ['keras_early_stopping', [10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5], { keras_patience: 0 }, 3],
  ['keras_early_stopping', [10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5], { keras_patience: 1 }, 3],
  ['keras_early_stopping', [10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5], { keras_patience: 2 }, 4],
  ['keras_early_stopping', [10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5], { keras_patience: 3 }, 5],
  ['lightning_early_stopping', [6, 5, 5, 5, 5, 5], { lightning_patience: 3 }, 4],
  ['lightning_early_stopping', [6, 5, 4, 4, 3, 3], { lightning_patience: 1 }, 3],
  ['lightning_early_stopping', [6, 5, 6, 5, 5, 5], { lightning_patience: 3 }, 4],
  ['lightning_early_stopping', [8, 4, 2, 3, 4, 5, 8, 10], {}, 5],
  ['pytorch_plateau', [1, 0.9, 0.9, 0.9, 0.9, 0.9], { pytorch_patience: 2 }, 4],
  ['keras_plateau', [1, 0.9, 0.9, 0.9, 0.9, 0.9], { keras_plateau_patience: 2 }, 3],
];

for (const [rule, values, thresholds, index] of REFERENCE) {
  test(`${rule} acts at index ${index} of ${values.join(', ')} with ${JSON.stringify(thresholds)}`, async () => {
    const { replays } = await stoppingOf(values, thresholds);
    assert.equal(replays.find((replay) => replay.rule === rule)?.actsAt?.step, index + 1);
  });
}

test('a value that is not finite stops Lightning at once, and counts for the others', async () => {
  const values = [6, 5, NaN, 4, 3];
  const at = (/** @type {Stopping} */ { replays }) =>
    Object.fromEntries(replays.map(({ rule, actsAt }) => [rule, actsAt?.step ?? null]));
  assert.deepEqual(at(await stoppingOf(values, { pytorch_patience: 0, keras_patience: 0 })), {
    keras_early_stopping: 3,
    lightning_early_stopping: 3,
    huggingface_early_stopping: 3,
    pytorch_plateau: 3,
    keras_plateau: null,
  });
});
