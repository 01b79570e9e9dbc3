/** The command: its outside contract, its exit statuses, and text that is safe to print. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { plainText } from '../../web/api/index.js';
import { shortened, table, wrapped } from '../../web/cli/terminal.js';
import { command, fixtures, logLines, pathOf, samples } from './support.js';

/** @import { TestContext } from 'node:test' */

const listFile = pathOf(new URL('formats/openai_checkpoints/list_newest_first.json', fixtures));
const overfits = pathOf(new URL('openai-overfits.json', samples));
const htmlFile = pathOf(new URL('rejected/html_login_page.json', fixtures));
const main = pathOf(new URL('../../web/cli/main.js', import.meta.url));

/**
 * A folder that is gone after the test.
 * @param {TestContext} t
 * @param {Record<string, string>} files
 * @returns {string}
 */
function folderWith(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/**
 * Runs the real command as a process.
 * @param {readonly string[]} args
 * @param {string} [stdin]
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>}
 */
function process_(args, stdin = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.on('error', () => {}).end(stdin);
  });
}

test('--json prints one document with the fields of the contract', async () => {
  const { status, stdout, stderr } = await command(['--json', listFile, htmlFile]);
  assert.equal(status, 3);
  assert.equal(stderr, '');
  const document = JSON.parse(stdout);
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual([document.ckptscope, document.ruleset], [version, '1']);
  /** @type {[object, string][]} */
  const contract = [
    [document, 'ckptscope ruleset runs rejected'],
    [document.runs[0], 'name format sources facts rows checkpoints metrics verdict findings notes'],
    [document.runs[0].checkpoints[0], 'id kind saved step epoch time model metrics marks'],
    [document.runs[0].metrics[0], 'name direction points nonFinite first last min max best trend'],
    [document.runs[0].metrics[0].trend, 'verdict word slope p n nEff tested s tauB'],
    [document.runs[0].verdict, 'kind severity confidence headline action recommended'],
    [document.runs[0].verdict.recommended, 'step id equivalent cost'],
    [document.rejected[0], 'source code byte line column message excerpt'],
  ];
  for (const [object, names] of contract) {
    for (const name of names.split(' ')) assert.ok(Object.hasOwn(object, name), name);
  }
  assert.equal(typeof document.runs[0].verdict.headline, 'string');
  assert.deepEqual(document.runs[0].sources, [listFile]);
  assert.deepEqual(
    document.runs[0].checkpoints.map((/** @type {{ step: number }} */ { step }) => step),
    [40, 80, 120],
  );
  assert.ok(document.runs[0].checkpoints.at(-1).marks.includes('last'));
});

test('findings and notes of --json are sentences with their numbers beside them', async () => {
  const cut = logLines(60, (row) => Math.abs(row - 30) / 30 + 0.5) + '{"step": 99999, "lo';
  const { stdout } = await command(['--json', '-'], { stdin: cut });
  const [run] = JSON.parse(stdout).runs;
  assert.ok(run.findings.length > 0);
  for (const finding of run.findings) {
    for (const name of ['rule', 'severity', 'metric', 'fromStep', 'toStep', 'numbers', 'message']) {
      assert.ok(Object.hasOwn(finding, name), name);
    }
    assert.equal(typeof finding.message, 'string');
    assert.doesNotMatch(finding.message, /[{}]/, 'no slot is left open');
  }
  const note = run.notes.find((/** @type {{ code: string }} */ { code }) => code === 'truncated');
  assert.deepEqual([note.severity, note.source, note.line], ['data_loss', 'standard input', 61]);
  assert.equal(note.byte, cut.length);
  assert.equal(typeof note.message, 'string');
});

