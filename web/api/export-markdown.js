/**
 * Runs as Markdown: the verdict, what it rests on and the checkpoint table, for a pull request or a
 * notebook.
 */

import {
  columnFormatter,
  formatInteger,
  formatMessage,
  formatValue,
  isChinese,
} from './messages.js';
import { plainText } from './plain-text.js';

/** @import { CheckpointRef, CheckpointRow, Confidence, ExportOptions, Message, Run, RunSet, Severity } from './types.js' */

/** Rows of a table; longer ones show the latest. */
const ROW_COUNT_MAX = 30;

/**
 * @typedef {object} Words
 * @property {string} locale
 * @property {Readonly<Record<Severity, string>>} severities
 * @property {Readonly<Record<Confidence, string>>} confidences
 * @property {readonly [string, string]} findings the heads of their table
 * @property {readonly [string, string, string, string]} columns step, epoch, checkpoint
 * @property {(shown: string, total: string) => string} latest
 * @property {(place: string) => string} notRead
 */

/** @type {Omit<Words, 'locale'>} */
const english = {
  severities: { info: 'info', notice: 'notice', warning: 'warning', critical: 'critical' },
  confidences: { high: 'high confidence', medium: 'medium confidence', low: 'low confidence' },
  findings: ['severity', 'finding'],
  columns: ['step', 'epoch', 'checkpoint', 'number'],
  latest: (shown, total) => `The latest ${shown} of ${total}.`,
  notRead: (place) => `**Not read: ${place}**`,
};

/** @type {Omit<Words, 'locale'>} */
const chinese = {
  severities: { info: '信息', notice: '提示', warning: '警告', critical: '严重' },
  confidences: { high: '置信度高', medium: '置信度中', low: '置信度低' },
  findings: ['级别', '发现'],
  columns: ['步', '轮次', '检查点', '编号'],
  latest: (shown, total) => `共 ${total} 行，这里是最近 ${shown} 行。`,
  notRead: (place) => `**未能读取：${place}**`,
};

/**
 * @param {Pick<RunSet, 'runs' | 'rejected'>} set
 * @param {ExportOptions} [options]
 * @yields {string}
 * @returns {AsyncGenerator<string>}
 */
export async function* runsMarkdown(set, { signal, locale = 'en' } = {}) {
  const words = { locale, ...(isChinese(locale) ? chinese : english) };
  for (const run of set.runs) yield await runReport(run, words, signal);
  for (const { source, line, column, message, advice, zh } of set.rejected) {
    const said = isChinese(locale) ? `${zh.message}${zh.advice}` : `${message} ${advice}`;
    const place = line > 0 ? `:${line}:${column}` : '';
    yield `${words.notRead(cell(source) + place)} ${cell(said)}\n\n`;
  }
}

/**
 * @param {Run} run
 * @param {Words} words
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string>}
 */
async function runReport(run, words, signal) {
  const { verdict, findings, notes } = run;
  const say = (/** @type {Message} */ message) => cell(formatMessage(message, words.locale));
  const grade = `${words.severities[verdict.severity]}, ${words.confidences[verdict.confidence]}`;
  const lines = [`## ${cell(run.name)}`, '', `**${say(verdict.headline)}** (${grade})`, ''];
  if (verdict.action) lines.push(say(verdict.action), '');
  if (findings.length > 0) {
    lines.push(`| ${words.findings.join(' | ')} |`, '| --- | --- |');
    for (const { severity, message } of findings)
      lines.push(`| ${words.severities[severity]} | ${say(message)} |`);
    lines.push('');
  }
  lines.push(...(await checkpointTable(run, words, signal)));
  if (run.stopping.message) lines.push(say(run.stopping.message), '');
  const averaging = verdict.recommended?.averaging;
  if (averaging) {
    const names = averaging.checkpoints.map((one) => cell(placeName(one, run, words)));
    lines.push(`${say(averaging.message)} (${names.join(', ')})`, '');
  }
  for (const { message, source } of notes) lines.push(`- ${say(message)} (${cell(source)})`);
  if (notes.length > 0) lines.push('');
  return `${lines.join('\n')}\n`;
}

/**
 * @param {Run} run
 * @param {Words} words
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string[]>} lines
 */
async function checkpointTable(run, { locale, columns: titles, latest }, signal) {
  const total = run.checkpointCount;
  if (total === 0) return [];
  const start = Math.max(0, total - ROW_COUNT_MAX);
  const rows = await run.rows({ start, count: ROW_COUNT_MAX, signal });
  const names = run.metrics
    .map(({ name }) => name)
    .filter((name) => rows.some((row) => Object.hasOwn(row.metrics, name)));
  const [step, epoch, checkpoint, number] = titles;
  /** @type {(readonly [string, readonly string[]])[]} */
  const columns = [
    [step, rows.map((row) => (row.step === null ? '' : formatInteger(row.step, locale)))],
    [epoch, rows.map((row) => (row.epoch === null ? '' : formatValue(row.epoch, locale)))],
    [number, rows.map((row) => (run.x === 'index' ? formatInteger(row.index + 1, locale) : ''))],
    ...names.map((name) => {
      const values = rows.map((row) => row.metrics[name] ?? null);
      return /** @type {const} */ ([name, values.map(columnFormatter(values, locale))]);
    }),
    ['', rows.map(({ marks }) => marks.join(', '))],
    [checkpoint, rows.map(checkpointName)],
  ];
  const shown = columns.filter(([, cells]) => cells.some((text) => text !== ''));
  const lines = [
    `| ${shown.map(([title]) => cell(title)).join(' | ')} |`,
    `| ${shown.map(() => '---').join(' | ')} |`,
  ];
  for (const index of rows.keys())
    lines.push(`| ${shown.map(([, cells]) => cell(cells[index] ?? '')).join(' | ')} |`);
  lines.push('');
  if (start > 0) {
    lines.push(latest(formatInteger(ROW_COUNT_MAX, locale), formatInteger(total, locale)), '');
  }
  return lines;
}

/**
 * A checkpoint in a sentence: "step 60", or what else names it.
 * @param {CheckpointRef} checkpoint
 * @param {Run} run
 * @param {Words} words
 */
function placeName(
  { index, step, x, id },
  run,
  { locale, columns: [stepWord, epochWord, , number] },
) {
  if (step !== null) return `${stepWord} ${formatInteger(step, locale)}`;
  if (run.x === 'epoch' && x !== null) return `${epochWord} ${formatValue(x, locale)}`;
  return id || `${number} ${formatInteger(index + 1, locale)}`;
}

/** @param {CheckpointRow} row */
function checkpointName({ id, model, path }) {
  return id || model || path;
}

/**
 * Text from a file as text in Markdown, whatever it holds.
 * @param {string} text
 * @returns {string}
 */
function cell(text) {
  return plainText(text).replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&');
}
