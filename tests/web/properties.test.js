/**
 * What must not change when the file of a run is written in other units, upside down, from another step
 * on, with holes, or, where the order of its rows means nothing, in another order: in several formats, from
 * the bytes of the file to what is said. The native tests hold the same of runs made without a file.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';
import { normal, uniform } from '../random.js';

/** @import { Metric, MetricChoice, Run } from '../../web/api/types.js' */

const SEEDS = [1, 2];
const EVALUATIONS = 24;
/** Training records for each evaluation. */
const PER_EVALUATION = 5;

/**
 * A run: an evaluation every 100 steps, and training records between them.
 * @typedef {{ readonly train: readonly number[], readonly held: readonly number[] }} Curves
 */

/** Healthy, overfitted, stopped early, noisy, spiked, diverged. @type {Readonly<Record<string, (seed: number) => Curves>>} */
const KINDS = {
  healthy: (seed) => curves(seed, { held: (at) => 1.2 + 1.5 / (1 + at / 2) }),
  overfitted: (seed) =>
    curves(seed, { held: (at) => 1.2 + 1.5 / (1 + at / 2) + Math.max(0, 0.05 * (at - 9)) }),
  flat: (seed) => curves(seed, { held: (at) => 1.2 + Math.max(0, 0.1 * (7 - at)) }),
  noisy: (seed) => curves(seed, { held: () => 1.2, noise: 0.1 }),
  spiked: (seed) =>
    curves(seed, {
      held: (at) => 1.2 + 1.5 / (1 + at / 2),
      train: (at) => (at === 47 || at === 84 ? 4 : 1),
    }),
  diverged: (seed) =>
    curves(seed, {
      held: (at) => 1.2 + 1.5 / (1 + at / 2),
      train: (at) => (at < 80 ? 1 : 1 + 0.1 * (at - 80)),
    }),
};

/**
 * @param {number} seed
 * @param {{ readonly held: (at: number) => number, readonly train?: (at: number) => number,
 *   readonly noise?: number }} shape `train` by what its curve is multiplied
 * @returns {Curves}
 */
function curves(seed, { held, train = () => 1, noise = 0.004 }) {
  const random = normal(seed);
  return {
    held: Array.from({ length: EVALUATIONS }, (_, at) => held(at) + noise * random()),
    train: Array.from(
      { length: EVALUATIONS * PER_EVALUATION },
      (_, at) => train(at) * (1 + 2 / (1 + 0.1 * at) + 0.02 * random()),
    ),
  };
}

/**
 * How a file of a run is written. `holes` puts a null where a value could stand and none does.
 * @typedef {(curves: Curves, options: { readonly offset: number, readonly holes: boolean }) => string} Writer
 */

/** @param {number} at a training record @param {number} offset */
const stepOf = (at, offset) => offset + ((at + 1) * 100) / PER_EVALUATION;
/** @param {number} at */
const isEvaluated = (at) => at % PER_EVALUATION === PER_EVALUATION - 1;

/** @type {Writer} */
function jsonLines({ train, held }, { offset, holes }) {
  const rows = train.map((value, at) => ({
    step: stepOf(at, offset),
    train_loss: value,
    ...(isEvaluated(at) ? { eval_mae: held[Math.floor(at / PER_EVALUATION)] } : {}),
    ...(holes && !isEvaluated(at) ? { eval_mae: null } : {}),
  }));
  const own = rows.map((row) => JSON.stringify(row));
  if (!holes) return own.join('\n');
  return own
    .flatMap((row, at) => [row, `{"step":${stepOf(at, offset)},"train_loss":null}`])
    .join('\n');
}

/** @type {Writer} */
function huggingFace({ train, held }, { offset, holes }) {
  const rows = train.flatMap((value, at) => {
    const step = stepOf(at, offset);
    const own = [{ loss: value, step, ...(holes ? { grad_norm: null } : {}) }];
    const at100 = Math.floor(at / PER_EVALUATION);
    return isEvaluated(at)
      ? [...own, { eval_mae: held[at100], step, ...(holes ? { eval_f1: null } : {}) }]
      : own;
  });
  return JSON.stringify({
    best_metric: null,
    best_model_checkpoint: null,
    global_step: stepOf(train.length - 1, offset),
    is_hyper_param_search: false,
    log_history: rows,
  });
}

