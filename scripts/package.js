/**
 * Builds dist/, the contents of the npm package, from what build.js has made: one file for each entry,
 * the engine, the page, types from JSDoc, and the licences of everything bundled. The same sources give
 * the same bytes.
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { rolldown } from 'rolldown';

import { buildPage, compile, pageFile, stamp } from './build.js';
import { partsSource, unindented } from './page.js';
import { apiPage, formatsPage, rulesPage } from './reference.js';
import { setup } from './setup.js';
import { Failure, filesBelow, hashOf, isMain, main, root, run } from './shell.js';

/** @import { Plugin } from 'rolldown' */

const dist = join(root, 'dist');

/** Packages that the dashboard needs and that stay packages of their own. */
const dependencies = /^(?:lit|regular-table|uplot)(?:\/(?!.*\?inline$)|$)/;

/**
 * A file of dist/ that is bundled. `beside` names modules that stay files of their own in dist/.
 * @typedef {object} Bundle
 * @property {string} file
 * @property {string} entry
 * @property {Readonly<Record<string, string>>} [beside] module below web/ → file of dist/
 * @property {boolean} [isWhole] true: everything it needs is inside
 * @property {boolean} [isMinified] true: pages load it as it is
 * @property {boolean} [hasMap] false: there is nothing in it to look at
 */

/** @type {readonly Bundle[]} */
const bundles = [
  {
    file: 'index.js',
    entry: 'web/api/browser.js',
    beside: { 'web/api/inline.js': 'inline.js', 'web/api/later.js': 'later.js' },
    isMinified: true,
  },
  { file: 'later.js', entry: 'web/api/later.js', isMinified: true },
  { file: 'inline.js', entry: 'web/api/inline.js', isMinified: true, hasMap: false },
  { file: 'node.js', entry: 'web/api/node.js' },
  { file: 'element.js', entry: 'web/element.js', beside: { 'web/api/index.js': 'index.js' } },
  { file: 'element-server.js', entry: 'web/element-server.js' },
  { file: 'standalone.js', entry: 'web/standalone.js', isWhole: true, isMinified: true },
  { file: 'worker.js', entry: 'web/worker/worker.js', isWhole: true, isMinified: true },
  { file: 'node-worker.js', entry: 'web/worker/node-worker.js', isWhole: true, isMinified: true },
  { file: 'cli.js', entry: 'web/cli/main.js', beside: { 'web/api/node.js': 'node.js' } },
];

/** Entries whose types are emitted, and what else their types reach. */
const typedEntries = [
  'web/api/browser.js',
  'web/api/node.js',
  'web/element.js',
  'web/standalone.js',
];

/**
 * @param {Bundle} bundle
 * @param {string} parts source of the module that holds worker and engine as texts
 * @returns {Plugin}
 */
function resolver({ beside = {} }, parts) {
  return {
    name: 'ckptscope-package',
    resolveId(id, importer) {
      if (id === 'virtual:ckptscope/parts') return { id: `\0${id}` };
      if (id.endsWith('.css?inline')) return { id: join(root, 'node_modules', id) };
      if (!id.startsWith('.') || !importer) return null;
      for (const [module, file] of Object.entries(beside)) {
        if (resolve(dirname(importer), id) === join(root, module)) {
          return { id: `./${file}`, external: true };
        }
      }
      return null;
    },
    transform: unindented,
    load(id) {
      if (id === '\0virtual:ckptscope/parts') return parts;
      if (!id.endsWith('.css?inline')) return null;
      const css = readFileSync(id.slice(0, -'?inline'.length), 'utf8');
      return { code: `export default ${JSON.stringify(css)};`, moduleType: 'js' };
    },
  };
}

/**
 * @param {Bundle} bundle
 * @param {string} parts
 */
async function writeBundle(bundle, parts) {
  const { file, entry, isWhole = false, isMinified = false, hasMap = true } = bundle;
  const built = await rolldown({
    cwd: root,
    input: entry,
    platform: /node|cli/.test(file) ? 'node' : 'browser',
    external: isWhole ? [/^node:/] : [/^node:/, dependencies],
    plugins: [resolver(bundle, parts)],
    logLevel: 'warn',
  });
  const { output } = await built.write({
    file: join(dist, file),
    format: 'esm',
    sourcemap: hasMap,
    minify: isMinified,
    // Documentation stands in the types; source maps lead to the comments.
    comments: { legal: true, annotation: !isWhole, jsdoc: false },
    codeSplitting: false,
  });
  await built.close();
  const others = output.filter(({ fileName }) => ![file, `${file}.map`].includes(fileName));
  if (others.length > 0) throw new Failure(`${file} was to be one file, and is several.`);
}

