/**
 * The files that the benchmark reads: JSON Lines with seven numbers a row, an indented
 * trainer_state.json, and a list of OpenAI checkpoints, of about the size asked for. Seeded, so every
 * run reads the same bytes.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { uniform } from '../random.js';

/** One line of a training script's own log. @param {number} step @param {() => number} next */
function logLine(step, next) {
  const loss = 0.4 + 3 * (1 + step / 2000) ** -0.4;
  return (
    JSON.stringify({
      step,
      train_loss: loss + 0.05 * next(),
      valid_loss: loss + 0.1 + 0.02 * next(),
      valid_mean_token_accuracy: 0.9 - 0.1 * loss + 0.01 * next(),
      lr: 1e-4 * next(),
      grad_norm: 3 * next(),
      created_at: 1716963433 + step,
    }) + '\n'
  );
}

/** Rows of a log_history, as Python's json.dump(indent=2, sort_keys=True) lays them out. */
function historyRows(/** @type {number} */ index, /** @type {() => number} */ next) {
  const step = (index + 1) * 10;
  const epoch = Number((step / 100000).toFixed(4));
  const loss = 0.4 + 3 * (1 + step / 20000) ** -0.4;
  /** @type {Record<string, number>[]} */
  const rows = [
    {
      epoch,
      grad_norm: 3 * next(),
      learning_rate: 5e-5 * (1 - next()),
      loss: Number((loss + 0.05 * next()).toFixed(4)),
      step,
    },
  ];
  if (index % 10 === 9)
    rows.push({
      epoch,
      eval_accuracy: 0.9 - 0.1 * loss + 0.01 * next(),
      eval_loss: loss + 0.1 + 0.02 * next(),
      eval_runtime: 12.3,
      eval_samples_per_second: 123.4,
      eval_steps_per_second: 3.2,
      step,
    });
  return rows
    .map(
      (row) =>
        '    {\n' +
        Object.entries(row)
          .map(([key, value]) => `      "${key}": ${value}`)
          .join(',\n') +
        '\n    }',
    )
    .join(',\n');
}

/** A checkpoint as OpenAI's API lists it. @param {number} index @param {() => number} next */
function checkpoint(index, next) {
  const loss = 0.4 + 3 * (1 + index / 2000) ** -0.4;
  const name = String(index).padStart(24, '0');
  return JSON.stringify({
    object: 'fine_tuning.job.checkpoint',
    id: `ftckpt_${name}`,
    created_at: 1716963433 + index,
    fine_tuned_model_checkpoint: `ft:gpt-4o-mini-2024-07-18:my-org:custom-suffix:${name.slice(16)}:ckpt-step-${index}`,
    fine_tuning_job_id: 'ftjob-abc123',
    metrics: {
      step: index,
      train_loss: loss + 0.05 * next(),
      train_mean_token_accuracy: 0.9 - 0.1 * loss + 0.01 * next(),
      valid_loss: loss + 0.1 + 0.02 * next(),
      valid_mean_token_accuracy: 0.88 - 0.1 * loss + 0.01 * next(),
      full_valid_loss: loss + 0.1 + 0.01 * next(),
      full_valid_mean_token_accuracy: 0.88 - 0.1 * loss + 0.005 * next(),
    },
    step_number: index,
  });
}

/**
 * Writes `chunks` to `path` in large pieces until `bytes` are reached; `tail` closes the file.
 * @param {string} path @param {number} bytes @param {string} head
 * @param {(index: number) => string} chunk @param {string} separator @param {(count: number) => string} tail
 */
function write(path, bytes, head, chunk, separator, tail) {
  const file = openSync(`${path}.part`, 'w');
  let written = 0;
  let piece = head;
  let index = 0;
  while (written + piece.length < bytes) {
    piece += (index ? separator : '') + chunk(index);
    index += 1;
    if (piece.length > 1 << 20) {
      written += writeSync(file, piece);
      piece = '';
    }
  }
  writeSync(file, piece + tail(index));
  closeSync(file);
  renameSync(`${path}.part`, path);
}

