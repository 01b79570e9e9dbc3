/** What the READMEs say of formats is what the engine knows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readme, withFormatTable } from '../format-table.js';

test('the table of formats in the README is that of the registry', async () => {
  const text = readFileSync(readme, 'utf8');
  assert.equal(text, await withFormatTable(text), 'run `npm run accept`');
});

test('the format that wasm/README.md shows is the one that is compiled', () => {
  const root = new URL('../../wasm/', import.meta.url);
  const shown = /```cpp\n(.*?)```/s.exec(readFileSync(new URL('README.md', root), 'utf8'))?.[1];
  assert.equal(shown, readFileSync(new URL('formats/cohere.cpp', root), 'utf8'));
});
