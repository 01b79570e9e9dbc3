/**
 * What reading the fixtures of frameworks and of research code must give: lists for each metric, logs
 * of vision frameworks, reinforcement learning, language models.
 */
import { curve, curves, parse, parseLines } from './reading.js';

/** @import { Curve, Direction, Point, ReferenceCase, ReferenceRun } from './reading.js' */

/** @typedef {Record<string, any>} Row */

/** @param {readonly Point[]} points @param {Direction} direction @returns {Curve} */
const of = (points, direction) => ({ direction, points: [...points] });

/** Epochs from 1 on. @param {readonly unknown[]} values @param {Direction} direction @returns {Curve} */
const byEpoch = (values, direction) =>
  of(
    values.map((value, index) => [index + 1, Number(value)]),
    direction,
  );

/**
 * Curves of a set of rows by one key of theirs.
 * @param {Row[]} rows @param {string} x @param {Record<string, Direction>} directions
 * @returns {ReferenceRun[]}
 */
const byKey = (rows, x, directions) => [
  {
    curves: curves(
      rows,
      (row) => row[x],
      (row) => row,
      directions,
    ),
  },
];

/** What stands at a path of keys. @param {any} value @param {...string} keys */
const at = (value, ...keys) => keys.reduce((found, key) => found?.[key], value);

/** @param {any} history @param {Record<string, Direction>} directions @returns {ReferenceRun} */
const keras = (history, directions) => ({
  curves: Object.fromEntries(
    Object.entries(directions).map(([name, direction]) => [
      name,
      byEpoch(history[name], direction),
    ]),
  ),
});

const LUDWIG = /** @type {const} */ ([
  ['combined', 'loss', 'lower'],
  ['label', 'accuracy', 'higher'],
  ['label', 'loss', 'lower'],
]);

/**
 * @param {any} document @param {readonly string[]} splits
 * @param {(values: any[], direction: Direction) => Curve} curveOf @returns {ReferenceRun[]}
 */
const ludwig = (document, splits, curveOf) => [
  {
    curves: Object.fromEntries(
      splits.flatMap((split) =>
        LUDWIG.map(([feature, metric, direction]) => [
          `${split}/${feature}/${metric}`,
          curveOf(document[split][feature][metric], direction),
        ]),
      ),
    ),
  },
];

/**
 * Rows of training where they say, rows of validation where training stood last.
 * @param {Row[]} rows @param {(row: Row) => boolean} isValidation @param {(row: Row) => number} step
 * @returns {{ step: number, isValidation: boolean, row: Row }[]}
 */
function placed(rows, isValidation, step) {
  let reached = 0;
  return rows.map((row) => {
    if (!isValidation(row)) reached = step(row);
    return { step: reached, isValidation: isValidation(row), row };
  });
}

/**
 * @param {ReturnType<typeof placed>} rows @param {string} key @param {boolean} isValidation
 * @param {Direction} direction
 */
const placedCurve = (rows, key, isValidation, direction) =>
  curve(
    rows.filter((each) => each.isValidation === isValidation),
    (each) => each.step,
    (each) => each.row[key],
    direction,
  );

/** A curve without its sentinels. @param {Curve} whole @param {(value: number) => boolean} isMeasured */
const without = ({ direction, points }, isMeasured) =>
  of(
    points.filter(([, value]) => isMeasured(value)),
    direction,
  );

const isNotMinusOne = (/** @type {number} */ value) => value !== -1;