/**
 * @typedef {'json_lines' | 'trainer_state' | 'openai_list'} Shape
 * @typedef {object} Layout
 * @property {string} head
 * @property {(index: number, next: () => number) => string} chunk
 * @property {string} separator
 * @property {(count: number) => string} tail
 */

/** @type {Record<Shape, Layout>} */
const layouts = {
  json_lines: {
    head: '',
    chunk: (index, next) => logLine(index + 1, next),
    separator: '',
    tail: () => '',
  },
  trainer_state: {
    head: '{\n  "best_metric": null,\n  "best_model_checkpoint": null,\n  "epoch": 3.0,\n  "log_history": [\n',
    chunk: historyRows,
    separator: ',\n',
    tail: (count) => `\n  ],\n  "max_steps": ${count * 10},\n  "num_train_epochs": 3\n}\n`,
  },
  openai_list: {
    head: '{"object":"list","data":[',
    chunk: checkpoint,
    separator: ',',
    tail: () => '],"has_more":false}',
  },
};

/**
 * @param {string} folder @param {Shape} shape @param {number} megabytes
 * @returns {{ path: string, bytes: number }}
 */
export function benchFile(folder, shape, megabytes) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${shape}_${megabytes}mb.${shape === 'json_lines' ? 'jsonl' : 'json'}`);
  if (!existsSync(path)) {
    const next = uniform(megabytes);
    const { head, chunk, separator, tail } = layouts[shape];
    write(path, megabytes * 1e6, head, (index) => chunk(index, next), separator, tail);
  }
  return { path, bytes: statSync(path).size };
}

/** One training loss, so many points long, as JSON Lines. @param {string} folder @param {number} points */
export function seriesFile(folder, points) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `series_${points}.jsonl`);
  if (existsSync(path)) return path;
  const next = uniform(points);
  const line = (/** @type {number} */ step) =>
    `{"step":${step},"loss":${(0.4 + 3 * (1 + step / 2000) ** -0.4 + 0.05 * next()).toFixed(4)}}\n`;
  return writeLines(path, points, '', line, '');
}

/** A trainer_state.json of so many evaluations. @param {string} folder @param {number} count */
export function evaluationsFile(folder, count) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `evaluations_${count}.json`);
  if (existsSync(path)) return path;
  const next = uniform(count);
  const row = (/** @type {number} */ index) => {
    const loss = 0.4 + 3 * (1 + index / 2000) ** -0.4 + 0.02 * next();
    const record = {
      epoch: index / 1000,
      eval_accuracy: 0.9 - 0.1 * loss,
      eval_loss: loss,
      step: index * 10,
    };
    return `${index === 1 ? '' : ','}\n${JSON.stringify(record)}`;
  };
  return writeLines(path, count, '{"log_history": [', row, ']}');
}

/** A folder of so many runs of 40 evaluations each. @param {string} folder @param {number} count */
export function runFiles(folder, count) {
  const path = join(folder, `runs_${count}`);
  if (existsSync(path)) return path;
  mkdirSync(path, { recursive: true });
  for (let run = 1; run <= count; run += 1) {
    const next = uniform(run);
    const rows = Array.from({ length: 40 }, (_, index) => ({
      step: 50 * (index + 1),
      eval_loss: 0.4 + (run % 7) / 20 + 2 / (index + 1) + 0.02 * next(),
    }));
    writeFileSync(join(path, `run-${run}.json`), JSON.stringify({ log_history: rows }));
  }
  return path;
}

/**
 * @param {string} path
 * @param {number} count
 * @param {string} head
 * @param {(index: number) => string} line from 1
 * @param {string} tail
 */
function writeLines(path, count, head, line, tail) {
  const file = openSync(`${path}.part`, 'w');
  let piece = head;
  for (let index = 1; index <= count; index += 1) {
    piece += line(index);
    if (piece.length < 1 << 20) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece + tail);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}
