/**
 * `npm run bench`: from a file to columns and verdict, against JSON.parse and typed arrays, in Node and
 * in Chromium. README.md beside this says what is compared and how. Options: `--rounds N` (default 5),
 * `--sizes 1,10,100` in MB, `--only node|chromium|rules|page`; for the page `--points 10000000` of the
 * series that is zoomed and `--large 1000` MB of the file whose memory is compared.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { configure } from '../../scripts/build.js';
import { run } from '../../scripts/shell.js';
import { openBrowser } from './chromium.js';
import { benchFile } from './data.js';
import { benchPage } from './page.js';

/** @typedef {{ elapsedMs: number, peakBytes: number, outcome: string }} Measurement */
/** @typedef {import('./data.js').Shape} Shape */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '1,10,100' },
    only: { type: 'string' },
    points: { type: 'string', default: '10000000' },
    large: { type: 'string', default: '1000' },
  },
});
const rounds = Number(options.rounds);
const sizes = options.sizes.split(',').map(Number);
const folder = fileURLToPath(new URL('../../build/bench/', import.meta.url));
const nodeCase = fileURLToPath(new URL('node-case.js', import.meta.url));

/** @param {readonly number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/**
 * @param {string} what @param {string} path @param {Shape} shape
 * @returns {Promise<Measurement>}
 */
async function measureInNode(what, path, shape) {
  const child = spawnSync(process.execPath, [nodeCase, what, path, shape], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${what} ${path} failed: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/**
 * One line of the table: both contenders in turn, so that a slow spell of the machine meets both.
 * @param {(what: string) => Promise<Measurement>} measure
 */
async function contest(measure) {
  /** @type {Record<string, number>} */
  const idle = {
    engine: (await measure('idle')).peakBytes,
    plain: (await measure('plain idle')).peakBytes,
  };
  /** @type {Record<string, Measurement[]>} */
  const results = { engine: [], plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const what of ['engine', 'plain']) results[what]?.push(await measure(what));
  }
  const column = (/** @type {string} */ what) => {
    const times = results[what]?.map((result) => result.elapsedMs) ?? [];
    const peaks = results[what]?.map((result) => result.peakBytes - (idle[what] ?? 0)) ?? [];
    return {
      ms: median(times),
      range: `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`,
      megabytes: median(peaks) / 1e6,
      outcome: results[what]?.[0]?.outcome ?? '',
    };
  };
  return { engine: column('engine'), plain: column('plain') };
}

/** @param {string} place @param {string} shape @param {number} bytes @param {Awaited<ReturnType<typeof contest>>} result */
function printLine(place, shape, bytes, { engine, plain }) {
  const cells = [
    place.padEnd(8),
    shape.padEnd(13),
    `${(bytes / 1e6).toFixed(0)} MB`.padStart(6),
    `${engine.ms.toFixed(0)} (${engine.range})`.padStart(18),
    `${plain.ms.toFixed(0)} (${plain.range})`.padStart(18),
    `${(plain.ms / engine.ms).toFixed(2)} x`.padStart(8),
    `${engine.megabytes.toFixed(0)}`.padStart(8),
    `${plain.megabytes.toFixed(0)}`.padStart(8),
    `${(engine.megabytes / plain.megabytes).toFixed(2)}`.padStart(7),
  ];
  process.stdout.write(cells.join('  ') + '\n');
}

/** All rules over one metric, natively on one core, against what a user would write in JavaScript. */
function benchRules() {
  configure('release');
  run('cmake', ['--build', '--preset', 'release', '--target', 'ckpt_rules_bench']);
  const program = fileURLToPath(
    new URL('../../build/release/tests/bench/ckpt_rules_bench', import.meta.url),
  );
  const plain = fileURLToPath(new URL('plain-rules.js', import.meta.url));
  process.stdout.write(`\nAll rules over one training loss, native; median of ${rounds} rounds\n`);
  for (const points of ['34000', '1000000', '10000000']) {
    const [ours, theirs] = [
      spawnSync(program, [points, String(rounds)], { encoding: 'utf8' }),
      spawnSync(process.execPath, [plain, points, String(rounds)], { encoding: 'utf8' }),
    ].map((child) => JSON.parse(child.stdout));
    process.stdout.write(
      `${points.padStart(9)} points  ${ours.elapsedMs.toFixed(0).padStart(6)} ms  ` +
        `plain JavaScript ${theirs.elapsedMs.toFixed(0).padStart(6)} ms (${theirs.outcome})\n`,
    );
  }
}

async function benchFiles() {
  process.stdout.write(
    `From a file to columns and verdict; median (range) of ${rounds} rounds, fresh process or page each\n` +
      [
        'where   ',
        'file         ',
        '  size',
        '    ckptscope, ms',
        ' JSON.parse..., ms',
        '  faster',
        '      MB',
        '      MB',
        '  ratio',
      ].join('  ') +
      '\n',
  );

  /** @type {Shape[]} */
  const shapes = ['json_lines', 'trainer_state'];
  for (const shape of shapes) {
    for (const megabytes of sizes) {
      const { path, bytes } = benchFile(folder, shape, megabytes);
      if (options.only !== 'chromium')
        printLine('Node', shape, bytes, await contest((what) => measureInNode(what, path, shape)));
      if (options.only !== 'node') {
        const plain = readFileSync(new URL('plain.js', import.meta.url), 'utf8');
        const browser = await openBrowser(plain);
        try {
          const result = await contest((what) => browser.measure(what, path, shape));
          printLine('Chromium', shape, bytes, result);
        } finally {
          await browser.close();
        }
      }
    }
  }
}

if (options.only !== 'rules' && options.only !== 'page') await benchFiles();
if (!options.only || options.only === 'rules') benchRules();
if (!options.only || options.only === 'page') {
  const [points, megabytes] = [Number(options.points), Number(options.large)];
  await benchPage(folder, { rounds, points, megabytes });
}
