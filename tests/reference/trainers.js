/** References of the Hugging Face family and of boosting; see ../reference.js. */
import { curve, curves, parse, parseLines } from './reading.js';

/** @typedef {import('./reading.js').ReferenceCase} ReferenceCase */
/** @typedef {import('./reading.js').Direction} Direction */

/** @type {Record<string, Direction>} */
const trainer = {
  loss: 'lower',
  eval_loss: 'lower',
  eval_accuracy: 'higher',
  learning_rate: 'unknown',
};

/** @param {any[]} rows @param {Record<string, Direction>} directions @param {string} [step] */
const byStep = (rows, directions, step = 'step') =>
  curves(
    rows.filter((row) => !('train_runtime' in row)),
    (row) => row[step],
    (row) => row,
    directions,
  );

/** @param {string} file @param {Record<string, Direction>} directions @returns {ReferenceCase} */
const preference = (file, directions) => ({
  file: `huggingface_trainer/${file}.json`,
  format: 'huggingface_trainer',
  runs: (text) => [{ curves: byStep(parse(text).log_history, directions) }],
});

/** One value of each metric, at `epoch` or nowhere. @param {string} file @param {Record<string, Direction>} directions @returns {ReferenceCase} */
const results = (file, directions) => ({
  file: `huggingface_results/${file}.json`,
  format: 'huggingface_results',
  runs: (text) => [
    {
      curves: curves(
        [parse(text)],
        (row) => row.epoch ?? 0,
        (row) => row,
        directions,
      ),
    },
  ],
});

/** @param {string} file @param {Record<string, Direction>} directions @returns {ReferenceCase} */
const llamafactory = (file, directions) => ({
  file: `llamafactory/${file}.jsonl`,
  format: 'llamafactory',
  runs: (text) => [{ curves: byStep(parseLines(text), directions, 'current_steps') }],
});

/** @param {string} file @param {string[]} notes @returns {ReferenceCase} */
const swift = (file, notes) => ({
  file: `ms_swift/${file}.jsonl`,
  format: 'ms_swift',
  notes,
  runs: (text) => {
    const rows = parseLines(text).filter((row) => 'global_step/max_steps' in row);
    for (const row of rows) row.step = Number(row['global_step/max_steps'].split('/')[0]);
    return [
      {
        curves: byStep(rows, {
          loss: 'lower',
          token_acc: 'higher',
          eval_loss: 'lower',
          eval_token_acc: 'higher',
        }),
      },
    ];
  },
});

/** @type {(best: unknown) => Direction} */
const catboostDirection = (best) =>
  best === 'Min' ? 'lower' : best === 'Max' ? 'higher' : 'unknown';

/** @param {any} log of CatBoost */
function catboostRun({ meta, iterations }) {
  const kinds = [
    { sets: meta.learn_sets, metrics: meta.learn_metrics },
    { sets: meta.test_sets, metrics: meta.test_metrics },
  ];
  const all = kinds.flatMap(({ sets, metrics }) =>
    sets.flatMap((/** @type {string} */ set) =>
      metrics.map((/** @type {any} */ metric, /** @type {number} */ place) => [
        `${set}/${metric.name}`,
        curve(
          iterations,
          (row) => row.iteration,
          (row) => row[set]?.[place],
          catboostDirection(metric.best_value),
        ),
      ]),
    ),
  );
  return { curves: Object.fromEntries(all) };
}

/** @param {string} file @param {string[]} [notes] @returns {ReferenceCase} */
const catboost = (file, notes = []) => ({
  file: `catboost/${file}.json`,
  format: 'catboost',
  notes,
  runs: (text) => [
    catboostRun(parse(text.trimEnd().endsWith('}') ? text : `${text.trimEnd().slice(0, -1)}]}`)),
  ],
});

/** @param {string} file @param {Record<string, Direction>} directions @param {string[]} [notes] @returns {ReferenceCase} */
const boosting = (file, directions, notes = []) => ({
  file: `evals_result/${file}.json`,
  format: 'evals_result',
  notes,
  runs: (text) => {
    const sets = parse(text);
    return [
      {
        curves: Object.fromEntries(
          Object.keys(sets).flatMap((set) =>
            Object.entries(sets[set]).map(([metric, values]) => [
              `${set}/${metric}`,
              {
                direction: /** @type {Direction} */ (directions[metric]),
                points: values.map((/** @type {number} */ y, /** @type {number} */ i) => [i, y]),
              },
            ]),
          ),
        ),
      },
    ];
  },
});

/** @type {ReferenceCase[]} */
export const trainerCases = [
  {
    file: 'huggingface_log_history/evaluated_each_epoch.json',
    format: 'huggingface_log_history',
    notes: ['closing_summary', 'non_finite_literals'],
    runs: (text) => [{ facts: { train_runtime: 60.1 }, curves: byStep(parse(text), trainer) }],
  },
  {
    file: 'huggingface_log_history/as_lines.jsonl',
    format: 'huggingface_log_history',
    runs: (text) => [{ curves: byStep(parseLines(text), trainer) }],
  },
  {
    file: 'huggingface_log_history/old_without_gradient_norm.json',
    format: 'huggingface_log_history',
    notes: ['closing_summary'],
    runs: (text) => [
      {
        curves: byStep(parse(text), { loss: 'lower', eval_loss: 'lower', eval_accuracy: 'higher' }),
      },
    ],
  },
  {
    file: 'huggingface_log_history/two_evaluation_sets.json',
    format: 'huggingface_log_history',
    runs: (text) => [
      {
        curves: byStep(parse(text), {
          loss: 'lower',
          eval_in_loss: 'lower',
          eval_out_loss: 'lower',
        }),
      },
    ],
  },
  preference('trl_sft', {
    loss: 'lower',
    eval_loss: 'lower',
    mean_token_accuracy: 'higher',
    eval_mean_token_accuracy: 'higher',
    entropy: 'unknown',
  }),
  preference('trl_dpo', {
    loss: 'lower',
    'rewards/accuracies': 'higher',
    'rewards/margins': 'higher',
    'rewards/rejected': 'unknown',
  }),
  preference('trl_grpo', { reward: 'higher', reward_std: 'unknown', kl: 'unknown' }),
  results('training_and_evaluation', {
    train_loss: 'lower',
    eval_loss: 'lower',
    eval_accuracy: 'higher',
  }),
  results('training_alone', { train_loss: 'lower' }),
  results('evaluation_alone', { eval_loss: 'lower', eval_wer: 'lower' }),
  results('prediction_alone', { predict_loss: 'lower', predict_accuracy: 'higher' }),
  llamafactory('newer', { loss: 'lower', eval_loss: 'lower', lr: 'unknown' }),
  llamafactory('older_with_nulls', {
    loss: 'lower',
    eval_loss: 'lower',
    learning_rate: 'unknown',
  }),
  llamafactory('preference_training', { loss: 'lower', accuracy: 'higher' }),
  swift('closing_summary', ['closing_summary']),
  swift('still_running', []),
  catboost('two_test_metrics'),
  catboost('learn_only'),
  catboost('still_being_written', ['still_written']),
  catboost('two_test_sets'),
  catboost('unusual_metric_names'),
  boosting('xgboost_two_sets', { logloss: 'lower' }, ['first_set_is_training']),
  boosting('xgboost_one_set', { rmse: 'lower', mae: 'lower' }),
  boosting('xgboost_train_named', { logloss: 'lower', auc: 'higher' }),
  boosting('lightgbm', { binary_logloss: 'lower', auc: 'higher' }),
];
