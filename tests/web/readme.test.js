/** What READMEs and guides list is what there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { palette, tokens } from '../../web/dashboard/tokens.js';
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

test('the guide lists every custom property of the element', () => {
  const guide = readFileSync(new URL('../../docs/element.md', import.meta.url), 'utf8');
  const table = guide.slice(guide.indexOf('<!-- custom properties'));
  const listed = [...table.matchAll(/`(--cs-[\w-]+)`/g)].map(([, name = '']) => name);
  const own = [...tokens.cssText.matchAll(/(--cs-[\w-]+):/g)].map(([, name = '']) => name);
  assert.deepEqual(listed.toSorted(), [...new Set(own)].toSorted());
  assert.ok(Object.keys(palette).every((name) => listed.includes(`--cs-${name}`)));
});