test('numbers are exact and numbers that are not finite are words', async () => {
  const stdin =
    '{"step":1,"loss":0.1234567890123456789}\n{"step":2,"loss":NaN}\n{"step":3,"loss":1e-310}\n' +
    '{"step":4,"loss":-Infinity}\n{"step":5,"loss":0.3}\n';
  const { stdout } = await command(['--json', '-'], { stdin });
  const [metric] = JSON.parse(stdout).runs[0].metrics;
  assert.deepEqual(metric.first, { step: 1, value: 0.12345678901234568 });
  assert.deepEqual(metric.min, { step: 3, value: 1e-310 });
  assert.equal(metric.nonFinite, 2);
  assert.deepEqual(metric.nonFinitePoints, [
    { step: 2, value: 'NaN' },
    { step: 4, value: '-Infinity' },
  ]);
});

test('every checkpoint is listed, however many there are', async () => {
  const count = 2500;
  const stdin = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      object: 'fine_tuning.job.checkpoint',
      id: `ftckpt_${index}`,
      created_at: 1721764800 + index,
      fine_tuned_model_checkpoint: `ft:m:ckpt-step-${index + 1}`,
      fine_tuning_job_id: 'ftjob_1',
      step_number: index + 1,
      metrics: { step: index + 1, train_loss: 1 / (index + 1) },
    }),
  ).join('\n');
  const { status, stdout } = await command(['--json', '-'], { stdin });
  assert.equal(status, 0);
  const [run] = JSON.parse(stdout).runs;
  assert.deepEqual(
    run.checkpoints.map((/** @type {{ step: number }} */ { step }) => step),
    Array.from({ length: count }, (_, index) => index + 1),
  );
  assert.equal(new Set(run.checkpoints.map((/** @type {any} */ { id }) => id)).size, count);
});

test('the text view begins with the verdict and names the checkpoint to keep', async () => {
  const { status, stdout } = await command([overfits]);
  assert.equal(status, 0);
  const json = JSON.parse((await command(['--json', overfits])).stdout).runs[0];
  const { headline, recommended } = json.verdict;
  const [, first] = stdout.split('\n');
  assert.equal(first?.slice(2), headline.slice(0, first ? first.length - 2 : 0));
  assert.ok(recommended, 'this sample has a checkpoint to keep');
  const order = ['\nKeep\n', '\nCheckpoints', '\nMetrics', '\nFindings'];
  const places = order.map((heading) => stdout.indexOf(heading));
  assert.ok(
    places.every((place) => place > 0),
    `${places}`,
  );
  assert.deepEqual(
    places,
    places.toSorted((left, right) => left - right),
  );
  assert.ok(stdout.includes(recommended.id));
  assert.equal(stdout.match(/◆/g)?.length, 1);
});

test('--metric decides what best means', async () => {
  const bestMarks = async (/** @type {string[]} */ args) => {
    const { stdout } = await command(['--json', listFile, ...args]);
    const [run] = JSON.parse(stdout).runs;
    const marked = run.checkpoints.filter((/** @type {any} */ row) => row.marks.includes('best'));
    return [run.primary, marked.map((/** @type {{ step: number }} */ { step }) => step)];
  };
  assert.deepEqual(await bestMarks(['--metric', 'train_loss']), [
    { name: 'train_loss', direction: 'lower', chosenByUser: true, otherSets: [] },
    [120],
  ]);
  assert.deepEqual(await bestMarks(['--metric=train_loss:higher']), [
    { name: 'train_loss', direction: 'higher', chosenByUser: true, otherSets: [] },
    [40],
  ]);
});

test('a metric that no run has is a wrong command line, and the message names those there are', async () => {
  const { status, stdout, stderr } = await command([listFile, '--metric', 'nonesuch']);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /no metric "nonesuch"; it has .*train_loss/);
});

