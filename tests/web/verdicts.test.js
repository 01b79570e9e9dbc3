/** The page of verdicts on real files (tests/verdicts.md): what it says is what is said. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { data, pageLines, readAll } from '../verdicts.js';

const skip = existsSync(data) ? false : 'the real files are not beside the repository';

test('every verdict in the page has its reason', () => {
  assert.ok(pageLines().length > 60);
  assert.deepEqual(
    pageLines().filter(({ reason }) => reason === '?' || reason === ''),
    [],
  );
});

test('every real file has the verdict that the page says', { skip }, async () => {
  const kinds = (/** @type {import('../verdicts.js').Line[]} */ lines) =>
    lines.map(({ file, verdict }) => `${file}: ${verdict}`);
  assert.deepEqual(kinds(await readAll()), kinds(pageLines()));
});
