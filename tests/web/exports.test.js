/** What is taken away as text: every point as CSV and JSON, exactly as the file has it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import {
  exportCheckpoints,
  exportJson,
  exportMarkdown,
  exportPoints,
  openRuns,
  version,
} from '../../web/api/node.js';
import { command, logLines, pathOf, samples } from './support.js';

/** @import { Input } from '../../web/api/types.js' */

/** @param {AsyncIterable<string>} pieces */
async function textOf(pieces) {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** @param {Input | readonly Input[]} input */
async function pointsOf(input) {
  const set = await openRuns(input);
  const [head = '', ...lines] = (await textOf(exportPoints(set))).trimEnd().split('\n');
  set.close();
  const names = head.split(',');
  return {
    names,
    rows: lines.map((line) =>
      Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell])),
    ),
  };
}

test('the CSV of all points has each number of the log in the row of its step', async () => {
  const path = pathOf(new URL('huggingface-healthy.json', samples));
  /** @type {Record<string, number>[]} */
  const log = JSON.parse(readFileSync(path, 'utf8')).log_history;
  const { names, rows } = await pointsOf({ path });
  assert.deepEqual(names.slice(0, 2), ['run', 'step']);
  let compared = 0;
  for (const { step, ...record } of log) {
    const row = rows.find((candidate) => Number(candidate.step) === step);
    for (const name of ['loss', 'eval_loss', 'eval_accuracy', 'learning_rate', 'grad_norm']) {
      if (record[name] === undefined) continue;
      assert.equal(Number(row?.[name]), record[name], `${name} at ${step}`);
      compared += 1;
    }
  }
  assert.ok(compared > 200);
  const cells = rows.flatMap((row) => ['loss', 'eval_loss'].filter((name) => row[name] !== ''));
  assert.equal(cells.length, log.filter((row) => 'loss' in row || 'eval_loss' in row).length);
});

test('values that are not finite stand in the CSV where they happened', async () => {
  const lines = [1, 'NaN', 3, 'Infinity'].map((loss, at) => `{"step": ${at + 1}, "loss": ${loss}}`);
  const { rows } = await pointsOf({ name: 'log.jsonl', data: lines.join('\n') });
  assert.deepEqual(
    rows.map(({ step, loss }) => [step, loss]),
    [
      ['1', '1'],
      ['2', 'NaN'],
      ['3', '3'],
      ['4', 'Infinity'],
    ],
  );
});

test('runs on different axes each have a column of places, and leave the other empty', async () => {
  const log = (/** @type {string} */ axis) =>
    [3, 2].map((loss, at) => JSON.stringify({ [axis]: at + 1, loss })).join('\n');
  const { names, rows } = await pointsOf([
    { name: 'a.jsonl', data: log('step') },
    { name: 'b.jsonl', data: log('epoch') },
  ]);
  assert.deepEqual(names, ['run', 'step', 'epoch', 'loss']);
  assert.deepEqual(
    rows.map((row) => names.slice(1).map((name) => row[name])),
    [
      ['1', '', '3'],
      ['2', '', '2'],
      ['', '1', '3'],
      ['', '2', '2'],
    ],
  );
});

test('the JSON of all points is the JSON of --json and the same points', async () => {
  const path = pathOf(new URL('huggingface-healthy.json', samples));
  const set = await openRuns({ path });
  const plain = JSON.parse(await textOf(exportJson(set)));
  const { runs, ...rest } = JSON.parse(await textOf(exportJson(set, { points: true })));
  const [{ series, ...run }] = runs;
  assert.deepEqual({ ...rest, runs: [run] }, plain);
  for (const { name } of run.metrics) {
    const { x, y } = (await set.runs[0]?.series(name)) ?? { x: [], y: [] };
    assert.deepEqual(series[name], { x: [...x], y: [...y] });
  }
  set.close();
});

test('--points prints what the exports write', async () => {
  const path = pathOf(new URL('diverges-into-nan.jsonl', samples));
  const set = await openRuns({ path });
  const printed = async (/** @type {string[]} */ ...options) =>
    (await command([...options, '--points', path])).stdout;
  assert.equal(await printed('--csv'), await textOf(exportPoints(set)));
  assert.equal(await printed('--json'), await textOf(exportJson(set, { points: true })));
  assert.equal(
    await printed('--jsonl'),
    await textOf(exportJson(set, { points: true, lines: true })),
  );
  set.close();
  const { status, stderr } = await command(['--md', '--points', path]);
  assert.equal(status, 2);
  assert.match(stderr, /--points goes with --csv/);
});

test('tables longer than what is asked of the engine at a time are complete', async () => {
  const set = await openRuns({ name: 'log.jsonl', data: logLines(2500) });
  const [run] = set.runs;
  const rows = (await run?.rows({ count: 1e6 })) ?? [];
  assert.equal(rows.length, 2500);
  const written = JSON.parse(await textOf(exportJson(set))).runs[0].checkpoints;
  assert.deepEqual(written, rows);
  const [head = '', ...lines] = (await textOf(exportCheckpoints(set))).trimEnd().split('\n');
  const column = head.split(',').indexOf('eval_loss');
  assert.deepEqual(
    lines.map((line) => Number(line.split(',')[column])),
    rows.map(({ metrics }) => metrics['eval_loss']),
  );
  set.close();
});

test('sentences of exports follow the language', async () => {
  const set = await openRuns([
    { path: pathOf(new URL('openai-overfits.json', samples)) },
    { name: 'page.html', data: '<html>' },
  ]);
  const markdown = await textOf(exportMarkdown(set, { locale: 'zh' }));
  const { runs } = JSON.parse(await textOf(exportJson(set, { locale: 'zh' })));
  for (const said of [markdown, runs[0].verdict.headline, runs[0].findings[0].message])
    assert.match(said, /\p{Script=Han}/u);
  assert.doesNotMatch(markdown, /confidence|severity|finding|Not read/);
  assert.doesNotMatch(await textOf(exportMarkdown(set)), /\p{Script=Han}/u);
  set.close();
});

test('an export ends with its signal, and cannot go on after its set', async () => {
  const set = await openRuns({ path: pathOf(new URL('openai-overfits.json', samples)) });
  const signal = AbortSignal.abort();
  for (const pieces of [
    exportCheckpoints(set, { signal }),
    exportPoints(set, { signal }),
    exportJson(set, { signal }),
    exportMarkdown(set, { signal }),
  ]) {
    await assert.rejects(textOf(pieces), { code: 'aborted' });
  }
  set.close();
  await assert.rejects(textOf(exportPoints(set)), { code: 'closed' });
});

test('ckptscope states the version of its package', () => {
  const { version: stated } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  assert.equal(version, stated);
});