test('exit statuses are those of the contract', async (t) => {
  const folder = folderWith(t, { 'broken.json': '{"a": }', 'fine.jsonl': logLines(50) });
  const fine = join(folder, 'fine.jsonl');
  const broken = join(folder, 'broken.json');
  /** @type {[string[], number][]} */
  const cases = [
    [[fine], 0],
    [[fine, broken], 3],
    [[broken], 2],
    [[join(folder, 'nowhere.json')], 2],
    [[fine, join(folder, 'nowhere.json')], 3],
    [[overfits, '--fail-on', 'critical'], 0],
    [[overfits, '--fail-on', 'notice'], 1],
    [[overfits, '--fail-on=info'], 1],
    [[overfits, broken, '--fail-on=notice'], 1],
    [[broken, '--fail-on=info'], 2],
    [[], 2],
    [['--nonesuch', fine], 2],
    [['--json=yes', fine], 2],
    [['--fail-on', 'terrible', fine], 2],
    [['--fail-on'], 2],
    [['--help'], 0],
    [['--version'], 0],
  ];
  for (const [args, expected] of cases) {
    const { status, stderr } = await command(args);
    assert.equal(status, expected, `${args.join(' ')}: ${stderr}`);
  }
});

test('a folder is searched for JSON, and what is in it by chance is passed over', async (t) => {
  const folder = folderWith(t, {
    'b/log.jsonl': logLines(50),
    'a/trainer.JSON': `[${logLines(3).trim().split('\n').join(',')}]`,
    'c.ndjson': logLines(50),
    'config.json': '{"hidden_size": 768, "model_type": "bert"}',
    'weights.bin': 'x',
    'notes.txt': 'x',
  });
  const { status, stdout, stderr } = await command(['--json', folder]);
  assert.equal(status, 0, stderr);
  const document = JSON.parse(stdout);
  assert.deepEqual(
    document.runs.map((/** @type {any} */ run) => run.sources[0].slice(folder.length + 1)),
    ['a/trainer.JSON', 'b/log.jsonl', 'c.ndjson'],
  );
  assert.deepEqual(
    document.rejected.map((/** @type {any} */ { source, code }) => [source, code]),
    [[join(folder, 'config.json'), 'no_metrics']],
  );
  assert.match(stderr, /passed over 2 files/);
  assert.match(stderr, /passed over 1 file \(JSON without training metrics\)/);
  const named = await command([join(folder, 'config.json'), join(folder, 'c.ndjson')]);
  assert.equal(named.status, 3, 'whoever names a file means it');
});

test('an empty folder is nothing to read', async (t) => {
  const { status, stderr } = await command([folderWith(t, { 'notes.txt': 'x' })]);
  assert.equal(status, 2);
  assert.match(stderr, /no JSON file/);
});

test('a rejected file is shown with its place, what to do, and a mark under the excerpt', async () => {
  const { status, stdout } = await command(['-'], { stdin: '{"step": 1,\n "loss": }\n' });
  assert.equal(status, 2);
  const lines = stdout.split('\n');
  assert.match(lines[0] ?? '', /standard input:2:10$/);
  const mark = lines.findIndex((line) => /^ *\^$/.test(line));
  assert.equal(lines[mark - 1]?.[lines[mark]?.indexOf('^') ?? -1], '}');
});

test('nothing from a file can steer the terminal', async () => {
  const evil = '\u001b[31mred\u001b]0;title\u0007\u009b2J\u202egnp.exe';
  const row = (/** @type {number} */ step) =>
    JSON.stringify({
      object: 'fine_tuning.job.checkpoint',
      id: `id${evil}${step}`,
      fine_tuned_model_checkpoint: evil,
      step_number: step,
      metrics: { step, train_loss: 1 / step },
    });
  const stdin = [row(1), row(2), row(3)].join('\n');
  // eslint-disable-next-line no-control-regex
  const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  const text = await command(['-'], { stdin });
  assert.match(text.stdout, /red/);
  assert.doesNotMatch(text.stdout, controls);
  const json = await command(['--json', '-'], { stdin });
  assert.doesNotMatch(json.stdout, controls);
  assert.ok(JSON.parse(json.stdout).runs[0].checkpoints[0].id.includes(evil));
  const named = await command([`/nowhere/${evil}.json`]);
  assert.doesNotMatch(named.stdout + named.stderr, controls);
  const option = await command([`--${evil}`]);
  assert.doesNotMatch(option.stdout + option.stderr, controls);
});

