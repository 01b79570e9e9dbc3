/**
 * Writes the expected result beside each fixture, from the reference, and the README's table of formats,
 * from the built engine: `npm run accept`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { readme, withFormatTable } from './format-table.js';
import { cases, expected } from './reference.js';

for (const reference of cases) {
  const file = new URL(`fixtures/formats/${reference.file}`, import.meta.url);
  const target = new URL(file.href.replace(/\.[a-z]+$/, '.expected.json'));
  writeFileSync(
    target,
    JSON.stringify(expected(reference, readFileSync(file, 'utf8')), null, 2) + '\n',
  );
}

writeFileSync(readme, await withFormatTable(readFileSync(readme, 'utf8')));
