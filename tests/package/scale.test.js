/** Ten thousand runs through the installed command, on the threads of one machine and in many processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { execute, project } from './support.js';

const COUNT = 10_000;
/** Files of a folder. */
const FOLDER_COUNT = 500;

let folder = '';
before(async () => {
  folder = await project('scale', {});
  for (let file = 0; file < COUNT; ++file) {
    const place = join(folder, 'runs', String(Math.floor(file / FOLDER_COUNT)));
    if (file % FOLDER_COUNT === 0) mkdirSync(place, { recursive: true });
    const rows = Array.from({ length: 8 }, (_, at) => ({
      step: 10 * (at + 1),
      eval_loss: 2 / (at + 1) + ((file * 7919 + at * 31) % 97) / 970,
    }));
    writeFileSync(join(place, `${file}.jsonl`), rows.map((row) => JSON.stringify(row)).join('\n'));
  }
});

/**
 * Most memory that a process of Linux ever held, in MB.
 * @param {number | undefined} pid
 * @returns {number[]} none when it has ended
 */
function peakOf(pid) {
  const file = `/proc/${pid}/status`;
  const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(status) ?? [];
  return kilobytes === undefined ? [] : [Number(kilobytes) / 1024];
}

/**
 * @param {string} pattern of files
 * @returns {Promise<{ status: number | null, lines: string[], stderr: string, peaks: number[] }>} `peaks`:
 *   the most memory that was held so far, in MB, at each piece of output
 */
function command(pattern) {
  const cli = join(folder, 'node_modules/ckptscope/dist/cli.js');
  const child = spawn(process.execPath, [cli, '--jsonl', pattern], { cwd: folder });
  let stdout = '';
  let stderr = '';
  /** @type {number[]} */
  const peaks = [];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    peaks.push(...peakOf(child.pid));
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, lines: stdout.trimEnd().split('\n'), stderr, peaks });
    });
  });
}

test('ten thousand files are ten thousand lines in the order of the files, in bounded memory', async (t) => {
  const { status, lines, stderr, peaks } = await command('runs/**/*.jsonl');
  assert.deepEqual([status, stderr], [0, '']);
  const sources = lines.map((line) => JSON.parse(line).sources[0]);
  assert.equal(sources.length, COUNT);
  assert.deepEqual(sources, sources.toSorted());
  assert.equal(new Set(sources).size, COUNT);
  const early = peaks[Math.floor(peaks.length / 10)] ?? NaN;
  const late = peaks.at(-1) ?? NaN;
  t.diagnostic(`at most ${early.toFixed()} MB for the first tenth, ${late.toFixed()} MB for all`);
  assert.ok(late < early + 100, 'memory grows with the number of files');
});

test('GNU parallel prints the same lines from processes of its own', async () => {
  const script =
    'find runs/1 runs/2 -name "*.jsonl" -print0 | parallel -0 -n 250 ckptscope --jsonl';
  const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`;
  const { stdout } = await execute('bash', ['-o', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: path },
  });
  const { lines } = await command('runs/[12]/*.jsonl');
  assert.equal(lines.length, 2 * FOLDER_COUNT);
  assert.deepEqual(stdout.trimEnd().split('\n').toSorted(), lines.toSorted());
});
