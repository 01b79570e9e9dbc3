/** A fixed number of inputs, the same every time; more of them by hand (see reader.js). */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fuzzReader } from './reader.js';

test('our reader and RapidJSON give the same events, notes, places and rejections', async (t) => {
  const outcome = await fuzzReader({ seed: 20261121, inputs: 30_000, seconds: 0 });
  t.diagnostic(JSON.stringify(outcome));
  // Enough of everything, or the test shows nothing.
  assert.equal(outcome.inputs, 30_000);
  assert.ok(outcome.rejected > 5_000 && outcome.rejected < 25_000);
  assert.ok(outcome.cut > 1_000);
});
