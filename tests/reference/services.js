/** References of what hosted services and trackers serve; see ../reference.js. */
import { curve, curves, parse, parseLines } from './reading.js';

/** @typedef {import('./reading.js').ReferenceCase} ReferenceCase */
/** @typedef {import('./reading.js').Direction} Direction */

/** @type {Record<string, Direction>} */
const tokens = {
  train_loss: 'lower',
  train_mean_token_accuracy: 'higher',
  valid_loss: 'lower',
  valid_mean_token_accuracy: 'higher',
  full_valid_loss: 'lower',
  full_valid_mean_token_accuracy: 'higher',
};

/**
 * The losses that the message of an event spells. A person reads "Step 2/6: training loss=1.40, validation
 * loss=1.50" from left to right, part by part.
 * @param {string} message
 */
function spelled(message) {
  const [head, rest] = message.split(': ');
  if (!head?.startsWith('Step ') || !rest) return {};
  const names = new Map([
    ['training loss', 'train_loss'],
    ['validation loss', 'valid_loss'],
    ['full validation loss', 'full_valid_loss'],
  ]);
  const losses = rest.split(', ').map((part) => part.split('='));
  return {
    step: Number(head.slice('Step '.length).split('/')[0]),
    ...Object.fromEntries(losses.map(([name, value]) => [names.get(name ?? ''), Number(value)])),
  };
}

/** @param {any[]} events @param {Record<string, Direction>} directions */
function eventCurves(events, directions) {
  const rows = events
    .map((event) => (event.data?.step ? event.data : spelled(event.message)))
    .filter((row) => row.step);
  return curves(
    rows,
    (row) => row.step,
    (row) => row,
    directions,
  );
}

const losses = /** @type {Record<string, Direction>} */ ({
  train_loss: 'lower',
  valid_loss: 'lower',
  full_valid_loss: 'lower',
});

/**
 * Rows that each state one metric.
 * @param {any[]} rows @param {(row: any) => unknown} x @param {string} name @param {string} value
 * @param {Record<string, Direction>} directions
 */
function longCurves(rows, x, name, value, directions) {
  return Object.fromEntries(
    Object.entries(directions).map(([metric, direction]) => [
      metric,
      curve(
        rows.filter((row) => row[name] === metric),
        x,
        (row) => row[value],
        direction,
      ),
    ]),
  );
}

/** @param {any[]} rows @param {string} x @param {Direction} direction */
const valueCurve = (rows, x, direction) =>
  curve(
    rows,
    (row) => row[x],
    (row) => row.value,
    direction,
  );

const seconds = (/** @type {string | number} */ time) =>
  typeof time === 'number' ? time : Date.parse(time) / 1000;