test('--help names every option there is, and fits a terminal', async () => {
  const { status, stdout } = await command(['--help']);
  assert.equal(status, 0);
  const source = readFileSync(new URL('../../web/cli/arguments.js', import.meta.url), 'utf8');
  const options = [...source.matchAll(/case '(--[a-z]+(?:-[a-z]+)*)'/g)].map(
    ([, name = '']) => name,
  );
  assert.ok(options.length > 12);
  for (const option of options) assert.match(stdout, new RegExp(`^ +.*${option}\\b`, 'm'), option);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('an option that would have no effect is refused', async () => {
  for (const args of [
    ['best', '--md', overfits],
    ['best', '--fail-on', 'warning', overfits],
    ['serve', '--json', overfits],
    ['compare', '--md', overfits],
    ['formats', '--csv'],
    ['rules', '--jsonl'],
    ['--port', '80', overfits],
  ]) {
    const { status, stdout, stderr } = await command(args);
    assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^ckptscope: .*(best|compare|serve|formats|rules)/, args.join(' '));
  }
  const unknown = await command(['--jsonl', '--metric', 'nowhere', overfits]);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /No run has a metric "nowhere"/);
});

/** Logs of three seeds at one learning rate, and of `count` at another; what they lead to is known. @param {number} count */
function seedsOf(count) {
  const logOf = (/** @type {number} */ lr, /** @type {number} */ seed) =>
    JSON.stringify({
      config: { lr, seed },
      history: [1, 2, 3, 4, 5, 6].map((step) => ({
        step,
        eval_loss: 10 * lr + 1 / step + seed / 100,
      })),
    });
  /** @type {Record<string, string>} */
  const files = {};
  for (const seed of [1, 2, 3]) files[`slow-seed${seed}.json`] = logOf(0.01, seed);
  for (let seed = 1; seed <= count; ++seed) files[`fast-seed${seed}.json`] = logOf(0.05, seed);
  return files;
}

test('compare tells groups of seeds, which is better and by how much, and settings beside results', async (t) => {
  const folder = folderWith(t, seedsOf(3));
  const { status, stdout, stderr } = await command(['compare', folder]);
  assert.deepEqual([status, stderr], [0, '']);
  // The last three values of seed s are 1/4, 1/5 and 1/6 above 10 lr + s/100: their median is 0.2 above.
  const said = stdout.replaceAll(/\s+/g, ' ');
  assert.match(said, /6 runs compared by eval_loss \(lower is better\)/);
  assert.match(said, /fast 3 0\.7200 0\.01 0\.6952 to 0\.7448/);
  assert.match(said, /slow 3 0\.3200 0\.01 0\.2952 to 0\.3448/);
  // Welch: standard error 0.01 * sqrt(2/3), 4 degrees of freedom, t 2.7764 and, for the power, 0.9410.
  assert.match(
    said,
    /slow is better than fast: eval_loss differs by 0\.4 \(95 % interval 0\.3773 to 0\.4227, 3 against 3 runs, which would hardly have shown less than 0\.03035\)/,
  );
  assert.match(said, /name final best group config\.seed config\.lr/);
  assert.match(said, /fast-seed2 0\.7200 0\.6867 fast 2 0\.05/);

  const rules = join(folder, 'rules.json');
  writeFileSync(rules, JSON.stringify({ comparison: { alpha: 0.01 } }));
  const strict = await command(['compare', '--json', '--rules', rules, `${folder}/*-seed*.json`]);
  const told = JSON.parse(strict.stdout);
  assert.deepEqual([told.level, told.overrides], [0.99, { 'comparison.alpha': 0.01 }]);
  assert.deepEqual(
    told.groups.map((/** @type {any} */ { name, runs }) => [name, runs]),
    [
      ['fast', [0, 1, 2]],
      ['slow', [3, 4, 5]],
    ],
  );
  assert.match(told.pairs[0].message, /99 % interval/);
  assert.deepEqual(told.facts.at(-1).values, [0.05, 0.05, 0.05, 0.01, 0.01, 0.01]);
});

