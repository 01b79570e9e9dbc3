/** Where a person says that steps and metrics stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CheckpointError, openRuns } from '../../web/api/node.js';

/** @import { Mapping } from '../../web/api/types.js' */

const log = '{"n":10,"q":0.5}\n{"n":20,"q":0.75}\n{"n":30,"q":0.6}\n';

test('a mapped file is read and judged as it was said', async () => {
  const set = await openRuns(log, {
    map: { step: 'n', metrics: { q: { direction: 'higher', role: 'valid' } } },
  });
  const [run] = set.runs;
  assert.ok(run);
  assert.equal(run.format, 'mapped');
  assert.equal(run.primary?.name, 'q');
  assert.equal(run.verdict.recommended?.step, 20);
  const { x, y } = await run.series('q');
  assert.deepEqual([...x], [10, 20, 30]);
  assert.deepEqual([...y], [0.5, 0.75, 0.6]);
  set.close();
});

test('what is no mapping is refused with what was expected', async () => {
  /** @type {readonly (readonly [unknown, RegExp])[]} */
  const cases = [
    [[], /A mapping is an object/],
    [{}, /names no field/],
    [{ steps: 'n' }, /no "steps".*records, step, epoch, time, metrics/],
    [{ step: 3 }, /"step" must be the path/],
    [{ metrics: ['q'] }, /"metrics" must be an object/],
    [{ metrics: { q: 'up' } }, /"q" says "up"; known are lower, higher/],
    [{ metrics: { q: { role: 'eval' } } }, /"q" says "eval"; known are train, valid, test/],
  ];
  for (const [map, expected] of cases) {
    await assert.rejects(openRuns(log, { map: /** @type {Mapping} */ (map) }), (error) => {
      assert.ok(error instanceof CheckpointError);
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.message, expected);
      return true;
    });
  }
});
