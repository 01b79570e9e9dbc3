/** Every public call has an example, and every example does what it says. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';

import * as api from '../../web/api/node.js';
import { assertPrinted, documentedCalls, exampleFiles } from '../examples.js';

const folder = new URL('../../web/api/', import.meta.url);
const documented = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .flatMap((name) => documentedCalls(readFileSync(new URL(name, folder), 'utf8')))
  .filter(({ name }) => Object.hasOwn(api, name) || name.endsWith('Call'));

const place = mkdtempSync(join(tmpdir(), 'ckptscope-examples-'));
const home = process.cwd();
before(() => {
  for (const [name, text] of Object.entries(exampleFiles)) writeFileSync(join(place, name), text);
  process.chdir(place);
});
after(() => {
  process.chdir(home);
  rmSync(place, { recursive: true });
});

/**
 * Runs code as a module of its own on a thread of its own, so that no example changes another's world.
 * @param {string} name
 * @param {string} code that uses names of the API
 * @returns {Promise<string>} what it printed
 */
async function run(name, code) {
  const file = join(place, `${name}.mjs`);
  const entry = JSON.stringify(new URL('node.js', folder).href);
  writeFileSync(file, `import { ${Object.keys(api).join(', ')} } from ${entry};\n${code}`);
  const worker = new Worker(file, { stdout: true });
  let printed = '';
  worker.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  const exit = await new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
  assert.equal(exit, 0);
  return printed;
}

test('every function that is exported, and every call of a run, says what it gives and shows it', () => {
  const lacking = documented.filter(({ code }) => !code?.trim()).map(({ name }) => name);
  assert.deepEqual(lacking, []);
  const functions = Object.keys(api).filter((name) => name !== 'version');
  const names = new Set(documented.map(({ name }) => name));
  assert.deepEqual(
    functions.filter((name) => !names.has(name)),
    [],
  );
  const types = readFileSync(new URL('types.js', folder), 'utf8');
  for (const type of ['RunMethods', 'RunSetMembers', 'Comparison']) {
    const begin = types.indexOf(`@typedef {object} ${type}\n`);
    // A call that is written out as `=>` could have no example.
    assert.doesNotMatch(types.slice(begin, types.indexOf('*/', begin)), /=>/, type);
  }
});

for (const { name, code = '' } of documented) {
  test(`the example of ${name} does what it says`, async () => {
    assertPrinted(code, await run(name, code));
  });
}