test('compare refuses fewer than three runs a side, and a single run altogether', async (t) => {
  const folder = folderWith(t, seedsOf(2));
  const { status, stdout } = await command(['compare', folder]);
  assert.equal(status, 0);
  assert.match(
    stdout.replaceAll(/\s+/g, ' '),
    /too few runs to tell a difference from luck; 3 of each/,
  );
  const single = await command(['compare', join(folder, 'slow-seed1.json')]);
  assert.deepEqual([single.status, single.stdout], [2, '']);
  assert.match(single.stderr, /compare needs two runs or more/);
  const unread = await command(['compare', folder, htmlFile]);
  assert.equal(unread.status, 3);
  assert.match(unread.stderr, /html_login_page/);
});

test('best --json tells what the choice rests on, and its status is that of best', async () => {
  const { status, stdout } = await command(['best', '--json', overfits]);
  const [told] = JSON.parse(stdout);
  const [run] = JSON.parse((await command(['--json', overfits])).stdout).runs;
  assert.equal(status, 0);
  assert.deepEqual(told, {
    name: run.name,
    sources: run.sources,
    primary: run.primary,
    best: run.verdict.recommended,
  });
  const healthy = pathOf(new URL('huggingface-healthy.json', samples));
  const [averaged] = JSON.parse((await command(['best', '--json', healthy])).stdout);
  const [same] = JSON.parse((await command(['--json', healthy])).stdout).runs;
  assert.deepEqual(averaged.best, same.verdict.recommended);
  assert.match(averaged.best.averaging.message, /evaluate the result before you use it/);
  const nameless = await command(['best', '--json', '-'], { stdin: logLines(40) });
  assert.equal(nameless.status, 1);
  assert.equal(JSON.parse(nameless.stdout).length, 1);
});

test('on a real terminal the command has colours, and in a pipe it has none', () => {
  // What a terminal gets, through util-linux, which every Debian has.
  const seen = (/** @type {string} */ line) =>
    spawnSync('script', ['-qec', line, '/dev/null'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TERM: 'xterm' },
    }).stdout;
  const run = `'${process.execPath}' '${main}' '${overfits}'`;
  assert.ok(seen(run).includes('\u001b[1m'));
  assert.match(seen(`${run} | cat`), /step 96/);
  assert.ok(!seen(`${run} | cat`).includes('\u001b'));
});

test('a long read says how far it is on a terminal, takes that back, and says nothing elsewhere', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => (now += 1000));
  /** To the start of the line, which is emptied. */
  const fresh = '\r\u001b[K';
  const { stderr } = await command([overfits], { isTTY: true });
  const [first, said, ...more] = stderr.split(fresh);
  assert.equal(first, '');
  assert.match(said ?? '', /^(reading|analysing) .*openai-overfits/);
  assert.equal(more.at(-1), '');
  const lines = await command(['--jsonl', overfits, overfits], { isTTY: true });
  assert.deepEqual(lines.stderr.split(fresh), ['', '1 of 2 files', '2 of 2 files', '']);
  assert.equal((await command([overfits])).stderr, '');
  assert.equal((await command(['--jsonl', overfits])).stderr, '');
});

test('colour appears on a terminal that wants it and nowhere else', async () => {
  const hasColor = async (/** @type {Parameters<typeof command>[1]} */ options, args = ['']) =>
    (await command([listFile, ...args.filter(Boolean)], options)).stdout.includes('\u001b[');
  assert.equal(await hasColor({ isTTY: true }), true);
  assert.equal(await hasColor({}), false);
  assert.equal(await hasColor({ isTTY: true, env: { NO_COLOR: '1' } }), false);
  assert.equal(await hasColor({ isTTY: true }, ['--no-color']), false);
});

test('lines keep to the width of the terminal', async () => {
  for (const columns of [60, 80, 132]) {
    const { stdout } = await command([overfits], { columns });
    const table_ = stdout.slice(stdout.indexOf('\nMetrics'));
    for (const line of table_.split('\n')) assert.ok([...line].length <= columns, line);
  }
});

