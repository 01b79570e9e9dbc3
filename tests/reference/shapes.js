/**
 * What reading the fixtures of shapes must give: metrics as trackers hand them out, and files of no
 * known format whose lists, keys and names say where their values stand.
 */
import { curve, curves, parse, parseLines } from './reading.js';

/** @import { Curve, Direction, Point, ReferenceCase } from './reading.js' */

/** @typedef {Record<string, any>} Row */

/** @param {Row[]} rows @param {(row: Row) => unknown} x @param {(row: Row) => unknown} y @returns {Curve} */
const lower = (rows, x, y) => curve(rows, x, y, 'lower');

/** @param {number[]} xs @param {number[]} ys @param {Direction} direction @returns {Curve} */
const beside = (xs, ys, direction) => ({
  direction,
  points: ys.map((y, i) => /** @type {Point} */ ([xs[i] ?? NaN, y])),
});

/** Every n-th place, counted from 0. @param {number[]} ys @param {number} n */
const everyNth = (ys, n) =>
  beside(
    ys.map((_, i) => (i + 1) * n - 1),
    ys,
    'lower',
  );

/** @type {ReferenceCase[]} */
export const shapeCases = [
  {
    file: 'tracker_export/comet_named_values.json',
    format: 'tracker_export',
    runs: (text) => {
      /** @type {Row[]} */
      const rows = parse(text).metrics;
      /** @param {string} name @param {Direction} direction */
      const named = (name, direction) =>
        curve(
          rows.filter(({ metricName }) => metricName === name),
          (row) => row.step,
          (row) => row.metricValue,
          direction,
        );
      return [
        {
          curves: {
            train_loss: named('train_loss', 'lower'),
            val_accuracy: named('val_accuracy', 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'tracker_export/neptune_points.json',
    format: 'tracker_export',
    runs: (text) => {
      const lists = parse(text);
      /** @param {string} name */
      const points = (name) =>
        lower(
          lists[name],
          (row) => row.step,
          (row) => row.value,
        );
      return [{ curves: { 'train/loss': points('train/loss'), 'val/loss': points('val/loss') } }];
    },
  },
  {
    file: 'tracker_export/pairs.json',
    format: 'tracker_export',
    notes: ['lists_left_out'],
    runs: (text) => {
      const { loss, val_loss } = parse(text);
      return [
        {
          curves: {
            loss: { direction: 'lower', points: loss },
            val_loss: { direction: 'lower', points: val_loss },
          },
        },
      ];
    },
  },
  {
    file: 'tracker_export/tensorboard_tags.json',
    format: 'tracker_export',
    runs: (text) => [
      {
        curves: Object.fromEntries(
          Object.entries(parse(text)).map(([tag, rows]) => [
            tag,
            lower(
              rows,
              (row) => row[1],
              (row) => row[2],
            ),
          ]),
        ),
      },
    ],
  },
  {
    file: 'tracker_export/clearml_x_and_y.json',
    format: 'tracker_export',
    runs: (text) => {
      const { loss, ':monitor:gpu': monitor } = parse(text);
      const use = monitor.gpu_0_utilization;
      return [
        {
          curves: {
            'loss/train': beside(loss.train.x, loss.train.y, 'lower'),
            'loss/val': beside(loss.val.x, loss.val.y, 'lower'),
            ':monitor:gpu/gpu_0_utilization': beside(use.x, use.y, 'unknown'),
          },
        },
      ];
    },
  },
  {
    file: 'tracker_export/tbparse_columns.json',
    format: 'tracker_export',
    runs: (text) => [
      {
        curves: Object.fromEntries(
          Object.entries(parse(text)).map(([tag, { step, value }]) => [
            tag,
            beside(step, value, 'lower'),
          ]),
        ),
      },
    ],
  },
  {
    // What a program of its own writes into Sacred's info.json, beside the list that Sacred keeps there.
    file: 'generic/sacred_info.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const { epoch_losses: losses, val_accuracy: accuracies } = parse(text);
      const places = losses.map((/** @type {number} */ _, /** @type {number} */ i) => i);
      return [
        {
          curves: {
            epoch_losses: beside(places, losses, 'lower'),
            val_accuracy: beside(places, accuracies, 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'generic/pandas_columns.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const frame = parse(text);
      /** @param {string} name @param {Direction} direction */
      const column = (name, direction) =>
        curve(
          Object.entries(frame[name]),
          ([index]) => index,
          ([, value]) => value,
          direction,
        );
      return [
        {
          curves: {
            loss: column('loss', 'lower'),
            accuracy: column('accuracy', 'higher'),
            val_loss: column('val_loss', 'lower'),
          },
        },
      ];
    },
  },
  {
    file: 'generic/validated_every_second_epoch.json',
    format: 'generic',
    notes: ['lists_left_out', 'generic_understanding'],
    runs: (text) => {
      const { train_loss, val_loss, val_rmse } = parse(text);
      return [
        {
          curves: {
            train_loss: everyNth(train_loss, 1),
            val_loss: everyNth(val_loss, 2),
            val_rmse: everyNth(val_rmse, 2),
          },
        },
      ];
    },
  },
  {
    file: 'generic/two_models.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) =>
      Object.entries(parse(text)).map(([name, { loss, val_loss }]) => ({
        name,
        curves: { loss: everyNth(loss, 1), val_loss: everyNth(val_loss, 1) },
      })),
  },
  {
    file: 'generic/named_by_what_they_share.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const { train, val, iters } = parse(text).loss_history;
      return [
        {
          curves: {
            'loss_history/train': beside(iters, train, 'lower'),
            'loss_history/val': beside(iters, val, 'lower'),
          },
        },
      ];
    },
  },
  {
    file: 'generic/episodes_and_their_lengths.jsonl',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          parseLines(text),
          (row) => row.episode,
          (row) => row,
          { steps: 'unknown', reward: 'higher', epsilon: 'unknown' },
        ),
      },
    ],
  },
  {
    file: 'generic/rounds.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => [
      {
        curves: curves(
          parse(text),
          (row) => row.round,
          (row) => ({
            ...row,
            'zones/north/accuracy': row.zones.north.accuracy,
            'zones/south/accuracy': row.zones.south.accuracy,
          }),
          {
            global_accuracy: 'higher',
            global_loss: 'lower',
            'zones/north/accuracy': 'higher',
            'zones/south/accuracy': 'higher',
          },
        ),
      },
    ],
  },
  {
    file: 'generic/rows_and_columns.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const { train_loss, val_loss, train_metrics, val_metrics } = parse(text);
      /** @param {Row[]} rows @param {string} name @param {Direction} direction */
      const column = (rows, name, direction) => ({
        ...everyNth(
          rows.map((row) => row[name]),
          1,
        ),
        direction,
      });
      return [
        {
          curves: {
            train_loss: everyNth(train_loss, 1),
            val_loss: everyNth(val_loss, 1),
            'train_metrics/mae': column(train_metrics, 'mae', 'lower'),
            'train_metrics/r2': column(train_metrics, 'r2', 'higher'),
            'val_metrics/mae': column(val_metrics, 'mae', 'lower'),
            'val_metrics/r2': column(val_metrics, 'r2', 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'generic/lists_beside_rows.json',
    format: 'generic',
    notes: ['lists_left_out', 'generic_understanding'],
    runs: (text) => {
      const { history, val_acc, scores } = parse(text);
      const epochs = history.map((/** @type {Row} */ row) => row.epoch);
      return [
        {
          curves: {
            loss: lower(
              history,
              (row) => row.epoch,
              (row) => row.loss,
            ),
            val_acc: beside(epochs, val_acc, 'higher'),
            'scores/f1': beside(
              epochs,
              scores.map((/** @type {Row} */ row) => row.f1),
              'higher',
            ),
          },
        },
      ];
    },
  },
  {
    file: 'generic/models_as_rows.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) =>
      Object.entries(parse(text)).map(([name, rows]) => ({
        name,
        curves: curves(
          rows,
          (row) => row.epoch,
          (row) => row,
          { loss: 'lower', val_loss: 'lower' },
        ),
      })),
  },
  {
    file: 'generic/epochs_beside_steps.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const { train, val } = parse(text);
      /** @param {Row} row */
      const lastStep = ({ epoch }) =>
        train.filter((/** @type {Row} */ row) => row.epoch <= epoch).at(-1).step;
      return [
        {
          curves: {
            'train/loss': lower(
              train,
              (row) => row.step,
              (row) => row.loss,
            ),
            'val/loss': lower(val, lastStep, (row) => row.loss),
            'val/acc': curve(val, lastStep, (row) => row.acc, 'higher'),
          },
        },
      ];
    },
  },
  {
    file: 'generic/pandas_split.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const { data } = parse(text);
      return [
        {
          curves: {
            loss: lower(
              data,
              (row) => row[0],
              (row) => row[1],
            ),
            val_loss: lower(
              data,
              (row) => row[0],
              (row) => row[2],
            ),
          },
        },
      ];
    },
  },
  {
    file: 'generic/header_row.json',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const [, ...rows] = parse(text);
      return [
        {
          curves: {
            train_loss: lower(
              rows,
              (row) => row[0],
              (row) => row[1],
            ),
            eval_loss: lower(
              rows,
              (row) => row[0],
              (row) => row[2],
            ),
          },
        },
      ];
    },
  },
  {
    file: 'generic/numbers_as_people_write_them.jsonl',
    format: 'generic',
    notes: ['generic_understanding'],
    runs: (text) => {
      const rows = parseLines(text);
      /** @param {Row} row */
      const step = (row) => Number.parseFloat(row.step) * 1000;
      return [
        {
          curves: {
            loss: lower(rows, step, (row) => row.loss.replace(',', '.')),
            val_acc: curve(rows, step, (row) => Number.parseFloat(row.val_acc), 'higher'),
          },
        },
      ];
    },
  },
];
