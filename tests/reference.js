/**
 * What reading each fixture must give, computed without the engine: JSON.parse, plain loops and the
 * format descriptions read by a person. `npm run accept` writes the results beside the fixtures.
 *
 * A case names the format, and for each run the points of each metric as [step, value] pairs in the
 * order in which a person would list them, with the direction in which the metric improves.
 */

import { curve, curves, parse, parseLines } from './reference/reading.js';
import { researchCases } from './reference/research.js';
import { serviceCases } from './reference/services.js';
import { shapeCases } from './reference/shapes.js';
import { trainerCases } from './reference/trainers.js';

/** @import { Curve, Direction, Point, ReferenceCase } from './reference/reading.js' */

/**
 * What Python prints, rewritten as JSON word by word. Enough for our fixtures, in whose texts no
 * quotation mark, bracket or equals sign stands. @param {string} text
 */
function parsePython(text) {
  const json = text
    .replace(/tensor\(([\d.]+)[^)]*\)/g, '$1')
    .replace(/[\w.]+(\[\w+\])?\(\)/g, 'None')
    .replace(/[\w.]+(\[\w+\])?\(/g, '{')
    .replace(/\)/g, '}')
    .replace(/(\w+)=/g, '"$1": ')
    .replaceAll("'", '"')
    .replace(/\bNone\b/g, 'null')
    .replace(/\bnan\b/g, 'NaN')
    .replace(/\b(True|False)\b/g, (word) => word.toLowerCase());
  return parse(json);
}

/** The records of a log: from the first brace of a line to the last. @param {string} text */
const recordsOf = (text) =>
  text.split('\n').flatMap((line) => (line.match(/\{.*\}/) ?? []).map(parsePython));

/** @param {unknown[]} pairs Swift's dictionary: key, value, key, value */
const alternating = (pairs) =>
  Object.fromEntries(pairs.flatMap((key, i) => (i % 2 ? [] : [[String(key), pairs[i + 1]]])));

/** @type {Record<string, Direction>} */
const snake = {
  train_loss: 'lower',
  train_mean_token_accuracy: 'higher',
  valid_loss: 'lower',
  valid_mean_token_accuracy: 'higher',
  full_valid_loss: 'lower',
  full_valid_mean_token_accuracy: 'higher',
};

/** @param {object[]} rows @param {string[]} names */
const pick = (rows, names) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => names.includes(key))));

