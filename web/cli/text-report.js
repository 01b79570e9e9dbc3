/**
 * The text view: verdict first, then the checkpoint to keep, then the tables it rests on.
 */

import {
  columnFormatter,
  formatDuration,
  formatInteger,
  formatMessage,
  formatPercent,
  formatValue,
  plainText,
} from '../api/node.js';
import { cellCount, shortened, table, wrapped } from './terminal.js';

/** @import { CheckpointRow, Message, Metric, Numeric, Recommended, Rejected, Run, RunSet, Severity, StopReplay } from '../api/types.js' */
/** @import { Paint, Style, TableColumn } from './terminal.js' */

/** Rows of a checkpoint table; longer ones show both ends and what is marked. */
const ROW_COUNT_MAX = 24;
const METRIC_COUNT_MAX = 24;
const NAME_CELLS_MAX = 40;
const INDENT = '  ';

/** Shape and colour together, as on the page. @type {Record<Severity | 'data_loss', readonly [string, Style]>} */
const MARKS = {
  info: ['○', 'green'],
  notice: ['◔', 'cyan'],
  warning: ['▲', 'yellow'],
  data_loss: ['▲', 'yellow'],
  critical: ['■', 'red'],
};

/**
 * @param {RunSet} set
 * @param {{ paint: Paint, width: number }} options `width` in cells
 * @yields {string} lines
 */
