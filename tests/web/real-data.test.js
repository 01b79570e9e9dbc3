/**
 * Files of real training runs, which are not part of the repository: where they lie beside it, each is
 * read and compared with plain loops over JSON.parse; elsewhere these tests are skipped.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { command, pathOf } from './support.js';

const data = new URL('../../../shared/data/', import.meta.url);
const skip = existsSync(data) ? false : 'the real files are not beside the repository';

/** @typedef {Record<string, unknown>} Row */

/**
 * @param {string} folder below the data
 * @param {string} ending
 * @returns {URL[]}
 */
function filesIn(folder, ending) {
  if (skip) return [];
  const url = new URL(`${folder}/`, data);
  return readdirSync(url)
    .filter((name) => name.endsWith(ending))
    .map((name) => new URL(name, url));
}

/**
 * @param {URL} file
 * @returns {any} with bare NaN and Infinity as texts
 */
function parse(file) {
  const text = readFileSync(file, 'utf8');
  return JSON.parse(text.replace(/(?<=[:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, '"$1"'));
}

/** @param {URL} file */
async function read(file) {
  const { stdout } = await command(['--json', pathOf(file)]);
  return JSON.parse(stdout);
}

/**
 * What a curve must be: the last value of each step, finite ones only.
 * @param {readonly Row[]} rows
 * @param {(row: Row) => number} x
 * @param {(row: Row) => unknown} y
 */
function reference(rows, x, y) {
  /** @type {Map<number, number>} */
  const byStep = new Map();
  for (const row of rows) {
    const value = y(row);
    if (value !== undefined && value !== null) byStep.set(x(row), Number(value));
  }
  const points = [...byStep]
    .filter(([, value]) => Number.isFinite(value))
    .toSorted(([left], [right]) => left - right)
    .map(([step, value]) => ({ step, value }));
  const extreme = (/** @type {1 | -1} */ sign) =>
    points.reduce((found, point) => (sign * (point.value - found.value) > 0 ? point : found));
  return points.length === 0
    ? { points: 0 }
    : {
        points: points.length,
        first: points[0],
        last: points.at(-1),
        min: extreme(-1),
        max: extreme(1),
      };
}

/**
 * @param {any} run of `--json`
 * @param {readonly Row[]} rows
 * @param {(row: Row) => number} x
 * @param {(row: Row, name: string) => unknown} y
 */
function assertCurves(run, rows, x, y) {
  for (const metric of run.metrics) {
    const expected = reference(rows, x, (row) => y(row, metric.name));
    const { points, first, last, min, max } = metric;
    const actual = points === 0 ? { points } : { points, first, last, min, max };
    assert.deepEqual(actual, expected, metric.name);
  }
}

test('there are real files to read', { skip }, () => {
  assert.ok(filesIn('real/hf_trainer_state', '.json').length > 10);
});

for (const file of filesIn('real/hf_trainer_state', '.json')) {
  const name = file.pathname.split('/').at(-1);
  test(`the Hugging Face state ${name} has its curves, point for point`, async () => {
    const state = parse(file);
    const rows = state.log_history.filter((/** @type {Row} */ row) => !('train_runtime' in row));
    const { runs, rejected } = await read(file);
    assert.deepEqual(rejected, []);
    const [run] = runs;
    assert.equal(run.format, 'huggingface_trainer');
    assert.equal(run.rows, rows.length);
    assert.deepEqual(
      run.notes.filter((/** @type {any} */ note) => note.severity === 'data_loss'),
      [],
    );
    // These states were written by runs that never went back to an earlier step.
    const steps = rows.map((/** @type {Row} */ row) => Number(row['step']));
    assert.deepEqual(
      steps,
      steps.toSorted((/** @type {number} */ l, /** @type {number} */ r) => l - r),
    );
    assertCurves(
      run,
      rows,
      (row) => Number(row['step']),
      (row, key) => row[key],
    );
    const names = new Set(run.metrics.map((/** @type {any} */ metric) => metric.name));
    const losses = rows.flatMap((/** @type {Row} */ row) =>
      Object.keys(row).filter((key) => /^(eval_)?loss$/.test(key)),
    );
    for (const key of losses) assert.ok(names.has(key), key);
  });
}

const checkpointLists = [
  ...filesIn('real/openai_checkpoints', '.json'),
  ...filesIn('real/azure_openai_checkpoints', '.json'),
  ...filesIn('examples', 'openai_list.json'),
];
for (const file of checkpointLists) {
  const name = file.pathname.split('/').slice(-2).join('/');
  test(`the checkpoint list ${name} has its curves and its checkpoints, oldest first`, async () => {
    const document = parse(file);
    /** @type {any[]} */
    const rows = document.data ?? [document].flat();
    const { runs } = await read(file);
    const [run] = runs;
    assert.equal(run.format, 'openai_checkpoints');
    const ordered = rows.toSorted((left, right) => left.step_number - right.step_number);
    assert.deepEqual(
      run.checkpoints.map((/** @type {any} */ row) => [row.id, row.step, row.model]),
      ordered.map((row) => [row.id, row.step_number, row.fine_tuned_model_checkpoint]),
    );
    assertCurves(
      run,
      rows,
      (row) => Number(row['step_number']),
      (row, key) => /** @type {any} */ (row)['metrics'][key],
    );
  });
}

for (const file of [
  ...filesIn('real/mistral_job', '1.json'),
  ...filesIn('examples', 'mistral_wire.json'),
]) {
  const name = file.pathname.split('/').slice(-2).join('/');
  test(`the Mistral job ${name} has its curves, and its misnamed accuracy falls`, async () => {
    const { runs } = await read(file);
    const [run] = runs;
    assert.equal(run.format, 'mistral_job');
    assertCurves(
      run,
      parse(file).checkpoints,
      (row) => Number(row['step_number']),
      (row, key) => /** @type {any} */ (row)['metrics'][key],
    );
    const misnamed = run.metrics.find(
      (/** @type {any} */ metric) => metric.name === 'valid_mean_token_accuracy',
    );
    assert.equal(misnamed.direction, 'lower');
    assert.ok(run.notes.some((/** @type {any} */ note) => note.code === 'misnamed_perplexity'));
  });
}

for (const file of filesIn('real/negatives', '')) {
  test(`what is no training log is refused: ${file.pathname.split('/').at(-1)}`, async () => {
    const { runs, rejected } = await read(file);
    assert.deepEqual([runs.length, rejected.length], [0, 1]);
    assert.ok(['no_metrics', 'git_lfs_pointer'].includes(rejected[0].code), rejected[0].code);
  });
}

for (const file of filesIn('real/llamafactory_trainer_log', '.jsonl')) {
  test(`the LLaMA-Factory log ${file.pathname.split('/').at(-1)} has its curves, point for point`, async () => {
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => JSON.parse(line));
    const { runs } = await read(file);
    assert.equal(runs[0].format, 'llamafactory');
    assertCurves(
      runs[0],
      rows,
      (row) => Number(row['current_steps']),
      (row, key) => row[key],
    );
  });
}

for (const file of filesIn('real/ms_swift_logging', '.jsonl')) {
  test(`the ms-swift log ${file.pathname.split('/').at(-1)} has its curves, and its history once`, async () => {
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => JSON.parse(line))
      .filter((row) => 'global_step/max_steps' in row && !('train_runtime' in row));
    const { runs } = await read(file);
    assert.deepEqual([runs.length, runs[0].format], [1, 'ms_swift']);
    assertCurves(
      runs[0],
      rows,
      (row) => Number.parseInt(String(row['global_step/max_steps']), 10),
      (row, key) => row[key],
    );
  });
}

for (const file of filesIn('real/catboost_training', '.json')) {
  test(`the CatBoost log ${file.pathname.split('/').at(-1)} has its curves in its own direction`, async () => {
    const { meta, iterations } = parse(file);
    const { runs } = await read(file);
    assert.equal(runs[0].format, 'catboost');
    const names = meta.learn_metrics.map((/** @type {any} */ { name }) => `learn/${name}`);
    assert.deepEqual(
      runs[0].metrics.map((/** @type {any} */ metric) => [metric.name, metric.direction]),
      meta.learn_metrics.map((/** @type {any} */ { name, best_value: best }) => [
        `learn/${name}`,
        best === 'Min' ? 'lower' : 'higher',
      ]),
    );
    assertCurves(
      runs[0],
      iterations,
      (row) => Number(row['iteration']),
      (row, key) => /** @type {any} */ (row)['learn'][names.indexOf(key)],
    );
  });
}
