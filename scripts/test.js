/**
 * Builds and tests everything: `npm test`. With names of suites behind it (`npm test -- cpp web`) only
 * those run, without the checks. The last line counts the tests; a suite without any is a failure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { buildPage, compile } from './build.js';
import { check } from './check.js';
import { setup } from './setup.js';
import { capture, Failure, filesBelow, main, root } from './shell.js';

/** @typedef {{ passed: number, failed: number, skipped: number, failures?: string[] }} Counts */

/** One test may take this long, in ms: a stuck browser must not take the whole run with it. */
const testTimeoutMs = 300_000;

/** The suites of tests/ that are C++ or made of *.test.js; others found there run as well. */
const required = ['cpp', 'architecture', 'web', 'browser', 'package'];

/** Run after all others, in this order. */
const slowest = ['browser', 'package'];

/**
 * The failed tests of a TAP report, each with the head of what it says of itself: told again at the
 * end, so that nobody searches a long log for them.
 * @param {string} tap
 */
function failuresOf(tap) {
  const blocks = tap.matchAll(/^ *not ok \d+ - (.*)\n((?: +.*\n)*)/gm);
  return Array.from(
    blocks,
    ([, name, told = '']) => `- ${name}\n${told.split('\n').slice(0, 24).join('\n')}`,
  );
}

/** @returns {Promise<Counts>} */
async function testCpp() {
  compile('sanitized');
  const report = join(root, 'build/cpp.xml');
  rmSync(report, { force: true });
  const { status, output } = await capture('ctest', [
    '--preset',
    'sanitized',
    '--output-junit',
    report,
    '-j',
    String(availableParallelism()),
  ]);
  if (status !== 0) console.log(output);
  const xml = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`<testsuite\\b[^>]*?\\b${name}="(\\d+)"`).exec(xml)?.[1] ?? 0);
  const [all, failures, skipped] = [count('tests'), count('failures'), count('skipped')];
  const failed = status !== 0 && failures === 0 ? 1 : failures;
  return { passed: Math.max(0, all - failures - skipped), failed, skipped };
}

/**
 * @param {string} suite
 * @param {readonly string[]} files
 * @returns {Promise<Counts>}
 */
async function testJavaScript(suite, files) {
  const report = join(root, `build/${suite}.tap`);
  rmSync(report, { force: true });
  const { status } = await capture(
    process.execPath,
    [
      '--test',
      `--test-timeout=${testTimeoutMs}`,
      // Browsers side by side on two cores wait for each other until something times out.
      ...(suite === 'browser' || suite === 'package' ? ['--test-concurrency=1'] : []),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    { isShown: true },
  );
  const tap = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const failures = count('fail') + count('cancelled');
  const failed = status !== 0 && failures === 0 ? 1 : failures;
  return {
    passed: count('pass'),
    failed,
    skipped: count('skipped') + count('todo'),
    failures: failuresOf(tap),
  };
}

await main(async () => {
  const only = process.argv.slice(2);
  setup({ forTesting: true });
  mkdirSync(join(root, 'build'), { recursive: true });
  /** @type {string[]} */
  const troubles = [];
  /** @param {() => unknown} work */
  const attempt = async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
      troubles.push(error.message);
      return false;
    }
  };
  if (only.length === 0) await attempt(check);

  /** @type {Map<string, string[]>} */
  const scripts = new Map();
  for (const file of filesBelow(['tests']).filter((name) => name.endsWith('.test.js'))) {
    const suite = file.split('/')[1] ?? '';
    scripts.set(suite, [...(scripts.get(suite) ?? []), file]);
  }
  const all = [...new Set([...required, ...scripts.keys()])];
  const unknown = only.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new Failure(`There is no suite ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  }
  const suites = all.filter((suite) => only.length === 0 || only.includes(suite));
  // The slowest come last: what they find is often found before.
  suites.sort((a, b) => slowest.indexOf(a) - slowest.indexOf(b));

  const total = { passed: 0, failed: 0, skipped: 0 };
  let isBuilt = false;
  for (const suite of suites) {
    console.log(`\n== ${suite}`);
    await attempt(async () => {
      if (suite !== 'cpp' && suite !== 'architecture' && !isBuilt) {
        compile('wasm');
        buildPage();
        isBuilt = true;
      }
      const { failures = [], ...counts } =
        suite === 'cpp' ? await testCpp() : await testJavaScript(suite, scripts.get(suite) ?? []);
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
      console.log(`${suite}: ${JSON.stringify(counts)}`);
      if (counts.passed + counts.failed === 0) throw new Failure(`${suite}: no test ran.`);
      if (counts.failed > 0) {
        throw new Failure([`${suite}: ${counts.failed} failed.`, ...failures].join('\n'));
      }
    });
  }
  console.log(`\n${troubles.map((trouble) => `FAILED: ${trouble}\n`).join('')}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (troubles.length > 0) process.exitCode = 1;
});