/** Columns by epoch; the training loss is that of the evaluations. @type {Writer} */
function keras({ train, held }, { holes }) {
  const loss = train.filter((_, at) => isEvaluated(at));
  return JSON.stringify({
    loss,
    val_mae: held,
    ...(holes ? { val_acc: held.map(() => null) } : {}),
  });
}

const WRITERS = [
  { name: 'JSON Lines', write: jsonLines, metric: 'eval_mae', hasSteps: true },
  { name: 'Hugging Face', write: huggingFace, metric: 'eval_mae', hasSteps: true },
  { name: 'Keras', write: keras, metric: 'val_mae', hasSteps: false },
];

/**
 * Each read for itself: files of the same points would be read as one training.
 * @param {readonly string[]} texts
 * @param {MetricChoice} [metric]
 * @returns {Promise<readonly Run[]>}
 */
function runsOf(texts, metric) {
  return Promise.all(
    texts.map(async (text) => {
      const set = await openRuns(text, { metric });
      set.close();
      const [run] = set.runs;
      assert.ok(run && set.runs.length === 1 && set.rejected.length === 0);
      return run;
    }),
  );
}

/** All that is said of a run, places less an offset. @param {Run} run @param {number} [offset] */
function said({ verdict, findings }, offset = 0) {
  const place = (/** @type {number | null} */ x) =>
    x === null ? null : Number((x - offset).toFixed(6));
  const { kind, confidence, recommended } = verdict;
  return {
    kind,
    confidence,
    keep: recommended?.index ?? null,
    alike: recommended?.equivalent.map(({ index }) => index),
    average: recommended?.averageable,
    findings: findings.map(({ rule, severity, metric, fromStep, toStep }) =>
      [rule, severity, metric, place(fromStep), place(toStep)].join(' '),
    ),
  };
}

/** @param {Curves} curves @param {(value: number) => number} change of the held-out metric, and of training */
function changed({ train, held }, change, changeTrain = change) {
  return { train: train.map(changeTrain), held: held.map(change) };
}

/** @param {Run} run @param {string} name @returns {Metric} */
function metricOf(run, name) {
  const metric = run.metrics.find((one) => one.name === name);
  assert.ok(metric);
  return metric;
}

const plain = { offset: 0, holes: false };

for (const { name, write, metric, hasSteps } of WRITERS) {
  for (const [kind, make] of Object.entries(KINDS)) {
    const seen = (/** @type {number} */ seed) => `${name}, ${kind}, seed ${seed}`;

    test(`${name}, ${kind}: in another unit the same is said`, async () => {
      for (const seed of SEEDS) {
        const own = make(seed);
        const factors = [1, 0.125, 3, 1000];
        const texts = factors.map((factor) =>
          write(
            changed(own, (y) => y * factor),
            plain,
          ),
        );
        const [first, ...others] = (await runsOf(texts)).map((run) => said(run));
        for (const other of others) assert.deepEqual(other, first, seen(seed));
      }
    });

    test(`${name}, ${kind}: a constant added leaves best, S, slope and noise`, async () => {
      for (const seed of SEEDS) {
        const own = make(seed);
        const texts = [0, 64].map((shift) =>
          write(
            changed(
              own,
              (y) => y + shift,
              (y) => y,
            ),
            plain,
          ),
        );
        const [before, after] = (await runsOf(texts)).map((run) => metricOf(run, metric));
        assert.ok(before && after);
        assert.equal(after.best?.step, before.best?.step, seen(seed));
        assert.equal(after.trend.s, before.trend.s, seen(seed));
        assert.equal(after.min?.value, Number(before.min?.value) + 64, seen(seed));
        for (const [left, right] of [
          [after.trend.slope, before.trend.slope],
          [after.noiseSigma, before.noiseSigma],
        ]) {
          assert.ok(
            Math.abs(Number(left) - Number(right)) <= 1e-7 * Math.abs(Number(right)),
            seen(seed),
          );
        }
      }
    });

    test(`${name}, ${kind}: upside down with the direction reversed the same is said`, async () => {
      for (const seed of SEEDS) {
        const own = make(seed);
        const turned = changed(
          own,
          (y) => -y,
          (y) => y,
        );
        const [below] = await runsOf([write(own, plain)], { name: metric, direction: 'lower' });
        const [above] = await runsOf([write(turned, plain)], { name: metric, direction: 'higher' });
        assert.ok(below && above);
        assert.deepEqual(said(above), said(below), seen(seed));
        // Which direction is better decides: the other one keeps another checkpoint.
        const [wrong] = await runsOf([write(turned, plain)], { name: metric, direction: 'lower' });
        assert.notEqual(wrong?.best?.index, below.best?.index, seen(seed));
      }
    });

    test(`${name}, ${kind}: missing values change nothing`, async () => {
      for (const seed of SEEDS) {
        const own = make(seed);
        const texts = [false, true].map((holes) => write(own, { offset: 0, holes }));
        const [whole, holed] = await runsOf(texts);
        assert.ok(whole && holed);
        assert.deepEqual(said(holed), said(whole), seen(seed));
        for (const { name: each, points, trend } of whole.metrics) {
          const other = metricOf(holed, each);
          assert.deepEqual([other.points, other.trend], [points, trend], `${seen(seed)}, ${each}`);
        }
      }
    });

    if (!hasSteps) continue;
    test(`${name}, ${kind}: steps counted from elsewhere move with what is said`, async () => {
      for (const seed of SEEDS) {
        const own = make(seed);
        const texts = [0, 4096].map((offset) => write(own, { offset, holes: false }));
        const [before, after] = await runsOf(texts);
        assert.ok(before && after);
        assert.deepEqual(said(after, 4096), said(before), seen(seed));
        assert.equal(after.best?.step, Number(before.best?.step) + 4096, seen(seed));
      }
    });
  }
}