export async function* textReport(set, { paint, width }) {
  for (const run of set.runs) {
    yield* runReport(run, paint, width);
    yield '';
  }
  for (const rejected of set.rejected) yield* rejectedReport(rejected, paint, width);
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
async function* runReport(run, paint, width) {
  const { verdict } = run;
  const [mark, style] = MARKS[verdict.severity];
  const records = run.recordCount === 1 ? 'record' : 'records';
  const where = [run.name, run.formatTitle, `${formatInteger(run.recordCount)} ${records}`];
  yield paint('dim', plainText(where.join(' · ')));
  const [first = '', ...others] = wrapped(say(verdict.headline), width - 2, '');
  yield `${paint(style, mark)} ${paint('bold', first)}`;
  for (const line of others) yield `  ${paint('bold', line)}`;
  if (verdict.action) yield* wrapped(say(verdict.action), width, INDENT);
  if (verdict.nextTime) yield* wrapped(say(verdict.nextTime), width, INDENT);
  yield INDENT + paint('dim', `${verdict.severity}, ${verdict.confidence} confidence`);
  yield* recommendedReport(run, paint);
  if (verdict.recommended) yield* wrapped(say(run.forecast.message), width, INDENT);
  yield* checkpointReport(run, paint, width);
  yield* metricReport(run, paint, width);
  yield* findingReport(run, paint, width);
  yield* stoppingReport(run, paint, width);
  yield* noteReport(run, paint, width);
}

/**
 * How many values the choice rests on, and which of their differences count.
 * @param {NonNullable<Run['verdict']['recommended']>} recommended
 * @param {number | null} noiseSigma of the metric that chooses; null: too few values to know it
 * @returns {string}
 */
function noiseClause({ evaluations, examples, standardError, noiseBand }, noiseSigma) {
  const size =
    examples === null || standardError === null
      ? ''
      : ` on ${formatInteger(examples)} examples (standard error ${formatValue(standardError)})`;
  if (evaluations < 2) return `, of one evaluation${size}`;
  const count = `, of ${formatInteger(evaluations)} evaluations${size}`;
  if (!noiseBand) return count;
  return noiseSigma !== null
    ? `${count}; differences up to ${formatValue(noiseBand)} are within the noise`
    : `${count}: too few to know the noise; differences up to ${formatValue(noiseBand)} are left aside`;
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @yields {string}
 */
function* recommendedReport({ verdict, primary, metrics, stopping, x }, paint) {
  const { recommended } = verdict;
  if (!recommended) return;
  const equivalent = recommended.equivalent.map((one) => checkpointPlace(one, x));
  /** @type {[string, string][]} */
  const lines = [['checkpoint', checkpointPlace(recommended, x)]];
  if (recommended.model !== '') lines.push(['model', recommended.model]);
  if (recommended.path !== '') lines.push(['path', recommended.path]);
  if (primary) {
    const better = primary.direction === 'unknown' ? '' : ` (${primary.direction} is better)`;
    lines.push(['because', `${primary.name} ${formatValue(recommended.value)}${better}`]);
    const sets = primary.otherSets.length;
    if (sets > 0) lines.push(['', `and ${sets} more like it, by the mean of their ranks`]);
    const sigma = metrics.find(({ name }) => name === primary.name)?.noiseSigma ?? null;
    lines.push(['confidence', recommended.confidence + noiseClause(recommended, sigma)]);
  }
  if (equivalent.length > 0) {
    const more =
      recommended.equivalentCount > 5
        ? `, and ${formatInteger(recommended.equivalentCount - 5)} more`
        : '';
    lines.push(['no worse', equivalent.slice(0, 5).join(', ') + more]);
  }
  if (recommended.betterUnsaved) {
    const { step, value } = recommended.betterUnsaved;
    const by = recommended.cost === null ? '' : `, by ${formatValue(recommended.cost)}`;
    lines.push(['not saved', `${place(step, '', x)} was better: ${formatValue(value)}${by}`]);
  }
  if (recommended.betterSuperseded) {
    const { step, value } = recommended.betterSuperseded;
    lines.push(['trained over', `${place(step, '', x)} was better: ${formatValue(value)}`]);
  }
  if (stopping.lastImprovement && (stopping.wasted ?? 0) > 0) {
    const since = place(stopping.lastImprovement.step, '', x);
    const share = stopping.wastedShare === null ? '' : ` (${formatPercent(stopping.wastedShare)})`;
    const time = stopping.wastedSeconds ? `, ${formatDuration(stopping.wastedSeconds)}` : '';
    const rest = formatInteger(stopping.wasted);
    const gain = primary ? `no gain of ${primary.name} beyond noise` : 'no gain beyond noise';
    lines.push(['in vain', `${rest} after ${since}${share}${time}: ${gain}`]);
  }
  if (recommended.averaging) {
    const { checkpoints } = recommended.averaging;
    const names = checkpoints.map((one) => checkpointPlace(one, x)).join(', ');
    lines.push(['may average', `${names}: evaluate the mean of their weights before you use it`]);
  }
  if (!recommended.amongSaved) lines.push(['', 'which checkpoints were saved is not known']);
  yield '';
  yield paint('bold', 'Keep');
  for (const [name, value] of lines)
    yield `${INDENT}${paint('dim', name.padEnd(12))} ${plainText(value)}`;
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
async function* checkpointReport(run, paint, width) {
  if (run.checkpointCount === 0) return;
  const rows = await shownRows(run);
  const isKept = (/** @type {CheckpointRow | undefined} */ row) =>
    row?.marks.includes('recommended');
  const columns = checkpointColumns(run, rows).map((column) => ({
    ...column,
    paint: (/** @type {string} */ cell, /** @type {number} */ index) =>
      isKept(rows[index]) ? paint('bold', cell) : cell,
  }));
  const { lines, left } = table(columns, width, paint, INDENT);
  yield '';
  yield paint('bold', 'Checkpoints') + paint('dim', ` ${formatInteger(run.checkpointCount)}`);
  yield lines[0] ?? '';
  let previous = -1;
  for (const [index, row] of rows.entries()) {
    const gap = row.index - previous - 1;
    if (gap > 0) yield INDENT + paint('dim', `⋮ ${formatInteger(gap)} more`);
    previous = row.index;
    yield lines[index + 1] ?? '';
  }
  const rest = run.checkpointCount - previous - 1;
  if (rest > 0) yield INDENT + paint('dim', `⋮ ${formatInteger(rest)} more`);
  if (left.length > 0) yield* leftOut(left, paint);
}

/**
 * All rows of a short table; of a long one both ends, the best and the one to keep, by age.
 * @param {Run} run
 * @returns {Promise<CheckpointRow[]>}
 */
async function shownRows(run) {
  const total = run.checkpointCount;
  if (total <= ROW_COUNT_MAX) return run.rows({ count: total });
  const tailCount = ROW_COUNT_MAX - 8;
  const windows = [
    run.rows({ count: 4 }),
    run.rows({ start: total - tailCount, count: tailCount }),
  ];
  const kept = run.verdict.recommended;
  if (kept) windows.push(run.rows({ start: Math.max(0, kept.index - 1), count: 3 }));
  if (run.primary && run.primary.direction !== 'unknown') {
    const descending = run.primary.direction === 'higher';
    windows.push(run.rows({ count: 1, sort: `metric:${run.primary.name}`, descending }));
  }
  const byIndex = new Map((await Promise.all(windows)).flat().map((row) => [row.index, row]));
  return [...byIndex.values()].toSorted((left, right) => left.index - right.index);
}

/**
 * @param {Run} run
 * @param {readonly CheckpointRow[]} rows
 * @returns {TableColumn[]}
 */
function checkpointColumns(run, rows) {
  /** @type {TableColumn[]} */
  const columns = [
    {
      title: '',
      align: 'left',
      cells: rows.map(({ marks }) => (marks.includes('recommended') ? '◆' : ' ')),
    },
  ];
  const add = (
    /** @type {string} */ title,
    /** @type {TableColumn['align']} */ align,
    /** @type {string[]} */ cells,
  ) => {
    if (cells.some((cell) => cell !== '' && cell !== '–')) columns.push({ title, align, cells });
  };
  const whole = (/** @type {number | null} */ value) =>
    value === null ? '–' : formatInteger(value);
  /** @typedef {(row: CheckpointRow) => Numeric | null} Pick */
  const numbers = (/** @type {Pick} */ value, /** @type {Pick} */ scale = value) =>
    rows.map(value).map(columnFormatter(rows.map(scale)));
  const hasSteps = rows.some(({ step }) => step !== null);
  if (hasSteps)
    add(
      'step',
      'right',
      rows.map(({ step }) => whole(step)),
    );
  else if (run.x === 'epoch')
    add(
      'epoch',
      'right',
      numbers(({ x }) => x),
    );
  else if (run.x === 'index')
    add(
      'number',
      'right',
      rows.map(({ index }) => formatInteger(index + 1)),
    );
  if (hasSteps || run.x !== 'epoch')
    add(
      'epoch',
      'right',
      numbers(({ epoch }) => epoch),
    );
  add(
    'time (UTC)',
    'left',
    rows.map(({ time }) => (time === null ? '–' : shortTime(time))),
  );
  const metrics = byImportance(run.metrics, run.primary).filter(({ name }) =>
    rows.some((row) => Object.hasOwn(row.metrics, name) || Object.hasOwn(row.sentinels, name)),
  );
  const primary = metrics.find(({ name }) => name === run.primary?.name);
  const others = metrics.filter((metric) => metric !== primary);
  const partners = others.filter(({ quantity }) => quantity === primary?.quantity);
  const addMetric = (/** @type {Metric} */ metric) => {
    const title = shortened(plainText(metric.name), NAME_CELLS_MAX);
    const texts = numbers(({ metrics: values }) => values[metric.name] ?? null);
    add(
      title,
      'right',
      // A value that says that nothing was measured is marked as such.
      rows.map(({ sentinels }, at) =>
        Object.hasOwn(sentinels, metric.name)
          ? `∅ ${formatValue(sentinels[metric.name])}`
          : String(texts[at]),
      ),
    );
  };
  if (primary) addMetric(primary);
  if (run.primary) {
    const { name } = run.primary;
    // A difference has the decimals of what it is a difference of.
    const own = (/** @type {CheckpointRow} */ { metrics: values }) => values[name] ?? null;
    add(
      'Δ best',
      'right',
      numbers(({ deltaBest }) => deltaBest, own),
    );
    add(
      'gap',
      'right',
      numbers(({ gap }) => gap, own),
    );
  }
  partners.forEach(addMetric);
  const areMixed = rows.some(({ kind }) => kind !== rows[0]?.kind);
  add(
    '',
    'left',
    rows.map((row) => markWords(row, areMixed)),
  );
  add(
    'id',
    'left',
    rows.map(({ id }) => shortened(plainText(id), NAME_CELLS_MAX)),
  );
  others.filter((metric) => !partners.includes(metric)).forEach(addMetric);
  add(
    'model',
    'left',
    rows.map(({ model }) => shortened(plainText(model), NAME_CELLS_MAX)),
  );
  add(
    'path',
    'left',
    rows.map(({ path }) => shortened(plainText(path), NAME_CELLS_MAX)),
  );
  return columns;
}

/**
 * What best means comes first, then what can be better or worse, then the rest, each as in the file.
 * @param {readonly Metric[]} metrics
 * @param {Run['primary']} primary
 * @returns {Metric[]}
 */
function byImportance(metrics, primary) {
  const rank = (/** @type {Metric} */ { name, direction }) =>
    name === primary?.name ? 0 : direction === 'unknown' ? 2 : 1;
  return metrics.toSorted((left, right) => rank(left) - rank(right) || left.index - right.index);
}

/** @type {Record<CheckpointRow['marks'][number], string>} */
const MARK_WORDS = {
  recommended: 'keep',
  best: 'best',
  equivalent: 'no worse',
  last: 'last',
  cut: 'cut off',
};

/**
 * @param {CheckpointRow} row
 * @param {boolean} areMixed whether the table holds checkpoints and evaluations
 * @returns {string}
 */
function markWords({ marks, kind }, areMixed) {
  const words = marks.map((mark) => MARK_WORDS[mark]);
  if (areMixed && kind === 'evaluation') words.push('evaluation');
  return words.join(', ');
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* metricReport({ metrics, primary, x }, paint, width) {
  if (metrics.length === 0) return;
  const shown = byImportance(metrics, primary).slice(0, METRIC_COUNT_MAX);
  const cells = (/** @type {(metric: Metric) => string} */ cell) => shown.map(cell);
  /** @type {TableColumn[]} */
  const columns = [
    {
      title: 'name',
      align: 'left',
      cells: cells(({ name }) => shortened(plainText(name), NAME_CELLS_MAX)),
    },
    { title: 'better', align: 'left', cells: cells(({ direction }) => direction) },
    { title: 'first', align: 'right', cells: cells(({ first }) => formatValue(first?.value)) },
    { title: 'last', align: 'right', cells: cells(({ last }) => formatValue(last?.value)) },
    { title: 'best', align: 'right', cells: cells(({ best }) => formatValue(best?.value)) },
    {
      title: `at ${AXIS_WORDS[x]}`,
      align: 'right',
      cells: cells(({ best, x: kind }) => (best ? place(best.step, '', kind, '') : '–')),
    },
    { title: 'trend', align: 'left', cells: cells(({ trend }) => trend.verdict) },
    { title: 'points', align: 'right', cells: cells(({ points }) => formatInteger(points)) },
  ];
  if (shown.some(({ nonFinite }) => nonFinite > 0)) {
    columns.push({
      title: 'NaN, Inf',
      align: 'right',
      cells: cells(({ nonFinite }) => formatInteger(nonFinite)),
    });
  }
  if (shown.some(({ sentinels }) => sentinels > 0)) {
    columns.push({
      title: '∅',
      align: 'right',
      cells: cells(({ sentinels }) => formatInteger(sentinels)),
    });
  }
  yield '';
  yield paint('bold', 'Metrics') + paint('dim', ` ${formatInteger(metrics.length)}`);
  const { lines, left } = table(columns, width, paint, INDENT);
  yield* lines;
  const rest = metrics.length - shown.length;
  if (rest > 0) yield INDENT + paint('dim', `⋮ ${formatInteger(rest)} more; --json lists all`);
  if (left.length > 0) yield* leftOut(left, paint);
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* findingReport({ findings }, paint, width) {
  if (findings.length === 0) return;
  yield '';
  yield paint('bold', 'Findings') + paint('dim', ` ${formatInteger(findings.length)}`);
  for (const { severity, message, action } of findings) {
    yield* marked(severity, severity, say(message), paint, width);
    if (action) yield* wrapped(say(action), width, INDENT.repeat(2));
  }
}

/**
 * What the usual callbacks would have done, where one of them would have acted.
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* stoppingReport({ stopping, x }, paint, width) {
  const acting = stopping.replays.filter(({ actsAt }) => actsAt !== null);
  if (acting.length === 0) return;
  const cells = (/** @type {(replay: StopReplay) => string} */ cell) => acting.map(cell);
  const { lines } = table(
    [
      { title: 'callback', align: 'left', cells: cells(({ rule }) => rule.replaceAll('_', ' ')) },
      { title: 'patience', align: 'right', cells: cells(({ patience }) => String(patience)) },
      {
        title: `acts at ${AXIS_WORDS[x]}`,
        align: 'right',
        cells: cells(({ actsAt }) => place(actsAt?.step ?? null, '', x, '')),
      },
      {
        title: 'best by then',
        align: 'right',
        cells: cells(({ best }) => formatValue(best?.value)),
      },
      { title: 'not trained', align: 'right', cells: cells(({ saved }) => length(saved, x)) },
      { title: 'misses', align: 'right', cells: cells(({ regret }) => formatValue(regret)) },
    ],
    width,
    paint,
    INDENT,
  );
  yield '';
  yield paint('bold', 'Callbacks would have acted') + paint('dim', ` by ${stopping.metric}`);
  yield* lines;
}

/**
 * @param {Run} run
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* noteReport({ notes }, paint, width) {
  if (notes.length === 0) return;
  yield '';
  yield paint('bold', 'Notes') + paint('dim', ` ${formatInteger(notes.length)}`);
  for (const { severity, message, source, line, column } of notes) {
    const where = line === null ? source : `${source}:${line}:${column ?? 1}`;
    const word = severity === 'data_loss' ? 'data loss' : severity;
    yield* marked(severity, word, `${say(message)} (${plainText(where)})`, paint, width);
  }
}

/**
 * @param {Rejected} rejected
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* rejectedReport({ source, line, column, message, advice, excerpt, caret }, paint, width) {
  const [mark, style] = MARKS.critical;
  yield `${paint(style, mark)} ${paint('bold', plainText(source) + (line > 0 ? `:${line}:${column}` : ''))}`;
  yield* wrapped(plainText(`${message} ${advice}`), width, INDENT);
  if (excerpt === '') return;
  const shown = plainText(excerpt);
  const before = [...shown].slice(0, caret).join('');
  yield INDENT + paint('dim', shown);
  yield INDENT + ' '.repeat(cellCount(before)) + paint(style, '^');
}

/**
 * @param {keyof typeof MARKS} severity
 * @param {string} word
 * @param {string} text
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* marked(severity, word, text, paint, width) {
  const [mark, style] = MARKS[severity];
  const [first = '', ...others] = wrapped(`${word}: ${text}`, width - 4, '');
  yield `${INDENT}${paint(style, mark)} ${first}`;
  for (const line of others) yield `${INDENT}  ${line}`;
}

/**
 * @param {readonly string[]} titles
 * @param {Paint} paint
 * @yields {string}
 */
function* leftOut(titles, paint) {
  const names = titles.filter((title) => title !== '');
  if (names.length === 0) return;
  const more = names.length > 3 ? `, ${names.length - 3} more` : '';
  yield (
    INDENT + paint('dim', `not shown for want of width: ${names.slice(0, 3).join(', ')}${more}`)
  );
}

/**
 * @param {Message} message
 * @returns {string}
 */
function say(message) {
  return plainText(formatMessage(message, 'en'));
}

/** What stands on an axis. Records are counted from 1, as the engine's sentences count them. @type {Readonly<Record<Run['x'], string>>} */
const AXIS_WORDS = { step: 'step', epoch: 'epoch', time: 'time', index: 'record' };

/**
 * @param {number | null} value on the axis
 * @param {string} id
 * @param {Run['x']} kind
 * @param {string} [word] before the value
 * @returns {string} "step 60, ftckpt_a"
 */
function place(value, id, kind, word = kind === 'time' ? '' : `${AXIS_WORDS[kind]} `) {
  const number = value === null ? '' : onAxis(value, kind, word);
  return [number, id].filter((part) => part !== '').join(', ');
}

/** @param {number | null} span on an axis @param {Run['x']} kind */
function length(span, kind) {
  if (span === null) return formatValue(span);
  if (kind === 'time') return formatDuration(span);
  return Number.isInteger(span) ? formatInteger(span) : formatValue(span);
}

/** @param {number} value @param {Run['x']} kind @param {string} word */
function onAxis(value, kind, word) {
  if (kind === 'time') return shortTime(new Date(value * 1000).toISOString());
  if (kind === 'index') return word + formatInteger(value + 1);
  return word + (Number.isInteger(value) ? formatInteger(value) : formatValue(value));
}

/**
 * A checkpoint of a run, as the headline calls it: by its number where nothing else stands.
 * @param {Pick<Recommended, 'index' | 'step' | 'x' | 'id'>} checkpoint
 * @param {Run['x']} kind
 */
function checkpointPlace({ index, step, x, id }, kind) {
  if (kind !== 'index') return place(step ?? x, id, step === null ? kind : 'step');
  return [`number ${formatInteger(index + 1)}`, id].filter((part) => part !== '').join(', ');
}

/**
 * @param {string} time ISO 8601, UTC
 * @returns {string} to the second
 */
function shortTime(time) {
  return plainText(time.slice(0, 19).replace('T', ' '));
}
