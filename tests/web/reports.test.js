/** The reports of the command besides text and --json, its patterns, its colours and its server. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { matching } from '../../web/cli/globs.js';
import { hasColor } from '../../web/cli/reports.js';
import { command, logLines, pathOf, samples } from './support.js';

const overfits = pathOf(new URL('openai-overfits.json', samples));
const mistral = pathOf(new URL('mistral-job.json', samples));

/** @param {import('node:test').TestContext} t */
function temporary(t) {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('--jsonl prints for each file the runs that --json prints, a line each', async (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, 'broken.json'), '{"step": [1, 2');
  writeFileSync(join(folder, 'log.jsonl'), logLines(40));
  const places = [overfits, join(folder, 'broken.json'), mistral, join(folder, 'log.jsonl')];
  const { status, stdout } = await command(['--jsonl', ...places]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(status, 3);
  const expected = await Promise.all(
    places.map(async (place) => JSON.parse((await command(['--json', place])).stdout)),
  );
  assert.deepEqual(
    lines,
    expected.flatMap(({ ckptscope, ruleset, overrides, runs, rejected }) => [
      ...runs.map((/** @type {object} */ run) => ({ ckptscope, ruleset, overrides, ...run })),
      ...rejected.map((/** @type {object} */ one) => ({ rejected: one })),
    ]),
  );
});

test('the text report counts records without a step from 1, in verdict, checkpoints and metrics', async (t) => {
  const losses = [2.2, 1.9, 1.7, 1.55, 1.45, 1.41, 1.52, 1.63, 1.75, 1.9];
  const lines = losses.map((loss, index) =>
    JSON.stringify({ train_loss: 2.1 - index / 5, val_loss: loss }),
  );
  const path = join(temporary(t), 'log.jsonl');
  writeFileSync(path, lines.join('\n'));
  const { stdout } = await command([path]);
  const [run] = JSON.parse((await command(['--json', path])).stdout).runs;
  assert.equal(run.verdict.recommended.index, 5);
  assert.match(run.verdict.headline, /checkpoint 6\b/);
  assert.ok(stdout.includes(run.verdict.headline));
  assert.match(stdout, /number 6\b/, 'the one to keep');
  assert.match(stdout, /at record[\s\S]* val_loss +lower +2\.2 +1\.9 +1\.41 +6 /);
  assert.match(stdout, /^ +1 +2\.200 /m);
  assert.match(stdout, /^ +10 +1\.900 /m);
  assert.doesNotMatch(stdout, /(record|number) (0|11)\b/);
});

test('--jsonl gates like the other reports', async () => {
  assert.equal((await command(['--jsonl', '--fail-on', 'notice', overfits, mistral])).status, 1);
  assert.equal((await command(['--jsonl', '--fail-on', 'critical', overfits])).status, 0);
  assert.equal((await command(['--jsonl', 'nowhere.json'])).status, 2);
});

test('--md holds the verdict, the findings and every checkpoint, and text from a file stays text', async (t) => {
  const { stdout } = await command(['--md', overfits]);
  const { runs } = JSON.parse((await command(['--json', overfits])).stdout);
  assert.ok(stdout.includes(runs[0].verdict.headline.replaceAll('_', '\\_')));
  for (const { id } of runs[0].checkpoints) assert.ok(stdout.includes(id.replaceAll('_', '\\_')));
  const folder = temporary(t);
  const hostile = join(folder, 'a.jsonl');
  writeFileSync(hostile, logLines(20).replaceAll('"loss"', '"<img src=x>|[a](b)"'));
  const escaped = (await command(['--md', hostile])).stdout;
  assert.ok(escaped.includes('\\<img src=x\\>\\|\\[a\\](b)'));
});

test('--csv has a row for each checkpoint with exact numbers, and no cell is a formula', async (t) => {
  const { stdout } = await command(['--csv', overfits]);
  const [head = '', ...rows] = stdout.trimEnd().split('\n');
  const { runs } = JSON.parse((await command(['--json', overfits])).stdout);
  const names = head.split(',');
  assert.equal(rows.length, runs[0].checkpoints.length);
  rows.forEach((row, index) => {
    const cells = row.split(',');
    const { id, step, metrics } = runs[0].checkpoints[index];
    assert.equal(cells[names.indexOf('id')], id);
    assert.equal(Number(cells[names.indexOf('step')]), step);
    for (const [name, value] of Object.entries(metrics)) {
      assert.equal(Number(cells[names.indexOf(name)]), value);
    }
  });
  const hostile = join(temporary(t), 'list.json');
  writeFileSync(
    hostile,
    readFileSync(overfits, 'utf8').replaceAll('"ftckpt_', String.raw`"=cmd,\"`),
  );
  const { stdout: marked } = await command(['--csv', hostile]);
  assert.match(marked, /,"'=cmd,""sample96",/);
});

