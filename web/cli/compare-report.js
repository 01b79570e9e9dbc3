/**
 * `ckptscope compare`: groups of runs that differ in their seed, group against group in words, and what
 * was set differently beside what came out differently.
 */

import {
  columnFormatter,
  formatInteger,
  formatMessage,
  formatValue,
  plainText,
  version,
} from '../api/node.js';
import { harmlessJson } from './harmless-json.js';
import { shortened, table, wrapped } from './terminal.js';

/** @import { Comparison, RunSet } from '../api/types.js' */
/** @import { Paint, TableColumn } from './terminal.js' */

const NAME_CELLS_MAX = 40;
const SETTING_CELLS_MAX = 24;
const PAIR_COUNT_MAX = 20;
const RUN_COUNT_MAX = 100;
const INDENT = '  ';
const ABSENT = '–';

/**
 * @param {Comparison} comparison
 * @param {{ paint: Paint, width: number }} options `width` in cells
 * @yields {string} lines
 */
export function* compareReport(comparison, { paint, width }) {
  const { metric, direction, runs } = comparison;
  if (metric === null) {
    yield 'No run has a metric to compare by; --metric NAME names one.';
    return;
  }
  const better = direction === 'unknown' ? '' : ` (${direction} is better)`;
  const count = `${formatInteger(runs.length)} runs compared by `;
  yield paint('dim', count) + paint('bold', plainText(metric)) + paint('dim', better);
  yield '';
  yield* groupLines(comparison, paint, width);
  yield* pairLines(comparison, paint, width);
  yield* runLines(comparison, paint, width);
}

/**
 * @param {Comparison} comparison
 * @param {Pick<RunSet, 'ruleset' | 'overrides'>} judged
 * @returns {string} one JSON document
 */
export function compareJson({ say, ...comparison }, { ruleset, overrides }) {
  const pairs = comparison.pairs.map((pair) => ({ ...pair, message: say(pair.message) }));
  const told = { ckptscope: version, ruleset, overrides, ...comparison, pairs };
  return `${harmlessJson(told)}\n`;
}

/**
 * @param {Comparison} comparison
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* groupLines({ groups, level }, paint, width) {
  const format = columnFormatter(groups.flatMap(({ mean, low, high }) => [mean, low, high]));
  const interval = `${formatValue(level * 100)} % interval`;
  yield paint('bold', 'Groups') + paint('dim', ` ${formatInteger(groups.length)}`);
  const columns = [
    left('name', groups, ({ name }) => shortened(plainText(name), NAME_CELLS_MAX)),
    right('runs', groups, ({ runs }) => formatInteger(runs.length)),
    right('mean', groups, ({ mean }) => format(mean)),
    right('deviation', groups, ({ deviation }) => formatValue(deviation)),
    right(interval, groups, ({ low, high }) =>
      low === null ? ABSENT : `${format(low)} to ${format(high)}`,
    ),
  ];
  yield* table(columns, width, paint, INDENT).lines;
}

/**
 * @param {Comparison} comparison
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* pairLines({ pairs }, paint, width) {
  if (pairs.length === 0) return;
  yield '';
  yield paint('bold', 'Group against group') + paint('dim', ` ${formatInteger(pairs.length)}`);
  for (const { message } of pairs.slice(0, PAIR_COUNT_MAX)) {
    yield* wrapped(plainText(formatMessage(message, 'en')), width, INDENT);
  }
  yield* more(pairs.length - PAIR_COUNT_MAX, paint);
}

/**
 * @param {Comparison} comparison
 * @param {Paint} paint
 * @param {number} width
 * @yields {string}
 */
function* runLines({ runs, groups, facts }, paint, width) {
  const shown = runs.slice(0, RUN_COUNT_MAX);
  const values = columnFormatter(runs.flatMap(({ final, best }) => [final, best?.value]));
  const places = shown.map(({ name }) => shortened(plainText(name), NAME_CELLS_MAX));
  /** @type {TableColumn[]} */
  const columns = [
    { title: 'name', align: 'left', cells: places },
    right('final', shown, ({ final }) => values(final)),
    right('best', shown, ({ best }) => values(best?.value)),
    left('group', shown, ({ group }) =>
      group === null
        ? ABSENT
        : shortened(plainText(groups[group]?.name ?? ABSENT), SETTING_CELLS_MAX),
    ),
    ...facts.map((fact) =>
      left(shortened(plainText(fact.name), SETTING_CELLS_MAX), shown, (_run, index) => {
        const value = fact.values[index];
        if (value === null || value === undefined) return ABSENT;
        const text = typeof value === 'number' ? formatValue(value) : String(value);
        return shortened(plainText(text), SETTING_CELLS_MAX);
      }),
    ),
  ];
  yield '';
  yield paint('bold', 'What was set, and what came out');
  const { lines, left: leftOut } = table(columns, width, paint, INDENT);
  yield* lines;
  yield* more(runs.length - RUN_COUNT_MAX, paint);
  if (facts.length === 0) {
    yield INDENT + paint('dim', 'the files state no setting that differs between these runs');
  }
  if (leftOut.length > 0) {
    const names = leftOut.slice(0, 5).join(', ') + (leftOut.length > 5 ? ', …' : '');
    yield INDENT + paint('dim', `not shown for want of width: ${names}; --json has all`);
  }
}

/**
 * @param {number} rest
 * @param {Paint} paint
 * @yields {string}
 */
function* more(rest, paint) {
  if (rest > 0) yield INDENT + paint('dim', `⋮ ${formatInteger(rest)} more; --json lists all`);
}

/**
 * @template Row
 * @param {string} title
 * @param {readonly Row[]} rows
 * @param {(row: Row, index: number) => string} cell
 * @returns {TableColumn}
 */
function left(title, rows, cell) {
  return { title, align: 'left', cells: rows.map(cell) };
}

/**
 * @template Row
 * @param {string} title
 * @param {readonly Row[]} rows
 * @param {(row: Row, index: number) => string} cell
 * @returns {TableColumn}
 */
function right(title, rows, cell) {
  return { title, align: 'right', cells: rows.map(cell) };
}
