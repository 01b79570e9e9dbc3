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

test('what a guide shows of a file stands in that file', () => {
  const root = new URL('../../', import.meta.url);
  const text = readFileSync(new URL('docs/extending.md', root), 'utf8');
  const shown = [...text.matchAll(/^```\w+ (\S+\/\S+)\n(.*?)^```$/gms)];
  assert.ok(shown.length >= 8);
  for (const [, file = '', code = ''] of shown) {
    assert.ok(readFileSync(new URL(file, root), 'utf8').includes(code), `${file} has changed`);
  }
});

test('the guide lists every custom property of the element', () => {
  const guide = readFileSync(new URL('../../docs/element.md', import.meta.url), 'utf8');
  const table = guide.slice(guide.indexOf('<!-- custom properties'));
  const listed = [...table.matchAll(/`(--cs-[\w-]+)`/g)].map(([, name = '']) => name);
  const own = [...tokens.cssText.matchAll(/(--cs-[\w-]+):/g)].map(([, name = '']) => name);
  assert.deepEqual(listed.toSorted(), [...new Set(own)].toSorted());
  assert.ok(Object.keys(palette).every((name) => listed.includes(`--cs-${name}`)));
});
