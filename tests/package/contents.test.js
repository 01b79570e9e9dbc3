/** What stands in the packed package, and what others' tools say about it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

import { buildPackage } from '../../scripts/package.js';
import { root } from '../../scripts/shell.js';
import * as api from '../../web/api/node.js';
import { bin, execute, installed, pack, workshop } from './support.js';

let tarball = '';
let modules = '';
before(async () => {
  ({ tarball, modules } = await installed());
});

/** A file of the installed package. @param {string} name */
const read = (name) => readFileSync(join(modules, 'ckptscope', name));

/** @param {string} file */
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('packing twice, from sources built twice, gives the same bytes', async () => {
  rmSync(join(root, 'build/dist.built'));
  await buildPackage();
  const again = await pack(join(root, 'build/pack-again'));
  assert.equal(hashOf(again), hashOf(tarball));
});

test('publint has nothing to say', async () => {
  const { stdout } = await execute(bin('publint'), ['--strict', tarball], { cwd: workshop });
  assert.match(stdout, /All good/);
});

test('are-the-types-wrong has nothing to say', async () => {
  const args = [
    '--profile',
    'esm-only',
    '--exclude-entrypoints',
    './core.wasm',
    '--format',
    'json',
  ];
  const { stdout } = await execute(bin('attw'), [...args, tarball], { cwd: workshop });
  const { analysis } = JSON.parse(stdout);
  assert.deepEqual(Object.keys(analysis.entrypoints).toSorted(), [
    '.',
    './element',
    './package.json',
    './standalone',
  ]);
});

test('an installation brings the dashboard its three libraries, and runs nothing', () => {
  const { scripts, dependencies } = JSON.parse(read('package.json').toString());
  const ran = ['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => name in scripts);
  assert.deepEqual(ran, []);
  assert.deepEqual(Object.keys(dependencies), ['lit', 'regular-table', 'uplot']);
});

/** Packages that a file of the package imports. @param {string} name */
function packagesOf(name) {
  const text = read(name).toString();
  return [...text.matchAll(/^import\s[^'"]*?["']([^'"]+)["']|import\(["']([^'"]+)["']\)/gm)]
    .map(([, one, other]) => one ?? other ?? '')
    .filter((from) => !from.startsWith('.') && !from.startsWith('node:'))
    .map((from) => from.split('/')[0] ?? '');
}

test('only the entry of the element needs other packages', () => {
  const files = readdirSync(join(modules, 'ckptscope/dist')).filter((name) => name.endsWith('.js'));
  const needing = files.filter((name) => packagesOf(`dist/${name}`).length > 0);
  assert.deepEqual(needing, ['element.js']);
  assert.deepEqual([...new Set(packagesOf('dist/element.js'))].toSorted(), [
    'lit',
    'regular-table',
    'uplot',
  ]);
});

test('what a page loads knows nothing of Node', () => {
  for (const name of ['index.js', 'later.js', 'element.js', 'standalone.js', 'worker.js']) {
    const text = read(`dist/${name}`).toString();
    const found = builtinModules.filter((module) => text.includes(`"node:${module}"`));
    assert.deepEqual(found, [], name);
  }
});

test('the licence of everything bundled is there', () => {
  const text = read('dist/THIRD-PARTY-LICENSES.txt').toString();
  const names = ['RapidJSON', 'fast_float', 'Emscripten', 'musl', 'libc++'];
  for (const name of [...names, 'lit-html', '@lit/reactive-element', 'uplot', 'regular-table']) {
    assert.ok(text.includes(`\n${name}`), `${name} is not mentioned`);
  }
  assert.match(text, /Apache License\s+Version 2\.0/);
});

test('every script has a source map that holds its sources, and types have their documentation', () => {
  for (const name of readdirSync(join(modules, 'ckptscope/dist'))) {
    if (!name.endsWith('.js') || name === 'inline.js') continue;
    const map = JSON.parse(read(`dist/${name}.map`).toString());
    assert.equal(map.sourcesContent.length, map.sources.length, name);
    assert.ok(
      map.sources.every((/** @type {string} */ source) => !source.startsWith('/')),
      name,
    );
  }
  assert.match(
    read('dist/types/api/types.d.ts').toString(),
    /a string is JSON text, never a path/i,
  );
});

test('the reference names every format, every rule, and every export with its documentation', async () => {
  const page = (/** @type {string} */ name) => read(`dist/docs/${name}.md`).toString();
  for (const { id } of await api.listFormats())
    assert.ok(page('formats').includes(`\`${id}\``), id);
  for (const { id, thresholds } of await api.listRules()) {
    assert.ok(page('rules').includes(`## ${id}\n`), id);
    for (const { name } of thresholds) assert.ok(page('rules').includes(`\`${name}\``), name);
  }
  const undocumented = Object.keys(api).filter(
    (name) => !new RegExp(`^### ${name}\\n\\n(?!\`)`, 'm').test(page('api')),
  );
  assert.deepEqual(undocumented, []);
});

/** Greatest size of each entry, in bytes after brotli. */
const budgets = {
  'dist/index.js': 8_250,
  'dist/later.js': 5_600,
  'dist/node.js': 16_500,
  'dist/cli.js': 14_000,
  'dist/worker.js': 5_750,
  'dist/node-worker.js': 6_400,
  'dist/element.js': 71_000,
  'dist/core.wasm': 303_000,
  'dist/standalone.js': 500_000,
  'dist/page.html': 500_000,
};
for (const [name, budget] of Object.entries(budgets)) {
  test(`${name} stays within ${budget / 1000} KB of brotli`, (t) => {
    const size = brotliCompressSync(read(name)).length;
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= budget, `${size} bytes`);
  });
}

test('what a page loads to open a file stays within 14 KB of brotli, beside the engine', (t) => {
  const scripts = ['dist/index.js', 'dist/worker.js'];
  const size = scripts.reduce((sum, name) => sum + brotliCompressSync(read(name)).length, 0);
  t.diagnostic(`${size} bytes`);
  assert.ok(size <= 14_000, `${size} bytes`);
});

test('what is loaded later has no state of its own, and names no other file', () => {
  const { sources } = JSON.parse(read('dist/later.js.map').toString());
  const names = sources.map((/** @type {string} */ source) => source.replace(/^.*\/web\//, ''));
  for (const name of ['api/runtime.js', 'api/connect.js', 'api/errors.js', 'api/open-runs.js'])
    assert.ok(!names.includes(name), name);
  assert.doesNotMatch(read('dist/later.js').toString(), /\bimport\b/);
});

test('the tarball stays within 3.1 MB', (t) => {
  const { length } = readFileSync(tarball);
  t.diagnostic(`${length} bytes`);
  assert.ok(length <= 3_100_000);
});
