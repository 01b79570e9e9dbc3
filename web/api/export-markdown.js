/**
 * Runs as Markdown: the verdict, what it rests on and the checkpoint table, for a pull request or a
 * notebook.
 */

import { columnFormatter, formatInteger, formatMessage, formatValue } from './messages.js';
import { plainText } from './plain-text.js';

/** @import { CheckpointRow, Message, Run, RunSet } from './types.js' */

/** Rows of a table; longer ones show the latest. */
const ROW_COUNT_MAX = 30;

/**
 * @param {Pick<RunSet, 'runs' | 'rejected'>} set
 * @returns {AsyncGenerator<string>} pieces of text
 * @yields {string}
 * @example
 * for await (const piece of exportMarkdown(set)) process.stdout.write(piece);
 */
export async function* exportMarkdown(set) {
  for await (const line of linesOf(set)) yield `${line}\n`;
}

/**
 * @param {Pick<RunSet, 'runs' | 'rejected'>} set
 * @yields {string}
 */
async function* linesOf(set) {
  for (const run of set.runs) yield* runReport(run);
  for (const { source, line, column, message, advice } of set.rejected) {
    yield `**Not read: ${cell(source)}:${line}:${column}** ${cell(`${message} ${advice}`)}`;
    yield '';
  }
}

/**
 * @param {Run} run
 * @yields {string}
 */
async function* runReport(run) {
  const { verdict, findings, notes } = run;
  yield `## ${cell(run.name)}`;
  yield '';
  yield `**${say(verdict.headline)}** (${verdict.severity}, ${verdict.confidence} confidence)`;
  yield '';
  if (verdict.action) yield* [say(verdict.action), ''];
  if (findings.length > 0) {
    yield* ['| severity | finding |', '| --- | --- |'];
    for (const { severity, message } of findings) yield `| ${severity} | ${say(message)} |`;
    yield '';
  }
  yield* checkpointTable(run);
  for (const { message, source } of notes) yield `- ${say(message)} (${cell(source)})`;
  if (notes.length > 0) yield '';
}

/**
 * @param {Run} run
 * @yields {string}
 */
async function* checkpointTable(run) {
  const total = run.checkpointCount;
  if (total === 0) return;
  const start = Math.max(0, total - ROW_COUNT_MAX);
  const rows = await run.rows({ start, count: ROW_COUNT_MAX });
  const names = run.metrics
    .map(({ name }) => name)
    .filter((name) => rows.some((row) => Object.hasOwn(row.metrics, name)));
  /** @type {(readonly [string, readonly string[]])[]} */
  const columns = [
    ['step', rows.map(({ step }) => (step === null ? '' : formatInteger(step)))],
    ['epoch', rows.map(({ epoch }) => (epoch === null ? '' : formatValue(epoch)))],
    ...names.map((name) => {
      const values = rows.map((row) => row.metrics[name] ?? null);
      return /** @type {const} */ ([name, values.map(columnFormatter(values))]);
    }),
    ['', rows.map(({ marks }) => marks.join(', '))],
    ['checkpoint', rows.map(checkpointName)],
  ];
  const shown = columns.filter(([, cells]) => cells.some((text) => text !== ''));
  yield `| ${shown.map(([title]) => cell(title)).join(' | ')} |`;
  yield `| ${shown.map(() => '---').join(' | ')} |`;
  for (const index of rows.keys()) {
    yield `| ${shown.map(([, cells]) => cell(cells[index] ?? '')).join(' | ')} |`;
  }
  yield '';
  if (start > 0) yield* [`The latest ${ROW_COUNT_MAX} of ${formatInteger(total)}.`, ''];
}

/** @param {CheckpointRow} row */
function checkpointName({ id, model, path }) {
  return id || model || path;
}

/** @param {Message} message */
function say(message) {
  return cell(formatMessage(message, 'en'));
}

/**
 * Text from a file as text in Markdown, whatever it holds.
 * @param {string} text
 * @returns {string}
 */
function cell(text) {
  return plainText(text).replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&');
}