/** Types name `Disposable`, which a program without this library does not know. */
const disposableLibrary = '/// <reference lib="esnext.disposable" />\n';

/** What JSDoc cannot say: the tag and the events that pages of TypeScript know once they import the element. */
const elementGlobals = `
declare global {
    interface HTMLElementTagNameMap {
        'checkpoint-scope': CheckpointScope;
    }
    interface HTMLElementEventMap {
        'runs-change': CustomEvent<readonly import('../api/types.js').Run[]>;
        'checkpoint-select': CustomEvent<{
            readonly run: import('../api/types.js').Run;
            readonly index: number | null;
            readonly x: number | null;
        }>;
        'finding-select': CustomEvent<{
            readonly run: import('../api/types.js').Run;
            readonly finding: import('../api/types.js').Finding;
        }>;
    }
}
`;

/** Types of the entries, from their JSDoc; of what is emitted only what the entries reach is kept. */
function writeTypes() {
  const folder = join(dist, 'types');
  const options =
    '--ignoreConfig --allowJs --declaration --emitDeclarationOnly --strict --skipLibCheck ' +
    '--target es2022 --module esnext --moduleResolution bundler --types node --rootDir web ' +
    '--lib ES2023,DOM,DOM.Iterable,ESNext.Disposable';
  run('tsc', [...options.split(' '), '--outDir', folder, ...typedEntries, ...declarationsOfOurs]);
  const kept = new Set(
    typedEntries.map((entry) => entry.replace(/^web\/(.*)\.js$/, (_, name) => `${name}.d.ts`)),
  );
  for (const file of kept) {
    // One that is written by hand is not emitted.
    if (!existsSync(join(folder, file))) copyFileSync(join(root, 'web', file), join(folder, file));
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/(?:from|import)\s*\(?["'](\.[^"']+)\.js["']/g)) {
      kept.add(join(dirname(file), `${name}.d.ts`));
    }
  }
  const shapes = join(folder, 'api/types.d.ts');
  writeFileSync(shapes, disposableLibrary + readFileSync(shapes, 'utf8'));
  appendFileSync(join(folder, 'dashboard/checkpoint-scope.d.ts'), elementGlobals);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts') && !kept.has(name)) rmSync(join(folder, name));
  }
}

const declarationsOfOurs = ['web/page-assets.d.ts', 'web/page-parts.d.ts'];

/** Every licence under which something in dist/ stands, our own apart. */
function writeLicences() {
  const ours = filesBelow(['scripts/licences']).map((file) =>
    readFileSync(join(root, file), 'utf8').trim(),
  );
  const packages = [
    'lit',
    'lit-element',
    'lit-html',
    '@lit/reactive-element',
    'uplot',
    'regular-table',
  ];
  const theirs = packages.map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}`;
  });
  writeFileSync(
    join(dist, 'THIRD-PARTY-LICENSES.txt'),
    [
      'The engine (core.wasm, and the worker and page that carry it) is built from the first of these;',
      'the element, the standalone file and the page also hold, or need, the rest.',
      ...[...ours, ...theirs].map((text) => `${'-'.repeat(100)}\n${text}`),
      '',
    ].join('\n\n'),
  );
}

async function writeReference() {
  const folder = join(dist, 'docs');
  mkdirSync(folder);
  writeFileSync(join(folder, 'formats.md'), await formatsPage());
  writeFileSync(join(folder, 'rules.md'), await rulesPage());
  writeFileSync(join(folder, 'api.md'), apiPage(join(dist, 'types/api')));
}

/** Makes dist/ anew when something it is made of has changed. */
export async function buildPackage() {
  const made = stamp(
    'dist.built',
    hashOf([
      ...filesBelow(['web', 'scripts', 'package.json', 'package-lock.json', 'CHANGELOG.md']),
      'build/wasm/core.mjs',
      'build/wasm/core.wasm',
      'build/page/index.html',
    ]),
  );
  if (made.isCurrent && existsSync(join(dist, 'index.js'))) return;
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const wasm = join(root, 'build/wasm/core.wasm');
  const parts = await partsSource();
  for (const bundle of bundles) await writeBundle(bundle, parts);
  writeFileSync(join(dist, 'core.wasm'), readFileSync(wasm));
  copyFileSync(pageFile, join(dist, 'page.html'));
  writeTypes();
  writeLicences();
  await writeReference();
  made.keep();
}

if (isMain(import.meta.url)) {
  await main(async () => {
    setup({ forTesting: false });
    compile('wasm');
    buildPage();
    await buildPackage();
  });
}
