/** What README.md says of formats is what the engine knows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readme, withFormatTable } from '../format-table.js';

test('the table of formats in the README is that of the registry', async () => {
  const text = readFileSync(readme, 'utf8');
  assert.equal(text, await withFormatTable(text), 'run `npm run accept`');
});
