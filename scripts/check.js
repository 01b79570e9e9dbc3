/**
 * Everything that can be said about the source without running it: formatting, lint, types,
 * clang-tidy, and who includes whom. All of it runs, whatever fails first; results of clang-tidy are
 * remembered by what they depend on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';

import { configure } from './build.js';
import { setup } from './setup.js';
import { capture, Failure, filesBelow, hashOf, isMain, main, root } from './shell.js';

/** What prettier formats. */
export const prettierPatterns = ['**/*.{js,ts,css,html}', '*.json', '.*.json'];

/** What clang-format formats. */
export const cppFiles = () =>
  filesBelow(['wasm', 'tests/cpp', 'tests/fuzz', 'tests/instructions']).filter((file) =>
    /\.(cpp|h)$/.test(file),
  );

/** @typedef {{ status: number, output: string }} Outcome */

/** @type {readonly (readonly [string, () => Promise<Outcome>])[]} */
const checks = [
  ['prettier', () => capture('prettier', ['--check', '--log-level=warn', ...prettierPatterns])],
  ['oxlint', () => capture('oxlint', ['--quiet'])],
  ['types of the worker', () => capture('tsc', ['-p', 'tsconfig.worker.json'])],
  ['types of the page', () => capture('tsc', ['-p', 'tsconfig.page.json'])],
  ['types of Node', () => capture('tsc', ['-p', 'tsconfig.node.json'])],
  ['architecture', () => capture('node', ['--test', 'tests/architecture/'])],
  ['clang-format', () => capture('clang-format', ['--dry-run', '-Werror', ...cppFiles()])],
  ['clang-tidy', clangTidy],
];

/**
 * The files below wasm/ that one source includes, itself included, however indirectly.
 * @param {string} file
 * @param {Set<string>} [seen]
 * @returns {Set<string>}
 */
function includesOf(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(join(root, file), 'utf8').matchAll(
    /^\s*#\s*include\s+"([^"]+)"/gm,
  )) {
    const included = join('wasm', name);
    if (existsSync(join(root, included))) includesOf(included, seen);
  }
  return seen;
}

/** @returns {Promise<Outcome>} */
async function clangTidy() {
  configure('sanitized');
  // Which files there are, anew: some came or went since the last build.
  await capture('cmake', ['--preset', 'sanitized']);
  const memory = join(root, 'build/clang-tidy');
  mkdirSync(memory, { recursive: true });
  const rules = ['.clang-tidy', 'CMakeLists.txt'];
  /** @type {{ file: string }[]} */
  const compiled = JSON.parse(
    readFileSync(join(root, 'build/sanitized/compile_commands.json'), 'utf8'),
  );
  const queue = compiled
    .map(({ file }) => relative(root, file))
    .filter((file) => file.startsWith('wasm/'))
    .map((file) => {
      const hash = hashOf([...rules, ...[...includesOf(file)].toSorted()]);
      return { file, stamp: join(memory, `${file.replaceAll('/', '-')}.${hash}`) };
    })
    .filter(({ stamp }) => !existsSync(stamp));
  /** @type {string[]} */
  const complaints = [];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { status, output } = await capture('clang-tidy', [
        '--quiet',
        '-p',
        'build/sanitized',
        job.file,
      ]);
      if (status === 0) writeFileSync(job.stamp, '');
      else complaints.push(output);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { status: complaints.length === 0 ? 0 : 1, output: complaints.join('\n') };
}

export async function check() {
  /** @type {string[]} */
  const failed = [];
  for (const [name, look] of checks) {
    const start = performance.now();
    const { status, output } = await look();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (status !== 0) {
      console.log(output);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Failure(`npm run check: ${failed.join(', ')} failed.`);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    setup({ forTesting: true });
    await check();
  });
}