/** @type {ReferenceCase[]} */
export const cases = [
  ...researchCases,
  ...serviceCases,
  ...shapeCases,
  ...trainerCases,
  {
    file: 'openai_checkpoints/list_newest_first.json',
    format: 'openai_checkpoints',
    runs: (text) => {
      const rows = parse(text).data.toReversed();
      return [
        {
          curves: curves(
            rows,
            (row) => row.step_number,
            (row) => row.metrics,
            snake,
          ),
          checkpoints: pick(
            rows.map((/** @type {any} */ row) => ({
              id: row.id,
              step: row.step_number,
              model: row.fine_tuned_model_checkpoint,
              saved: 'yes',
            })),
            ['id', 'step', 'model', 'saved'],
          ),
        },
      ];
    },
  },
  {
    file: 'openai_checkpoints/camel_case_lines.jsonl',
    format: 'openai_checkpoints',
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row.stepNumber,
          (row) => row.metrics,
          {
            trainLoss: 'lower',
            validLoss: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'openai_checkpoints/pascal_case_array.json',
    format: 'openai_checkpoints',
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.StepNumber,
          (row) => row.Metrics,
          {
            TrainLoss: 'lower',
            FullValidLoss: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'openai_checkpoints/one_object_few_metrics.json',
    format: 'openai_checkpoints',
    runs: (text) => [
      {
        curves: curves(
          [parse(text)],
          (row) => row.step_number,
          (row) => row.metrics,
          {
            full_valid_loss: 'lower',
            full_valid_mean_token_accuracy: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'openai_checkpoints/azure_float_steps_has_more.json',
    format: 'openai_checkpoints',
    notes: ['has_more'],
    runs: (text) => [
      {
        curves: curves(
          parse(text).data,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            train_loss: 'lower',
            full_valid_loss: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/wire_job.json',
    format: 'mistral_job',
    notes: ['misnamed_perplexity'],
    runs: (text) => [
      {
        curves: curves(
          parse(text).checkpoints,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            train_loss: 'lower',
            valid_loss: 'lower',
            valid_mean_token_accuracy: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/typescript_array.json',
    format: 'mistral_job',
    notes: ['misnamed_perplexity'],
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.stepNumber,
          (row) => row.metrics,
          {
            trainLoss: 'lower',
            validLoss: 'lower',
            validMeanTokenAccuracy: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/one_checkpoint.json',
    format: 'mistral_job',
    runs: (text) => [
      {
        curves: curves(
          [parse(text)],
          (row) => row.step_number,
          (row) => row.metrics,
          {
            train_loss: 'lower',
            valid_loss: 'lower',
            valid_mean_token_accuracy: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/no_validation_zeros.json',
    format: 'mistral_job',
    notes: ['no_validation'],
    runs: (text) => [
      {
        curves: curves(
          parse(text).checkpoints,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            train_loss: 'lower',
          },
        ),
        checkpoints: parse(text)
          .checkpoints.toSorted(
            (/** @type {any} */ a, /** @type {any} */ b) => a.step_number - b.step_number,
          )
          .map(
            (
              /** @type {any} */ {
                step_number,
                metrics: { valid_loss, valid_mean_token_accuracy },
              },
            ) => ({
              step: step_number,
              sentinels: { valid_loss, valid_mean_token_accuracy },
            }),
          ),
      },
    ],
  },
  {
    file: 'mistral_job/python_object.txt',
    format: 'mistral_job',
    notes: ['printed_values', 'misnamed_perplexity'],
    runs: (text) => [
      {
        curves: curves(
          parsePython(text).checkpoints,
          (row) => row.step_number,
          (row) => row.metrics,
          { train_loss: 'lower', valid_loss: 'lower', valid_mean_token_accuracy: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/polled_until_done.log',
    format: 'mistral_job',
    notes: ['several_documents', 'text_skipped', 'elided', 'printed_values'],
    runs: (text) => [
      {
        curves: curves(
          parse(text.slice(text.lastIndexOf('\n{')).replace(/,\s*\[\.\.\.\]/, '')).checkpoints,
          (row) => row.step_number,
          (row) => row.metrics,
          { train_loss: 'lower', valid_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'mistral_job/polled_while_training.log',
    format: 'mistral_job',
    notes: ['several_documents', 'text_skipped'],
    runs: (text) => [
      {
        name: '5b1e7c52-0000-4000-8000-00000000abcf',
        facts: { status: 'SUCCESS' },
        curves: curves(
          parse(text.slice(text.lastIndexOf('\n{'))).checkpoints,
          (row) => row.step_number,
          (row) => row.metrics,
          { train_loss: 'lower', valid_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'openai_checkpoints/python_dictionary.txt',
    format: 'openai_checkpoints',
    notes: ['printed_values'],
    runs: (text) => [
      {
        curves: curves(
          parsePython(text).data,
          (row) => row.step_number,
          (row) => row.metrics,
          { train_loss: 'lower', valid_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'openai_checkpoints/python_page.txt',
    format: 'openai_checkpoints',
    notes: ['printed_values'],
    runs: (text) => [
      {
        curves: curves(
          parsePython(text).data,
          (row) => row.step_number,
          (row) => row.metrics,
          {
            train_loss: 'lower',
            train_mean_token_accuracy: 'higher',
            full_valid_loss: 'lower',
            full_valid_mean_token_accuracy: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'generic/python_lines.log',
    format: 'generic',
    notes: ['text_skipped', 'printed_values', 'non_finite_literals', 'generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          recordsOf(text),
          (row) => row.epoch,
          (row) => row,
          { loss: 'lower', grad_norm: 'unknown', learning_rate: 'unknown', eval_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'generic/prefixed_lines.log',
    format: 'generic',
    notes: ['text_skipped', 'generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          recordsOf(text),
          (row) => row.num_updates,
          (row) => row,
          { train_loss: 'lower', train_lr: 'unknown', valid_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'generic/killed_and_resumed.jsonl',
    format: 'generic',
    notes: ['broken_records', 'generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          parseLines(text.replace(/.*l\{.*\n/, '')),
          (row) => row.step,
          (row) => row,
          { loss: 'lower', eval_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'emissary/checkpoints.json',
    format: 'emissary',
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.checkpoint,
          (row) => row.test_results.aggregated_test_result,
          { accuracy: 'higher', eval_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'emissary/job_loss_curve.json',
    format: 'emissary',
    runs: (text) => [
      {
        curves: curves(
          parse(text).training_loss,
          (row) => row.timestamp,
          (row) => row,
          {
            loss: 'lower',
          },
        ),
      },
    ],
  },
  {
    file: 'createml/swift_alternating.json',
    format: 'createml',
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.iteration,
          (row) => alternating(row.metrics),
          {
            loss: 'lower',
            accuracy: 'higher',
            validationAccuracy: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'createml/handmade_object.json',
    format: 'createml',
    runs: (text) => [
      {
        curves: curves(
          [parse(text)],
          (row) => row.iteration,
          (row) => row.metrics,
          {
            loss: 'lower',
            accuracy: 'higher',
            validationLoss: 'lower',
            validationAccuracy: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'createml/session_two_phases.json',
    format: 'createml',
    runs: (text) => [
      {
        curves: curves(
          parse(text).checkpoints.filter((/** @type {any} */ row) => row.phase === 'training'),
          (row) => row.iteration,
          (row) => alternating(row.metrics),
          { loss: 'lower', accuracy: 'higher' },
        ),
      },
    ],
  },
  {
    file: 'huggingface_trainer/best_named_and_nan.json',
    format: 'huggingface_trainer',
    notes: ['closing_summary', 'non_finite_literals'],
    runs: (text) => {
      const rows = parse(text).log_history.filter((/** @type {any} */ row) => !row.train_runtime);
      return [
        {
          curves: curves(
            rows,
            (row) => row.step,
            (row) => row,
            {
              loss: 'lower',
              eval_loss: 'lower',
              eval_accuracy: 'higher',
              grad_norm: 'unknown',
              learning_rate: 'unknown',
            },
          ),
        },
      ];
    },
  },
  {
    file: 'huggingface_trainer/baseline_at_step_0_and_resume.json',
    format: 'huggingface_trainer',
    notes: ['superseded'],
    runs: (text) => {
      // The run was resumed from step 10: what was logged at 20 and 30 before is superseded.
      const rows = parse(text).log_history;
      const losses = rows.filter((/** @type {any} */ row) => 'loss' in row);
      const current = [losses[0], ...losses.slice(3)];
      return [
        {
          curves: {
            loss: curve(
              current,
              (row) => row.step,
              (row) => row.loss,
              'lower',
            ),
            eval_loss: curve(
              rows,
              (row) => row.step,
              (row) => row.eval_loss,
              'lower',
            ),
          },
        },
      ];
    },
  },
  {
    file: 'huggingface_trainer/truncated_in_a_number.json',
    format: 'huggingface_trainer',
    notes: ['truncated', 'cut_row_dropped'],
    runs: (text) => {
      const rows = parse(text.slice(0, text.lastIndexOf(',{')) + ']}').log_history;
      return [
        {
          curves: curves(
            rows,
            (row) => row.step,
            (row) => row,
            {
              loss: 'lower',
              eval_loss: 'lower',
            },
          ),
        },
      ];
    },
  },
  {
    file: 'generic/lines_with_validation.jsonl',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row.step,
          (row) => row,
          {
            train_loss: 'lower',
            valid_loss: 'lower',
            lr: 'unknown',
          },
        ),
      },
    ],
  },
  {
    file: 'generic/columns.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const columns = parse(text);
      /** @type {Record<string, Direction>} */
      const directions = {
        train_loss: 'lower',
        train_accuracy: 'higher',
        val_loss: 'lower',
        val_accuracy: 'higher',
      };
      return [
        {
          curves: Object.fromEntries(
            Object.entries(directions).map(([name, direction]) => [
              name,
              {
                direction,
                points: columns[name].map((/** @type {number} */ y, /** @type {number} */ i) => [
                  i,
                  y,
                ]),
              },
            ]),
          ),
        },
      ];
    },
  },
  {
    file: 'generic/rows_under_a_key.json',
    format: 'generic',
    runs: (text) => [
      {
        curves: curves(
          parse(text).history,
          (row) => row.epoch,
          (row) => row,
          {
            train_loss: 'lower',
            val_loss: 'lower',
            val_acc: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'generic/numbers_as_text.json',
    format: 'generic',
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.iteration,
          (row) => row,
          {
            loss: 'lower',
            test_acc: 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'generic/several_documents.json',
    format: 'generic',
    notes: ['several_documents'],
    runs: (text) => [
      {
        curves: curves(
          parse(`[${text.replace('}\n{', '},{')}]`),
          (row) => row.step,
          (row) => row,
          { loss: 'lower', val_loss: 'lower' },
        ),
      },
    ],
  },
  {
    file: 'generic/killed_log.jsonl',
    format: 'generic',
    notes: ['truncated', 'cut_row'],
    runs: (text) => {
      const lines = text.split('\n');
      const rows = [
        ...lines.slice(0, 2).map(parse),
        parse(lines[2]?.replace(/,"val_lo$/, '}') ?? ''),
      ];
      return [
        {
          curves: curves(
            rows,
            (row) => row.step,
            (row) => row,
            {
              loss: 'lower',
              val_loss: 'lower',
            },
          ),
        },
      ];
    },
  },
];

/**
 * First, last, least, greatest and best of a curve; not finite values are counted and never rank.
 * Equal values: the earliest. @param {Curve} subject @param {string} name
 */
function summary({ direction, points }, name) {
  const finite = points.filter(([, y]) => Number.isFinite(y));
  /** @param {(a: number, b: number) => boolean} better */
  const extreme = (better) =>
    finite.reduce(
      (found, point) => (found === null || better(point[1], found[1]) ? point : found),
      /** @type {Point | null} */ (null),
    );
  /** @param {Point | null | undefined} point */
  const ref = (point) => (point ? { step: point[0], value: point[1] } : null);
  const min = extreme((a, b) => a < b);
  const max = extreme((a, b) => a > b);
  const best = direction === 'lower' ? min : direction === 'higher' ? max : null;
  return {
    name,
    direction,
    points: finite.length,
    nonFinite: points.length - finite.length,
    first: ref(finite[0]),
    last: ref(finite.at(-1)),
    min: ref(min),
    max: ref(max),
    best: ref(best),
  };
}

/** What `ckptscope --json` must contain for a case. @param {ReferenceCase} reference @param {string} text */
export function expected(reference, text) {
  return {
    format: reference.format,
    notes: reference.notes ?? [],
    runs: reference.runs(text).map((run) => ({
      ...(run.name ? { name: run.name } : {}),
      ...(run.facts ? { facts: run.facts } : {}),
      ...(run.checkpoints ? { checkpoints: run.checkpoints } : {}),
      metrics: Object.entries(run.curves).map(([name, subject]) => summary(subject, name)),
    })),
  };
}