test('formats and rules are listed, also as JSON', async () => {
  const formats = await command(['formats']);
  assert.match(formats.stdout, /^openai_checkpoints +\S/m);
  const { stdout } = await command(['rules']);
  assert.match(
    stdout,
    /^diverged \(version .+\)\n  The training loss climbs.+\n    points_min +8  points: /m,
  );
  const rules = JSON.parse((await command(['rules', '--json'])).stdout);
  assert.ok(rules.length > 0 && rules.every((/** @type {any} */ rule) => rule.id && rule.version));
});

test('best prints the name to use and nothing else, and says where there is none', async () => {
  const hosted = await command(['best', listFile]);
  assert.deepEqual([hosted.status, hosted.stderr], [0, '']);
  const [line, ...rest] = hosted.stdout.split('\n');
  assert.deepEqual(rest, ['']);
  const { runs } = JSON.parse((await command(['--json', listFile])).stdout);
  assert.equal(line, runs[0].verdict.recommended.target);
  assert.equal(
    line,
    runs[0].checkpoints.find((/** @type {any} */ row) => row.marks.includes('recommended')).model,
  );

  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-best-'));
  try {
    const file = join(folder, 'log.jsonl');
    writeFileSync(file, '{"step": 10, "eval_loss": 2}\n{"step": 20, "eval_loss": 1}\n');
    const nameless = await command(['best', file]);
    assert.deepEqual([nameless.status, nameless.stdout], [1, '']);
    assert.match(nameless.stderr, /the best step, 20/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.equal((await command(['best', htmlFile])).status, 2);
});

test('--rules reads other thresholds, which the report names, and refuses what does not exist', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-rules-'));
  try {
    const file = join(folder, 'rules.json');
    writeFileSync(file, '{"diverged": {"ratio": 3}}');
    const { status, stdout } = await command(['--json', '--rules', file, listFile]);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout).overrides, { 'diverged.ratio': 3 });
    for (const [content, sentence] of /** @type {[string, RegExp][]} */ ([
      ['{"diverged": {"ratio": 0}}', /diverged\.ratio must be a number from 1 to/],
      ['{"diverge": {}, "x": {"y": 1}}', /no rule "x"/],
      ['{', /--rules .*rules\.json/],
    ])) {
      writeFileSync(file, content);
      const refused = await command(['--rules', file, listFile]);
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, sentence);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command itself reads standard input, sets its status and leaves quietly when cut short', async () => {
  const read = await process_(['--json', '-'], logLines(50));
  assert.deepEqual([read.status, read.stderr], [0, '']);
  assert.equal(JSON.parse(read.stdout).runs[0].rows, 50);
  assert.equal((await process_([htmlFile])).status, 2);
  const version = await process_(['--version']);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);

  const child = spawn(process.execPath, [main, '--json', '-']);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).end(logLines(20_000));
  child.stdout.once('data', () => child.stdout.destroy());
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(stderr, '');
});

test('text from outside is measured, shortened and wrapped by what it shows', () => {
  assert.equal(plainText('a\u001b[1mb\tc\nd\u200be'), 'a\ufffd[1mb c d\ufffde');
  assert.equal(plainText('\ud800x'), '\ufffdx');
  assert.equal(plainText('损失 é 😀'), '损失 é 😀');
  assert.equal(shortened('abcdefghij', 7), 'abc…hij');
  assert.equal(shortened('验证损失验证损失', 7), '验…失');
  assert.deepEqual(wrapped('one two three', 9, '  '), ['  one two', '  three']);
  const paint = (/** @type {unknown} */ _, /** @type {string} */ text) => text;
  const { lines, left } = table(
    [
      { title: 'name', align: 'left', cells: ['损失', 'b'] },
      { title: 'n', align: 'right', cells: ['1', '10'] },
      { title: 'wide', align: 'left', cells: ['xxxxxxxx', ''] },
    ],
    14,
    paint,
    '',
  );
  assert.deepEqual(lines, ['name   n', '损失   1', 'b     10']);
  assert.deepEqual(left, ['wide']);
});
