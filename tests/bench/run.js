/**
 * `npm run bench`: from a file to columns and verdict, against JSON.parse and typed arrays, in Node and
 * in Chromium. README.md beside this says what is compared and how. Options: `--rounds N` (default 5),
 * `--sizes 1,10,100` in MB, `--only node|chromium|small|size|rules|views|workers|memory|page`, `--peers` for native readers
 * alone; for the page `--points 10000000` of the series that is zoomed and `--large 1000` MB of the file
 * whose memory is compared.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { configure } from '../../scripts/build.js';
import { run } from '../../scripts/shell.js';
import { openBrowser } from './chromium.js';
import { benchFile } from './data.js';
import { growth, median, spread } from './numbers.js';
import { benchPeers } from './peers.js';
import { measureViews } from './views.js';
import { benchPage } from './page.js';
import { benchSize } from './size.js';

/** @typedef {{ elapsedMs: number, peakBytes: number, outcome: string }} Measurement */
/** @typedef {import('./data.js').Shape} Shape */
/** @typedef {import('./views-page.js').ViewTimes} ViewTimes */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '1,10,100' },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false },
    points: { type: 'string', default: '10000000' },
    large: { type: 'string', default: '1000' },
  },
});
const rounds = Number(options.rounds);
const sizes = options.sizes.split(',').map(Number);
const folder = fileURLToPath(new URL('../../build/bench/', import.meta.url));
const nodeCase = fileURLToPath(new URL('node-case.js', import.meta.url));

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
 * All contenders in turn, so that a slow spell of the machine meets each.
 * @param {readonly string[]} contenders
 * @param {(what: string) => Promise<Measurement>} measure
 */
async function contest(contenders, measure) {
  /** @type {Record<string, number>} */
  const idle = {};
  for (const what of contenders) idle[what] = (await measure(`${what} idle`)).peakBytes;
  /** @type {Record<string, Measurement[]>} */
  const results = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const what of contenders) (results[what] ??= []).push(await measure(what));
  }
  const column = (/** @type {string} */ what) => {
    const times = results[what]?.map((result) => result.elapsedMs) ?? [];
    const peaks = results[what]?.map((result) => result.peakBytes - (idle[what] ?? 0)) ?? [];
    return {
      ms: median(times),
      spread: spread(times),
      megabytes: median(peaks) / 1e6,
      outcome: results[what]?.[0]?.outcome ?? '',
    };
  };
  return { engine: column('engine'), page: column('page'), plain: column('plain') };
}