test('--github names file and rule in annotations, and adds the Markdown to the summary', async (t) => {
  const summary = join(temporary(t), 'summary.md');
  const { stdout, status } = await command(['--github', '--fail-on', 'notice', overfits], {
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  assert.equal(status, 1);
  assert.match(stdout, /^::notice file=.*openai-overfits\.json,title=[^:]+::.*step 96/);
  for (const line of stdout.trimEnd().split('\n')) assert.match(line, /^::(notice|warning|error) /);
  const { stdout: markdown } = await command(['--md', overfits]);
  assert.equal(readFileSync(summary, 'utf8'), markdown);
  const broken = await command(['--github', overfits, '-'], { stdin: '<html>100%: a,b</html>' });
  assert.match(broken.stdout, /::error file=standard input,line=1,col=1,title=Not read::/);
});

test('--html is the page with the files inside it, byte for byte, and refuses a terminal', async () => {
  const { stdout } = await command(['--html', '--metric', 'train_loss', overfits]);
  const [, name, packed = ''] =
    /class="ckptscope-file" data-name="([^"]+)">([^<]+)</.exec(stdout) ?? [];
  assert.equal(name, overfits);
  assert.deepEqual(gunzipSync(Buffer.from(packed, 'base64')), readFileSync(overfits));
  assert.match(stdout, /ckptscope-options" data-name="">\{"metric":\{"name":"train_loss"\}\}</);
  assert.ok(stdout.trimEnd().endsWith('</html>'));
  const { status, stderr } = await command(['--html', overfits], { isTTY: true });
  assert.equal(status, 2);
  assert.match(stderr, /> report\.html/);
});

test('serve answers with the files as they are now, to this machine under its own name alone', async (t) => {
  const file = join(temporary(t), 'log.jsonl');
  writeFileSync(file, logLines(20));
  const stop = new AbortController();
  /** @type {(url: string) => void} */
  let tell = () => {};
  const told = new Promise((resolve) => (tell = resolve));
  const serving = command(['serve', file], {
    internal: { signal: stop.signal },
    onOutput: (text) => tell(text),
  });
  const url = String(await told).trim();
  const read = async () => {
    const html = await (await fetch(url)).text();
    const [, packed = ''] = /class="ckptscope-file"[^>]*>([^<]+)</.exec(html) ?? [];
    return gunzipSync(Buffer.from(packed, 'base64')).toString();
  };
  assert.equal(await read(), logLines(20));
  writeFileSync(file, logLines(30));
  assert.equal(await read(), logLines(30));
  assert.equal((await fetch(`${url}other`)).status, 404);
  stop.abort();
  assert.equal((await serving).status, 0);
});

test('a pattern that the shell left alone names files within folders and through them', async (t) => {
  const folder = temporary(t);
  for (const path of ['a/1.json', 'a/2.jsonl', 'b/c/1.json', 'b/.hidden/1.json', '[x]/1.json']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), logLines(20));
  }
  const found = async (/** @type {string} */ pattern) => {
    const paths = [];
    for await (const path of matching(join(folder, pattern)))
      paths.push(path.slice(folder.length + 1));
    return paths;
  };
  assert.deepEqual(await found('*/1.json'), ['[x]/1.json', 'a/1.json']);
  assert.deepEqual(await found('**/*.json'), ['[x]/1.json', 'a/1.json', 'b/c/1.json']);
  assert.deepEqual(await found('a/?.json{,l}'), ['a/1.json', 'a/2.jsonl']);
  assert.deepEqual(await found('[!a]/**/1.json'), ['b/c/1.json']);
  assert.deepEqual(await found('b/.*/1.json'), ['b/.hidden/1.json']);
  const { status, stdout } = await command(['--jsonl', join(folder, '[x]/1.json')]);
  assert.deepEqual([status, stdout.split('\n').length], [0, 2]);
});

test('colour follows the option, then the environment, then the terminal', () => {
  assert.equal(hasColor(true, { NO_COLOR: '1' }, false), true);
  assert.equal(hasColor(false, { FORCE_COLOR: '1' }, true), false);
  assert.equal(hasColor(undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true), false);
  assert.equal(hasColor(undefined, { FORCE_COLOR: '1' }, false), true);
  assert.equal(hasColor(undefined, { FORCE_COLOR: '0' }, true), false);
  assert.equal(hasColor(undefined, { TERM: 'dumb' }, true), false);
  assert.equal(hasColor(undefined, {}, true), true);
  assert.equal(hasColor(undefined, {}, false), false);
});
