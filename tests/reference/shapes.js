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
];