/** @param {string} place @param {string} shape @param {number} bytes @param {Pick<Awaited<ReturnType<typeof contest>>, 'engine' | 'plain'>} result */
function printLine(place, shape, bytes, { engine, plain }) {
  const cells = [
    place.padEnd(8),
    shape.padEnd(13),
    `${(bytes / 1e6).toFixed(0)} MB`.padStart(6),
    engine.spread.padStart(18),
    plain.spread.padStart(18),
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

/** A file of 10 KB, in Node: all there is to start is in it. */
function benchSmall() {
  const { path } = benchFile(folder, 'json_lines', 0.01);
  const smallCase = fileURLToPath(new URL('small-case.js', import.meta.url));
  const parts = ['engine', 'api', 'worker'];
  const all = Array.from({ length: rounds }, () =>
    Object.assign(
      {},
      ...parts.map((part) => {
        const child = spawnSync(process.execPath, [smallCase, path, part], { encoding: 'utf8' });
        if (child.status !== 0) throw new Error(`${smallCase} failed: ${child.stderr}`);
        return JSON.parse(child.stdout);
      }),
    ),
  );
  process.stdout.write(
    `\n10 KB of JSON Lines to a verdict, Node; median (range) of ${rounds} rounds\n`,
  );
  /** @type {readonly [string, string][]} */
  const lines = [
    ['engine', 'engine alone, cold: the sum of'],
    ['compile', '  loaded and compiled'],
    ['instantiate', '  instantiated'],
    ['read', '  read and judged'],
    ['cold', 'openRuns, cold'],
    ['again', 'openRuns, module compiled'],
    ['warm', 'openRuns, prepared a second ago'],
    ['worker', 'an empty worker, until it answers'],
  ];
  for (const [what, title] of lines)
    process.stdout.write(
      `${title.padEnd(34)} ${spread(
        all.map((times) => times[what]),
        1,
      ).padStart(18)} ms\n`,
    );
}

/**
 * Large files read by two workers against one, and the control: what the machine has to give to two that
 * have nothing to do with each other.
 */
function benchWorkers() {
  const workersCase = fileURLToPath(new URL('workers-case.js', import.meta.url));
  const kinds = /** @type {const} */ (['one', 'two', 'both']);
  process.stdout.write(
    `\nJSON Lines read by two workers and by one, Node; median (range) of ${rounds} rounds in turn\n` +
      '     MB  until                one, ms             two, ms               ratio             control\n',
  );
  for (const size of sizes.filter((megabytes) => megabytes >= 100)) {
    const { path, bytes } = benchFile(folder, 'json_lines', size);
    const all = Array.from({ length: rounds }, () => {
      const measured = kinds.map((kind) => {
        const child = spawnSync(process.execPath, [workersCase, path, kind], { encoding: 'utf8' });
        if (child.status !== 0) throw new Error(`${workersCase} failed: ${child.stderr}`);
        return [kind, JSON.parse(child.stdout)];
      });
      return Object.fromEntries(measured);
    });
    for (const until of ['columns', 'verdict']) {
      const times = (/** @type {string} */ kind) => all.map((round) => round[kind][until]);
      const cells = [
        (bytes / 1e6).toFixed(0).padStart(7),
        until.padEnd(8),
        spread(times('one')).padStart(18),
        spread(times('two')).padStart(18),
        spread(
          all.map(({ one, two }) => one[until] / two[until]),
          2,
        ).padStart(18),
        // How many times the work of one two do in the same time, each with a file to itself.
        spread(
          all.map(({ one, both }) => (2 * one[until]) / both[until]),
          2,
        ).padStart(18),
      ];
      process.stdout.write(cells.join('  ') + '\n');
    }
  }
}

/**
 * What the module's memory grows to, which never shrinks, with what JavaScript has; beside what it may be
 * at most and what it should be: so many times its columns and the pyramid of a curve, and so many MB.
 */
function benchMemory() {
  const memoryCase = fileURLToPath(new URL('memory-case.js', import.meta.url));
  process.stdout.write(
    '\nPeak memory of the module and JavaScript, in MB, Node\n' +
      'file              size  columns  pyramid  judged  drawn  JavaScript    peak  of 1.25x + 64  of 1.1x + 32\n',
  );
  for (const megabytes of sizes) {
    const { path, bytes } = benchFile(folder, 'json_lines', megabytes);
    const child = spawnSync(process.execPath, [memoryCase, path], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`${memoryCase} ${path} failed: ${child.stderr}`);
    const { started, read, judged, drawn, pyramid, script } = JSON.parse(child.stdout);
    const peak = drawn + script;
    const shareOf = (/** @type {number} */ times, /** @type {number} */ beside) =>
      (peak / (times * (read - started + pyramid) + beside * 1e6)).toFixed(2);
    const inMegabytes = (/** @type {number} */ size, /** @type {number} */ width) =>
      (size / 1e6).toFixed(0).padStart(width);
    process.stdout.write(
      `${'json_lines'.padEnd(13)} ${inMegabytes(bytes, 8)} ${inMegabytes(read - started, 8)} ` +
        `${inMegabytes(pyramid, 8)} ${inMegabytes(judged, 7)} ${inMegabytes(drawn, 6)} ` +
        `${inMegabytes(script, 11)} ${inMegabytes(peak, 7)} ` +
        `${shareOf(1.25, 64).padStart(14)} ${shareOf(1.1, 32).padStart(13)}\n`,
    );
  }
}

/** A long curve on a narrow screen, against what else a page would draw it with. */
async function benchViews() {
  const points = 10_000_000;
  process.stdout.write(
    `\n${points / 1e6} million points to 2,000 pixels, Chromium; median (range) of ${rounds} rounds\n`,
  );
  const times = await measureViews(points, rounds);
  /** @type {readonly [keyof ViewTimes, string][]} */
  const lines = [
    ['first', 'ckptscope, first time'],
    ['again', 'ckptscope, again'],
    ['zoomed', 'ckptscope, zoomed in'],
    ['plain', 'plain JavaScript'],
    ['uplot', "uPlot's own path"],
  ];
  for (const [what, title] of lines) {
    const each = times.map((time) => time[what]);
    process.stdout.write(`${title.padEnd(22)} ${spread(each, 2).padStart(24)} ms\n`);
  }
}

async function benchFiles() {
  if (options.only !== 'node') run(process.execPath, ['scripts/package.js']);
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
  const shapes = ['json_lines', 'trainer_state', 'openai_list'];
  for (const shape of shapes) {
    /** @type {{ bytes: number, ms: number }[]} */
    const inNode = [];
    for (const megabytes of sizes) {
      const { path, bytes } = benchFile(folder, shape, megabytes);
      if (options.only !== 'chromium') {
        const result = await contest(['engine', 'plain'], (what) =>
          measureInNode(what, path, shape),
        );
        printLine('Node', shape, bytes, result);
        inNode.push({ bytes, ms: result.engine.ms });
      }
      if (options.only !== 'node') {
        const plain = readFileSync(new URL('plain.js', import.meta.url), 'utf8');
        const browser = await openBrowser(plain);
        try {
          const result = await contest(['engine', 'page', 'plain'], (what) =>
            browser.measure(what, path, shape),
          );
          printLine('Chromium', shape, bytes, result);
          printLine('its page', shape, bytes, { engine: result.page, plain: result.plain });
        } finally {
          await browser.close();
        }
      }
    }
    if (inNode.length > 1)
      process.stdout.write(
        `Node      ${shape}: time grows with size to the power ${growth(inNode).toFixed(2)}\n`,
      );
  }
}

const isWanted = (/** @type {string} */ part) => !options.only || options.only === part;
if (options.peers) {
  benchPeers(folder, sizes, rounds);
} else {
  if (isWanted('node') || isWanted('chromium')) await benchFiles();
  if (isWanted('small')) benchSmall();
  if (isWanted('size')) await benchSize();
  if (isWanted('rules')) benchRules();
  if (isWanted('views')) await benchViews();
  if (isWanted('workers')) benchWorkers();
  if (isWanted('memory')) benchMemory();
  if (isWanted('page')) {
    const [points, megabytes] = [Number(options.points), Number(options.large)];
    await benchPage(folder, { rounds, points, megabytes });
  }
}