/**
 * Rows of formats whose order means nothing, and the file around them.
 * @type {readonly { readonly name: string, readonly row: (at: number, y: number) => object,
 *   readonly file: (rows: readonly object[]) => object }[]}
 */
const SETS = [
  {
    name: 'OpenAI checkpoints',
    row: (at, y) => ({
      object: 'fine_tuning.job.checkpoint',
      id: `ftckpt_${at}`,
      created_at: 1_721_764_800 + at,
      fine_tuning_job_id: 'ftjob-1',
      step_number: 10 * (at + 1),
      metrics: { train_loss: y / 2, full_valid_loss: y },
    }),
    file: (data) => ({ object: 'list', has_more: false, data }),
  },
  {
    name: 'OpenAI events',
    row: (at, y) => ({
      object: 'fine_tuning.job.event',
      id: `ftevent-${at}`,
      created_at: 1_721_764_800 + at,
      level: 'info',
      message: `Step ${at + 1}: training loss=${y}`,
      type: 'metrics',
      data: { step: at + 1, total_steps: EVALUATIONS, train_loss: y / 2, full_valid_loss: y },
    }),
    file: (data) => ({ object: 'list', has_more: false, data }),
  },
  {
    name: 'Mistral job',
    row: (at, y) => ({
      metrics: { train_loss: y / 2, valid_loss: y },
      step_number: 10 * (at + 1),
      created_at: 1_717_173_400 + at,
    }),
    file: (checkpoints) => ({
      id: 'aaaaaaaa-0000-4000-8000-000000000002',
      object: 'job',
      job_type: 'FT',
      model: 'open-mistral-7b',
      status: 'SUCCESS',
      created_at: 1_717_172_592,
      hyperparameters: { training_steps: 10 * EVALUATIONS, learning_rate: 0.0001 },
      events: [],
      checkpoints,
    }),
  },
];

/** @template Item @param {readonly Item[]} items @param {() => number} random */
function shuffled(items, random) {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

for (const { name, row, file } of SETS) {
  test(`${name}: the order of the rows changes nothing`, async () => {
    for (const seed of SEEDS) {
      const random = uniform(seed);
      for (const kind of ['overfitted', 'healthy']) {
        const { held } = KINDS[kind]?.(seed) ?? { held: [] };
        const rows = held.map((y, at) => row(at, y));
        const orders = [rows, rows.toReversed(), shuffled(rows, random), shuffled(rows, random)];
        const runs = await runsOf(orders.map((order) => JSON.stringify(file(order))));
        const [first, ...others] = runs.map((run) => {
          assert.ok(run.metrics.some(({ points }) => points === EVALUATIONS));
          const metrics = run.metrics.map(({ name: each, first: from, last, best, trend }) =>
            JSON.stringify([each, from, last, best, trend]),
          );
          return { ...said(run), metrics };
        });
        for (const other of others)
          assert.deepEqual(other, first, `${name}, ${kind}, seed ${seed}`);
      }
    }
  });
}