/** @type {ReferenceCase[]} */
export const serviceCases = [
  {
    file: 'openai_events/newest_first_has_more.json',
    format: 'openai_events',
    notes: ['has_more'],
    runs: (text) => [{ curves: eventCurves(parse(text).data, tokens) }],
  },
  {
    file: 'openai_events/data_missing.json',
    format: 'openai_events',
    runs: (text) => [{ curves: eventCurves(parse(text).data, losses) }],
  },
  {
    file: 'openai_events/data_missing_in_some.jsonl',
    format: 'openai_events',
    runs: (text) => [{ curves: eventCurves(parseLines(text), losses) }],
  },
  {
    file: 'openai_events/camel_case_array.json',
    format: 'openai_events',
    runs: (text) => [
      {
        curves: eventCurves(parse(text), {
          trainLoss: 'lower',
          trainMeanTokenAccuracy: 'higher',
        }),
      },
    ],
  },
  {
    file: 'openai_events/numbers_as_texts.json',
    format: 'openai_events',
    runs: (text) => [
      {
        curves: curves(
          parse(text).data,
          (row) => row.data.current_steps,
          (row) => row.data,
          { loss: 'lower', eval_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'openai_events/azure_without_validation.json',
    format: 'openai_events',
    notes: ['impossible_values'],
    runs: (text) => {
      /** @type {Record<string, any>[]} */
      const events = parse(text).data;
      const measured = events.map(({ data }) =>
        Object.fromEntries(Object.entries(data).filter(([, value]) => value !== -1)),
      );
      return [
        {
          curves: curves(
            measured,
            (row) => row.step,
            (row) => row,
            {
              train_loss: 'lower',
              train_mean_token_accuracy: 'higher',
              valid_loss: 'lower',
              valid_mean_token_accuracy: 'higher',
              full_valid_loss: 'lower',
              full_valid_mean_token_accuracy: 'higher',
            },
          ),
        },
      ];
    },
  },
  {
    file: 'openai_job/azure_pending.json',
    format: 'openai_job',
    runs: () => [
      {
        name: 'ftjob-9',
        facts: {
          status: 'pending',
          'hyperparameters.n_epochs': 'auto',
          'hyperparameters.learning_rate_multiplier': 1,
        },
        curves: {},
      },
    ],
  },
  {
    file: 'openai_job/list_has_more.json',
    format: 'openai_job',
    notes: ['has_more'],
    runs: (text) =>
      parse(text).data.map((/** @type {any} */ job) => ({
        name: job.id,
        facts: { status: job.status, trained_tokens: job.trained_tokens },
        curves: {},
      })),
  },
  {
    file: 'together/metrics_by_step.json',
    format: 'together',
    runs: (text) => [
      {
        curves: curves(
          parse(text).metrics,
          (row) => row['train/global_step'],
          (row) => row,
          { 'train/loss': 'lower', 'eval/loss': 'lower', 'train/learning_rate': 'unknown' },
        ),
      },
    ],
  },
  {
    file: 'together/checkpoints.json',
    format: 'together',
    runs: () => [
      {
        curves: {},
        checkpoints: [
          { step: 10, saved: 'yes' },
          { step: 20, saved: 'yes' },
        ],
      },
    ],
  },
  {
    file: 'together/checkpoints_of_the_python_client.json',
    format: 'together',
    runs: () => [
      {
        curves: {},
        checkpoints: [
          { id: 'ft-1:10', time: '2026-01-01T00:10:00Z' },
          { id: 'ft-1', time: '2026-01-01T00:20:00Z' },
        ],
      },
    ],
  },
  {
    file: 'together/events.json',
    format: 'together',
    runs: () => [
      {
        curves: {},
        checkpoints: [
          { step: 10, saved: 'yes' },
          { step: 20, saved: 'yes' },
        ],
      },
    ],
  },
  {
    file: 'cohere/two_steps_more_to_fetch.json',
    format: 'cohere',
    notes: ['has_more'],
    runs: (text) => [
      {
        curves: curves(
          parse(text).step_metrics,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            loss: 'lower',
            accuracy: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'cohere/last_page.json',
    format: 'cohere',
    runs: (text) => [
      {
        curves: curves(
          parse(text).step_metrics,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            cross_entropy: 'lower',
            generation_accuracy: 'higher',
          },
        ),
      },
    ],
  },
  ...['tuning_job', 'python_client'].map((name) => ({
    file: `vertex_tuning/${name}.json`,
    format: 'vertex_tuning',
    runs: () => [
      {
        curves: {},
        checkpoints: [
          { id: '1', step: 20, epoch: 1, saved: 'yes' },
          { id: '2', step: 40, epoch: 2, saved: 'yes' },
        ],
      },
    ],
  })),
  {
    file: 'vertex_tuning/gemini_snapshots_without_zeros.json',
    format: 'vertex_tuning',
    runs: (text) => [
      {
        name: 'number generator',
        curves: curves(
          parse(text).tuningTask.snapshots,
          (row) => row.step ?? 0,
          (row) => row,
          {
            meanLoss: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'nemo_customizer/status.json',
    format: 'nemo_customizer',
    runs: (text) => {
      const { metrics } = parse(text).metrics;
      return [
        {
          facts: { status: 'completed', best_epoch: 2 },
          curves: {
            train_loss: valueCurve(metrics.train_loss, 'step', 'lower'),
            val_loss: valueCurve(metrics.val_loss, 'step', 'lower'),
          },
        },
      ];
    },
  },
  {
    file: 'nemo_customizer/newer_platform.json',
    format: 'nemo_customizer',
    runs: (text) => {
      const { metrics } = parse(text);
      return [
        {
          curves: {
            train_loss: valueCurve(metrics.train_loss, 'step', 'lower'),
            val_loss: valueCurve(metrics.val_loss, 'step', 'lower'),
          },
        },
      ];
    },
  },
  {
    file: 'nemo_customizer/no_metrics_yet.json',
    format: 'nemo_customizer',
    runs: () => [{ facts: { status: 'running', percentage_done: 0 }, curves: {} }],
  },
  {
    file: 'llama_stack/artifacts.json',
    format: 'llama_stack',
    runs: (text) => [
      {
        name: 'job-1',
        checkpoints: [
          { id: 'm-sft-0', epoch: 0, saved: 'yes' },
          { id: 'm-sft-1', epoch: 1, saved: 'yes' },
        ],
        curves: curves(
          parse(text).checkpoints,
          (row) => row.epoch,
          (row) => row.training_metrics,
          {
            train_loss: 'lower',
            validation_loss: 'lower',
            perplexity: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'llama_stack/without_metrics.json',
    format: 'llama_stack',
    runs: () => [{ name: 'job-2', checkpoints: [{ id: 'm-sft-0', epoch: 0 }], curves: {} }],
  },
  ...['wire', 'command_line'].map((name) => ({
    file: `sagemaker_job/${name}.json`,
    format: 'sagemaker_job',
    runs: (/** @type {string} */ text) => [
      {
        name: 'xgb-1',
        curves: longCurves(
          parse(text).FinalMetricDataList,
          (row) => seconds(row.Timestamp),
          'MetricName',
          'Value',
          { 'train:rmse': 'lower', 'validation:rmse': 'lower' },
        ),
      },
    ],
  })),
  {
    file: 'bedrock_job/two_validation_sets.json',
    format: 'bedrock_job',
    runs: () => [
      {
        name: 'titan-1',
        facts: {
          'training_metrics.training_loss': 0.61,
          'validation_metrics.1.validation_loss': 0.72,
          'validation_metrics.2.validation_loss': 0.78,
          status: 'Completed',
        },
        curves: {},
      },
    ],
  },
  {
    file: 'bedrock_job/without_validation.json',
    format: 'bedrock_job',
    runs: () => [{ name: 'titan-2', facts: { status: 'InProgress' }, curves: {} }],
  },
  {
    file: 'fireworks_job/running.json',
    format: 'fireworks_job',
    runs: () => [
      {
        name: 'support',
        facts: { 'job_progress.percent': 40, 'job_progress.epoch': 1 },
        curves: {},
      },
    ],
  },
  {
    file: 'wandb/summary_of_trainer.json',
    format: 'wandb',
    runs: (text) => [
      {
        curves: curves(
          [parse(text)],
          () => 1218,
          (row) => row,
          { 'train/loss': 'lower', 'eval/loss': 'lower' },
        ),
      },
    ],
  },
  {
    file: 'wandb/summary_with_nul.json',
    format: 'wandb',
    notes: ['trailing_blank_bytes'],
    runs: (text) => [
      {
        curves: curves(
          [parse(text.replace('\0', ''))],
          () => 6532,
          (row) => row,
          { train_loss: 'lower', val_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'wandb/history_of_trainer.jsonl',
    format: 'wandb',
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row['train/global_step'],
          (row) => row,
          {
            'train/loss': 'lower',
            'eval/loss': 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'wandb/history_own_steps.jsonl',
    format: 'wandb',
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row._step,
          (row) => row,
          { loss: 'lower', val_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'tensorboard_scalars/run-first-tag-eval_loss.json',
    format: 'tensorboard_scalars',
    runs: (text) => [
      {
        name: 'first',
        curves: {
          eval_loss: curve(
            parse(text),
            ([, step]) => step,
            ([, , value]) => value,
            'lower',
          ),
        },
      },
    ],
  },
  {
    file: 'tensorboard_scalars/run-second-tag-train_accuracy.json',
    format: 'tensorboard_scalars',
    notes: ['superseded'],
    runs: (text) => [
      {
        name: 'second',
        curves: {
          // Training was resumed from step 15, which supersedes step 20.
          train_accuracy: curve(
            parse(text).filter((/** @type {number[]} */ [, step]) => step !== 20),
            ([, step]) => step,
            ([, , value]) => value,
            'higher',
          ),
        },
      },
    ],
  },
  {
    file: 'mlflow/metric_history.json',
    format: 'mlflow',
    notes: ['has_more'],
    runs: (text) => [
      {
        curves: longCurves(parse(text).metrics, (row) => row.step, 'key', 'value', {
          val_loss: 'lower',
        }),
      },
    ],
  },
  {
    file: 'mlflow/whole_numbers_as_texts.json',
    format: 'mlflow',
    runs: (text) => [
      {
        curves: longCurves(parse(text).metrics, (row) => row.step, 'key', 'value', {
          train_loss: 'lower',
          val_acc: 'higher',
        }),
      },
    ],
  },
  {
    file: 'mlflow/history_of_two_runs.json',
    format: 'mlflow',
    runs: (text) =>
      ['ra', 'rb'].map((id) => ({
        name: id,
        curves: longCurves(
          parse(text).metrics.filter((/** @type {any} */ row) => row.run_id === id),
          (row) => row.step,
          'key',
          'value',
          { val_loss: 'lower' },
        ),
      })),
  },
  {
    file: 'mlflow/one_run.json',
    format: 'mlflow',
    runs: (text) => [
      {
        name: 'brave-owl-1',
        facts: { lr: '0.001', model: 'resnet18' },
        curves: longCurves(parse(text).run.data.metrics, (row) => row.step, 'key', 'value', {
          val_loss: 'lower',
          val_f1: 'higher',
        }),
      },
    ],
  },
  {
    file: 'mlflow/runs_found.json',
    format: 'mlflow',
    notes: ['has_more'],
    runs: (text) =>
      parse(text).runs.map((/** @type {any} */ run) => ({
        name: run.info.run_name,
        facts: { lr: '0.001' },
        curves: longCurves(run.data.metrics, (row) => row.step, 'key', 'value', {
          val_loss: 'lower',
          val_f1: 'higher',
        }),
      })),
  },
];