/** @type {ReferenceCase[]} */
export const researchCases = [
  {
    file: 'keras_history/validated_every_epoch.json',
    format: 'keras_history',
    runs: (text) => [
      keras(parse(text), {
        loss: 'lower',
        accuracy: 'higher',
        val_loss: 'lower',
        val_accuracy: 'higher',
        lr: 'unknown',
      }),
    ],
  },
  {
    file: 'keras_history/layer_prefixes_and_nan.json',
    format: 'keras_history',
    notes: ['non_finite_literals'],
    runs: (text) => [
      keras(parse(text), {
        loss: 'lower',
        text_loss: 'lower',
        image_loss: 'lower',
        text_top_1_accuracy: 'higher',
      }),
    ],
  },
  {
    file: 'keras_history/validated_every_second_epoch.json',
    format: 'keras_history',
    runs: (text) => {
      const history = parse(text);
      return [
        {
          curves: {
            ...keras(history, { loss: 'lower', accuracy: 'higher' }).curves,
            val_loss: of(
              [
                [2, history.val_loss[0]],
                [4, history.val_loss[1]],
              ],
              'lower',
            ),
          },
        },
      ];
    },
  },
  {
    file: 'keras_history/whole_callback.json',
    format: 'keras_history',
    runs: (text) => [keras(parse(text).history, { loss: 'lower', val_loss: 'lower' })],
  },
  {
    file: 'keras_history/folds.json',
    format: 'keras_history',
    runs: (text) =>
      Object.entries(parse(text)).map(([name, history]) => ({
        name,
        ...keras(history, { loss: 'lower', val_loss: 'lower' }),
      })),
  },
  {
    file: 'sacred/metrics_at_their_own_steps.json',
    format: 'sacred',
    notes: ['non_finite_literals'],
    runs: (text) => {
      const metrics = parse(text);
      /** @param {string} name @param {Direction} direction */
      const metric = (name, direction) =>
        of(
          metrics[name].steps.map((/** @type {number} */ step, /** @type {number} */ i) => [
            step,
            Number(metrics[name].values[i]),
          ]),
          direction,
        );
      return [
        {
          curves: {
            'training.loss': metric('training.loss', 'lower'),
            'validation.accuracy': metric('validation.accuracy', 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'sacred/many_metrics.json',
    format: 'sacred',
    runs: (text) => [
      {
        curves: Object.fromEntries(
          Object.entries(parse(text)).map(([name, { steps, values }]) => [
            name,
            of(
              steps.map((/** @type {number} */ step, /** @type {number} */ i) => [step, values[i]]),
              'lower',
            ),
          ]),
        ),
      },
    ],
  },
  { file: 'sacred/run.json', format: 'sacred', runs: () => [{ name: 'digits', curves: {} }] },
  {
    file: 'ludwig/training_statistics.json',
    format: 'ludwig',
    runs: (text) => ludwig(parse(text), ['training', 'validation', 'test'], byEpoch),
  },
  {
    file: 'ludwig/training_progress_old.json',
    format: 'ludwig',
    notes: ['non_finite_literals'],
    runs: (text) => ludwig(parse(text), ['train_stats', 'vali_stats', 'test_stats'], byEpoch),
  },
  {
    file: 'ludwig/training_progress_of_tuples.json',
    format: 'ludwig',
    notes: ['non_finite_literals'],
    runs: (text) =>
      ludwig(
        parse(text),
        ['train_metrics', 'validation_metrics', 'test_metrics'],
        (tuples, direction) =>
          of(
            tuples.map(([, step, value]) => [step, value]),
            direction,
          ),
      ),
  },
  {
    file: 'ludwig/evaluated_every_so_many_steps.json',
    format: 'ludwig',
    runs: (text) =>
      ludwig(parse(text), ['training', 'validation'], (values, direction) =>
        of(
          values.map((value, index) => [index, value]),
          direction,
        ),
      ),
  },
  {
    file: 'detectron2/losses_and_results.json',
    format: 'detectron2',
    notes: ['non_finite_literals', 'no_objects'],
    runs: (text) =>
      byKey(parseLines(text), 'iteration', {
        total_loss: 'lower',
        loss_cls: 'lower',
        loss_box_reg: 'lower',
        lr: 'unknown',
        'bbox/AP': 'higher',
        'bbox/AP-cat': 'higher',
        'bbox/AP50': 'higher',
      }),
  },
  {
    file: 'detectron2/two_evaluation_sets.json',
    format: 'detectron2',
    runs: (text) =>
      byKey(parseLines(text), 'iteration', {
        total_loss: 'lower',
        'coco_val/bbox/AP': 'higher',
        'coco_val/segm/AP': 'higher',
        'city_val/bbox/AP': 'higher',
        'city_val/segm/AP': 'higher',
      }),
  },
  {
    file: 'mmcv/epochs.log.json',
    format: 'mmcv',
    notes: ['no_objects'],
    runs: (text) => {
      // Every epoch has 100 iterations, and counts them from 1 again.
      const rows = placed(
        parseLines(text).filter(({ mode }) => mode),
        ({ mode }) => mode === 'val',
        ({ epoch, iter }) => (epoch - 1) * 100 + iter,
      );
      return [
        {
          curves: {
            loss: placedCurve(rows, 'loss', false, 'lower'),
            loss_cls: placedCurve(rows, 'loss_cls', false, 'lower'),
            bbox_mAP: placedCurve(rows, 'bbox_mAP', true, 'higher'),
            bbox_mAP_50: placedCurve(rows, 'bbox_mAP_50', true, 'higher'),
          },
          checkpoints: rows
            .filter((each) => each.isValidation)
            .map(({ step, row }) => ({ step, epoch: row['epoch'] })),
        },
      ];
    },
  },
  {
    file: 'mmcv/iterations.log.json',
    format: 'mmcv',
    runs: (text) => {
      const rows = placed(
        parseLines(text).filter(({ mode }) => mode),
        ({ mode }) => mode === 'val',
        ({ iter }) => iter,
      );
      return [
        {
          curves: {
            loss: placedCurve(rows, 'loss', false, 'lower'),
            'decode.loss_ce': placedCurve(rows, 'decode.loss_ce', false, 'lower'),
            mIoU: placedCurve(rows, 'mIoU', true, 'higher'),
            aAcc: placedCurve(rows, 'aAcc', true, 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'mmcv/resumed_and_loss_of_validation.log.json',
    format: 'mmcv',
    notes: ['superseded'],
    runs: (text) => {
      // Epoch 2 was trained twice, 20 iterations each: what was logged first is superseded.
      const all = parseLines(text).filter(({ mode }) => mode);
      const rows = placed(
        [...all.slice(0, 3), ...all.slice(6)],
        ({ mode }) => mode === 'val',
        ({ epoch, iter }) => (epoch - 1) * 20 + iter,
      );
      return [
        {
          curves: {
            loss: placedCurve(rows, 'loss', false, 'lower'),
            'val/loss': placedCurve(rows, 'loss', true, 'lower'),
            'accuracy_top-1': placedCurve(rows, 'accuracy_top-1', true, 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'mmengine/validated_by_epoch.json',
    format: 'mmengine',
    notes: ['no_objects'],
    runs: (text) => {
      const rows = placed(
        parseLines(text),
        (row) => !('iter' in row),
        ({ step }) => step,
      );
      return [
        {
          curves: {
            loss: placedCurve(rows, 'loss', false, 'lower'),
            'coco/bbox_mAP': placedCurve(rows, 'coco/bbox_mAP', true, 'higher'),
            'coco/bbox_mAP_s': without(
              placedCurve(rows, 'coco/bbox_mAP_s', true, 'higher'),
              isNotMinusOne,
            ),
          },
          checkpoints: rows
            .filter((each) => each.isValidation)
            .map(({ step, row }) => ({ step, epoch: row['step'] })),
        },
      ];
    },
  },
  {
    file: 'mmengine/validated_by_iteration.json',
    format: 'mmengine',
    runs: (text) =>
      byKey(parseLines(text), 'step', { loss: 'lower', mIoU: 'higher', aAcc: 'higher' }),
  },
  {
    file: 'mmengine/one_test.json',
    format: 'mmengine',
    runs: (text) => byKey(parseLines(text), 'step', { 'accuracy/top1': 'higher' }),
  },
  {
    file: 'detr_log/coco_numbers.txt',
    format: 'detr_log',
    notes: ['no_objects', 'lists_left_out'],
    runs: (text) => {
      const rows = parseLines(text);
      // The order in which COCOeval sums up; there are no small objects.
      const names = ['AP', 'AP50', 'AP75', null, 'AP_medium', 'AP_large'];
      names.push('AR1', 'AR10', 'AR100', null, 'AR_medium', 'AR_large');
      const coco = names.flatMap((name, place) =>
        name === null
          ? []
          : [
              [
                `test_coco_eval_bbox/${name}`,
                curve(
                  rows,
                  (row) => row.epoch,
                  (row) => row.test_coco_eval_bbox[place],
                  'higher',
                ),
              ],
            ],
      );
      const [rest] = byKey(rows, 'epoch', {
        train_loss: 'lower',
        train_class_error: 'lower',
        test_loss: 'lower',
        test_class_error: 'lower',
      });
      return [{ curves: { ...Object.fromEntries(coco), ...rest?.curves } }];
    },
  },
  {
    file: 'detr_log/two_runs_appended.txt',
    format: 'detr_log',
    notes: ['superseded'],
    // The second run began again at epoch 1.
    runs: (text) => {
      const rows = parseLines(text);
      return byKey([rows[0] ?? {}, ...rows.slice(3)], 'epoch', {
        train_loss: 'lower',
        test_loss: 'lower',
        test_acc1: 'higher',
        test_acc5: 'higher',
      });
    },
  },
  {
    file: 'detr_log/pretraining_without_test.txt',
    format: 'detr_log',
    runs: (text) => byKey(parseLines(text), 'epoch', { train_loss: 'lower', train_lr: 'unknown' }),
  },
  ...['stats_of_five_ticks', 'stats_of_one_tick'].map((name) => ({
    file: `stylegan/${name}.jsonl`,
    format: 'stylegan',
    runs: (/** @type {string} */ text) => {
      const rows = parseLines(text);
      /** @param {string} key @param {Direction} direction */
      const mean = (key, direction) =>
        curve(
          rows,
          (row) => row['Progress/kimg'].mean,
          (row) => row[key].mean,
          direction,
        );
      return [
        {
          curves: {
            'Loss/G/loss': mean('Loss/G/loss', 'lower'),
            'Loss/D/loss': mean('Loss/D/loss', 'lower'),
            // What never varies is a fact.
            ...(rows.length > 1 ? { 'Loss/scores/fake': mean('Loss/scores/fake', 'unknown') } : {}),
          },
        },
      ];
    },
  })),
  {
    file: 'stylegan/metric-fid50k_full.jsonl',
    format: 'stylegan',
    notes: ['impossible_values'],
    runs: (text) => {
      const rows = parseLines(text);
      const kimg = (/** @type {Row} */ row) => Number(/(\d+)\.pkl$/.exec(row['snapshot_pkl'])?.[1]);
      return [
        {
          curves: {
            fid50k_full: without(
              curve(rows, kimg, (row) => row.results.fid50k_full, 'lower'),
              (value) => value >= 0 && value < 1e6,
            ),
          },
          checkpoints: rows.map((row) => ({
            step: kimg(row),
            path: row['snapshot_pkl'],
            saved: 'yes',
            ...([-3.1e68, 1.18e57].includes(row.results.fid50k_full)
              ? { metrics: {}, sentinels: row.results }
              : { sentinels: {} }),
          })),
        },
      ];
    },
  },
  {
    file: 'chainer/log_with_validation.json',
    format: 'chainer',
    runs: (text) =>
      byKey(parse(text), 'iteration', {
        'main/loss': 'lower',
        'main/acc': 'higher',
        'validation/main/loss': 'lower',
        'validation/main/acc': 'higher',
        elapsed_time: 'unknown',
      }),
  },
  {
    file: 'ray_tune/rllib_trial.json',
    format: 'ray_tune',
    notes: ['non_finite_literals'],
    runs: (text) => {
      const rows = parseLines(text);
      const [flat] = byKey(rows, 'training_iteration', {
        episode_reward_mean: 'higher',
        episode_reward_max: 'unknown',
        timesteps_total: 'unknown',
      });
      const nested = curve(
        rows,
        (row) => row.training_iteration,
        (row) => at(row, 'info', 'learner', 'policy_loss'),
        'lower',
      );
      return [{ curves: { ...flat?.curves, 'info/learner/policy_loss': nested } }];
    },
  },
  {
    file: 'ray_tune/tune_report.json',
    format: 'ray_tune',
    runs: (text) =>
      byKey(parseLines(text), 'training_iteration', { mean_accuracy: 'higher', loss: 'lower' }),
  },
  {
    file: 'ray_tune/experiment_state.json',
    format: 'ray_tune',
    runs: (text) =>
      parse(text).checkpoints.map((/** @type {Row} */ trial) => ({
        name: trial['experiment_tag'],
        curves: {
          episode_reward_mean: of(
            [[trial['last_result'].training_iteration, trial['last_result'].episode_reward_mean]],
            'higher',
          ),
        },
      })),
  },
  {
    file: 'stable_baselines3/ppo_with_evaluations.json',
    format: 'stable_baselines3',
    runs: (text) =>
      byKey(parseLines(text), 'time/total_timesteps', {
        'rollout/ep_rew_mean': 'higher',
        'eval/mean_reward': 'higher',
        'train/loss': 'lower',
      }),
  },
  {
    file: 'torchtune/one_metric_a_line.jsonl',
    format: 'torchtune',
    runs: (text) =>
      byKey(parseLines(text), 'step', {
        loss: 'lower',
        lr: 'unknown',
        tokens_per_second_per_gpu: 'unknown',
      }),
  },
  {
    file: 'torchtune/with_memory.jsonl',
    format: 'torchtune',
    runs: (text) => byKey(parseLines(text), 'step', { loss: 'lower', val_loss: 'lower' }),
  },
  ...['lines_of_text', 'one_value_a_line'].map((name) => ({
    file: `torchtune/${name}.txt`,
    format: 'torchtune',
    notes: [name === 'lines_of_text' ? 'non_finite_literals' : 'text_skipped'],
    runs: (/** @type {string} */ text) =>
      byKey(
        [...text.matchAll(/^Step (\d+) \| (.*)$/gm)].map(([, step, values = '']) => ({
          step,
          ...Object.fromEntries(
            values
              .trim()
              .split(' ')
              .map((pair) => pair.split(':')),
          ),
        })),
        'step',
        { loss: 'lower', tokens_per_second_per_gpu: 'unknown' },
      ),
  })),
  {
    file: 'fairseq/numbers_as_texts.jsonl',
    format: 'fairseq',
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row.num_updates ?? row.train_num_updates ?? row.valid_num_updates,
          (row) => row,
          {
            loss: 'lower',
            ppl: 'lower',
            lr: 'unknown',
            train_loss: 'lower',
            train_ppl: 'lower',
            valid_loss: 'lower',
            valid_ppl: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'fairseq/prefixed_by_the_logger.log',
    format: 'fairseq',
    notes: ['text_skipped'],
    runs: (text) => [
      {
        curves: curves(
          (text.match(/\{.*\}$/gm) ?? []).map((line) => parse(line)),
          (row) => row.num_updates ?? row.train_num_updates ?? row.valid_num_updates,
          (row) => row,
          {
            loss: 'lower',
            ppl: 'lower',
            lr: 'unknown',
            train_loss: 'lower',
            train_ppl: 'lower',
            valid_loss: 'lower',
            valid_ppl: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'tinker/supervised.jsonl',
    format: 'tinker',
    runs: (text) =>
      byKey(parseLines(text), 'step', {
        train_mean_nll: 'lower',
        'test/nll': 'lower',
        learning_rate: 'unknown',
      }),
  },
  {
    file: 'tinker/metrics_of_rl.jsonl',
    format: 'tinker',
    runs: (text) =>
      byKey(parseLines(text), 'step', {
        'env/all/reward/total': 'higher',
        'test/env/all/reward/total': 'higher',
      }),
  },
  {
    file: 'tinker/checkpoint_list.jsonl',
    format: 'tinker',
    runs: (text) => [
      {
        curves: {},
        checkpoints: parseLines(text).map((row) => ({
          id: row.name,
          step: row.batch,
          epoch: row.epoch,
          model: row.sampler_path,
          path: row.state_path,
          saved: 'yes',
        })),
      },
    ],
  },
  {
    file: 'spacy/model_best_meta.json',
    format: 'spacy',
    runs: (text) => {
      const { performance } = parse(text);
      return [
        {
          curves: {
            ents_f: of([[0, performance.ents_f]], 'higher'),
            ents_p: of([[0, performance.ents_p]], 'higher'),
            'ents_per_type/ORG/f': of([[0, performance.ents_per_type.ORG.f]], 'higher'),
            ner_loss: of([[0, performance.ner_loss]], 'lower'),
            speed: of([[0, performance.speed]], 'unknown'),
          },
        },
      ];
    },
  },
  {
    file: 'spacy/console_rows.jsonl',
    format: 'spacy',
    runs: (text) => {
      const rows = parseLines(text);
      /** @param {string[]} keys @param {Direction} direction */
      const nested = (keys, direction) =>
        curve(
          rows,
          (row) => row.step,
          (row) => at(row, ...keys),
          direction,
        );
      return [
        {
          curves: {
            score: nested(['score'], 'higher'),
            'scores/ents_f': nested(['scores', 'ents_f'], 'higher'),
            'losses/ner': nested(['losses', 'ner'], 'lower'),
          },
        },
      ];
    },
  },
  {
    file: 'allennlp/metrics_epoch_2.json',
    format: 'allennlp',
    runs: (text) =>
      byKey([parse(text)], 'epoch', {
        training_loss: 'lower',
        training_accuracy: 'higher',
        validation_loss: 'lower',
        validation_accuracy: 'higher',
        validation_fscore: 'higher',
      }),
  },
  {
    file: 'dvclive/ultralytics.json',
    format: 'dvclive',
    runs: (text) => {
      const last = parse(text);
      return [
        {
          curves: {
            'train/box_loss': of([[4, last.train.box_loss]], 'lower'),
            'val/box_loss': of([[4, last.val.box_loss]], 'lower'),
            'metrics/mAP50(B)': of([[4, last.metrics['mAP50(B)']]], 'higher'),
            'metrics/mAP50-95(B)': of([[4, last.metrics['mAP50-95(B)']]], 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'dvclive/not_finite_as_text.json',
    format: 'dvclive',
    runs: (text) => {
      const last = parse(text);
      return [
        {
          curves: {
            'train/loss': of([[last.step, NaN]], 'lower'),
            'eval/loss': of([[last.step, Infinity]], 'lower'),
            'eval/acc': of([[last.step, last.eval.acc]], 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'nanochat/meta_002000.json',
    format: 'nanochat',
    runs: (text) => {
      const meta = parse(text);
      return [
        {
          curves: {
            val_bpb: of([[meta.step, meta.val_bpb]], 'lower'),
            'loop_state/smooth_train_loss': of(
              [[meta.step, meta.loop_state.smooth_train_loss]],
              'lower',
            ),
          },
          checkpoints: [{ step: meta.step, saved: 'yes' }],
        },
      ];
    },
  },
  {
    file: 'nanochat/chat_sft_meta.json',
    format: 'nanochat',
    runs: (text) =>
      byKey([parse(text)], 'step', {
        val_loss: 'lower',
        mmlu_acc: 'higher',
        arc_easy_acc: 'higher',
      }),
  },
  {
    file: 'instructlab/training_params_and_metrics_global0.jsonl',
    format: 'instructlab',
    runs: (text) =>
      byKey(
        parseLines(text).filter((row) => 'step' in row),
        'step',
        { avg_loss: 'lower', lr: 'unknown', overall_throughput: 'unknown' },
      ),
  },
  {
    file: 'instructlab/older_training_log.jsonl',
    format: 'instructlab',
    runs: (text) =>
      byKey(
        parseLines(text).filter((row) => 'step' in row),
        'step',
        { loss: 'lower', total_loss: 'lower' },
      ),
  },
];
