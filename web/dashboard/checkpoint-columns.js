/**
 * Which columns the checkpoint table has and how each writes a row. Columns in which no row has
 * anything are left out, judged by the first and the last rows.
 */
import { columnFormatter, formatTime, formatValue } from '../api/index.js';
import { ABSENT, exactNumber, signed, valueOnAxis } from './format.js';

/** @import { CheckpointRow, Numeric, Run } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

/** What names a checkpoint outside of its run. */
const NAMES = /** @type {const} */ (['id', 'model', 'path']);

/**
 * @typedef {object} Column
 * @property {string} key unique within the table
 * @property {string} title
 * @property {string} hint what the title means, '' when it is plain
 * @property {string} sort as `rows` takes it
 * @property {boolean} isNumber
 * @property {boolean} isPrimary what best means
 * @property {boolean} isName an id, a model's name or a path, for the clipboard
 * @property {boolean} prefersDescending the better end first
 * @property {(row: CheckpointRow) => string} text
 * @property {(row: CheckpointRow) => string} exact
 * @property {(row: CheckpointRow) => string} remark what to say of a cell that has nothing exact
 */

/**
 * @param {Run} run
 * @param {Texts} t
 * @param {readonly CheckpointRow[]} sample
 * @returns {{ readonly head: Column, readonly columns: readonly Column[] }} `head` names the row
 */
export function checkpointColumns(run, t, sample) {
  const names = t.columns;
  const epochs = columnFormatter(sample.map((row) => row.epoch));
  /** @type {readonly Column[]} */
  const places = [
    {
      ...plainColumn('step', names.step),
      isNumber: true,
      text: (row) => valueOnAxis(row.step, 'step'),
      exact: (row) => numeric(row.step),
    },
    {
      ...plainColumn('epoch', names.epoch),
      isNumber: true,
      text: (row) => epochs(row.epoch),
      exact: (row) => numeric(row.epoch),
    },
    {
      ...plainColumn('time', names.time),
      text: (row) => formatTime(row.time, t.language),
      exact: (row) => row.time ?? '',
    },
  ];
  const present = places.filter((column) => sample.some((row) => column.exact(row) !== ''));
  const head = present[0] ?? {
    ...plainColumn('', names.row),
    isNumber: true,
    text: (row) => String(row.index + 1),
    exact: (row) => String(row.index + 1),
  };
  const columns = [
    markColumn(t),
    ...present.slice(1),
    ...primaryColumns(run, t, sample),
    ...metricColumns(run, t, sample),
    ...wordColumns(t, sample),
  ];
  return { head, columns };
}

/** @param {Texts} t @returns {Column} */
function markColumn(t) {
  const text = (/** @type {CheckpointRow} */ row) =>
    /** @type {const} */ (['recommended', 'best', 'equivalent', 'last', 'cut'])
      .filter((mark) => row.marks.includes(mark))
      .map((mark) => t.marks[mark])
      .join(t.comma);
  return { ...plainColumn('mark', t.columns.mark), text, exact: text };
}

/** @param {Run} run @param {Texts} t @param {readonly CheckpointRow[]} sample @returns {Column[]} */
function primaryColumns(run, t, sample) {
  const { primary } = run;
  if (!primary || !sample.some((row) => primary.name in row.metrics)) return [];
  const column = metricColumn(run, t, primary.name, sample);
  const format = formatterOf(run, primary.name, sample);
  /** @type {readonly ('deltaBest' | 'deltaPrevious' | 'gap')[]} */
  const differences = ['deltaBest', 'deltaPrevious', 'gap'];
  return [
    { ...column, isPrimary: true, prefersDescending: primary.direction === 'higher' },
    ...differences
      .filter((key) => sample.some((row) => row[key] !== null))
      .map((key) => ({
        ...plainColumn(key, t.columns[key]),
        hint: t.columnTitles[key],
        isNumber: true,
        text: (/** @type {CheckpointRow} */ row) => signed(row[key], format),
        exact: (/** @type {CheckpointRow} */ row) => numeric(row[key]),
      })),
  ];
}

/** @param {Run} run @param {Texts} t @param {readonly CheckpointRow[]} sample @returns {Column[]} */
function metricColumns(run, t, sample) {
  return run.metrics
    .filter(({ name }) => name !== run.primary?.name)
    .filter(({ name }) =>
      sample.some((row) => Object.hasOwn(row.metrics, name) || Object.hasOwn(row.sentinels, name)),
    )
    .map(({ name }) => metricColumn(run, t, name, sample));
}

/**
 * @param {Run} run @param {Texts} t @param {string} name @param {readonly CheckpointRow[]} sample
 * @returns {Column}
 */
function metricColumn(run, t, name, sample) {
  const format = formatterOf(run, name, sample);
  const value = (/** @type {CheckpointRow} */ row) =>
    Object.hasOwn(row.metrics, name) ? row.metrics[name] : undefined;
  const isSentinel = (/** @type {CheckpointRow} */ row) =>
    value(row) === undefined && Object.hasOwn(row.sentinels, name);
  const metric = run.metrics.find((candidate) => candidate.name === name);
  return {
    ...plainColumn(`metric:${name}`, name),
    isNumber: true,
    prefersDescending: metric?.direction === 'higher',
    text: (row) => (isSentinel(row) ? `∅ ${formatValue(row.sentinels[name])}` : format(value(row))),
    exact: (row) => numeric(value(row)),
    remark: (row) => (isSentinel(row) ? t.sentinelHint : ''),
  };
}

/** @param {Texts} t @param {readonly CheckpointRow[]} sample @returns {Column[]} */
function wordColumns(t, sample) {
  /** @type {readonly Column[]} */
  const columns = [
    {
      ...plainColumn('saved', t.columns.saved),
      text: (row) => t.saved[row.saved],
      exact: (row) => (row.saved === 'unknown' ? '' : row.saved),
    },
    ...NAMES.map((key) => ({
      ...plainColumn(key, t.columns[key]),
      hint: t.columnTitles.name,
      isName: true,
      text: (/** @type {CheckpointRow} */ row) => row[key] || ABSENT,
      exact: (/** @type {CheckpointRow} */ row) => row[key],
    })),
  ];
  return columns.filter((column) => sample.some((row) => column.exact(row) !== ''));
}

/** @param {string} key @param {string} title @returns {Column} */
function plainColumn(key, title) {
  return {
    key,
    title,
    hint: '',
    sort: key,
    isNumber: false,
    isPrimary: false,
    isName: false,
    prefersDescending: false,
    text: () => '',
    exact: () => '',
    remark: () => '',
  };
}

/** @param {Run} run @param {string} name @param {readonly CheckpointRow[]} sample */
function formatterOf(run, name, sample) {
  const metric = run.metrics.find((candidate) => candidate.name === name);
  const values = sample.map((row) => row.metrics[name]);
  return columnFormatter([metric?.min?.value, metric?.max?.value, ...values]);
}

/** @param {Numeric | null | undefined} value */
function numeric(value) {
  return value === null || value === undefined ? '' : exactNumber(value);
}
