/**
 * Everything about runs as JSON: the shape that `ckptscope --json` prints, as a stream of pieces, so that
 * a run with a million checkpoints never stands in memory as one text.
 */

import { formatMessage, sayRecommended } from './messages.js';
import { version } from './version.js';

/** @import { CheckpointRow, ExportOptions, Finding, Message, Metric, Rejected, Run, Stopping, Verdict } from './types.js' */

/** @import { ExportJsonOptions, ExportedSet } from './exports.js' */
/** @typedef {(message: Message | null) => string | null} Say */

/** Checkpoint rows asked of the engine at a time. */
const ROW_COUNT = 1000;

/**
 * @param {ExportedSet} set
 * @param {ExportJsonOptions & ExportOptions} [options]
 * @yields {string}
 * @returns {AsyncGenerator<string>}
 */
export async function* runsJson(set, { lines = false, points = false, ...options } = {}) {
  const { ruleset, overrides, runs } = set;
  const rejected = set.rejected.map(rejectedReport);
  const start = text({ ckptscope: version, ruleset, overrides }).slice(0, -1);
  if (lines) {
    for (const run of runs) yield* runLine(run, start, points, options);
    for (const one of rejected) yield `{"rejected":${text(one)}}\n`;
    return;
  }
  yield `${start},"runs":[`;
  for (const [index, run] of runs.entries()) {
    yield index === 0 ? '\n' : ',\n';
    yield* runReport(run, points, options);
  }
  yield `],\n"rejected":${text(rejected)}}\n`;
}

/**
 * @param {Run} run
 * @param {string} start of the object
 * @param {boolean} hasPoints
 * @param {ExportOptions} options
 * @yields {string}
 */
async function* runLine(run, start, hasPoints, options) {
  yield `${start},`;
  let isFirst = true;
  for await (const piece of runReport(run, hasPoints, options)) {
    // Line feeds between the pieces are for eyes; within a text they are escaped.
    const joined = piece.replaceAll('\n', '');
    yield isFirst ? joined.slice(1) : joined;
    isFirst = false;
  }
  yield '\n';
}

/**
 * @param {Run} run
 * @param {boolean} hasPoints
 * @param {ExportOptions} options
 * @yields {string}
 */
async function* runReport(run, hasPoints, { signal, locale = 'en' }) {
  /** @type {Say} */
  const say = (message) => (message === null ? null : formatMessage(message, locale));
  const head = {
    name: run.name,
    format: run.format,
    formatTitle: run.formatTitle,
    sources: run.sources,
    x: run.x,
    facts: run.facts,
    rows: run.recordCount,
    lastStep: run.lastStep,
    plannedSteps: run.plannedSteps,
    primary: run.primary,
  };
  yield `${text(head).slice(0, -1)},"checkpoints":[`;
  for (let start = 0; start < run.checkpointCount; start += ROW_COUNT) {
    const rows = await run.rows({ start, count: ROW_COUNT, signal });
    if (rows.length === 0) break;
    yield (start === 0 ? '\n' : ',\n') + rows.map((row) => text(checkpointReport(row))).join(',\n');
  }
  const tail = {
    metrics: await Promise.all(run.metrics.map((metric) => metricReport(metric, run, signal))),
    verdict: verdictReport(run.verdict, say),
    stopping: stoppingReport(run.stopping, say),
    forecast: { ...run.forecast, message: say(run.forecast.message) },
    findings: run.findings.map((finding) => findingReport(finding, say)),
    notes: run.notes.map((note) => ({ ...note, message: say(note.message) })),
  };
  if (!hasPoints) {
    yield `],\n${text(tail).slice(1)}`;
    return;
  }
  yield `],\n${text(tail).slice(1, -1)},"series":{`;
  for (const [index, { name }] of run.metrics.entries()) {
    const { x, y } = await run.series(name, { signal });
    yield `${index === 0 ? '' : ','}\n${text(name)}:{"x":[${x.join()}],"y":[${y.join()}]}`;
  }
  yield '}}';
}

/** @param {CheckpointRow} row */
function checkpointReport({ id, kind, saved, step, epoch, time, model, metrics, marks, ...more }) {
  return { id, kind, saved, step, epoch, time, model, metrics, marks, ...more };
}

/**
 * A sparkline is for eyes.
 * @param {Metric} metric
 * @param {Run} run
 * @param {AbortSignal | undefined} signal
 */
async function metricReport({ index: _index, spark: _spark, ...metric }, run, signal) {
  return { ...metric, trends: await run.trends(metric.name, { signal }) };
}

/** @param {Verdict} verdict @param {Say} say */
function verdictReport(verdict, say) {
  const { kind, severity, confidence, headline, action, nextTime, recommended, evidence } = verdict;
  return {
    kind,
    severity,
    confidence,
    headline: say(headline),
    action: say(action),
    nextTime: say(nextTime),
    recommended: recommended && sayRecommended(recommended, say),
    evidence,
  };
}

/** @param {Stopping} stopping @param {Say} say */
function stoppingReport({ message, replays, ...stopping }, say) {
  return {
    ...stopping,
    message: say(message),
    replays: replays.map(({ counting, ...replay }) => ({
      ...replay,
      counting: say(counting),
    })),
  };
}

/** @param {Finding} finding @param {Say} say */
function findingReport({ message, action, ...finding }, say) {
  return { ...finding, message: say(message), action: say(action) };
}

/** @param {Rejected} rejected */
function rejectedReport({ source, code, byte, line, column, message, excerpt, ...more }) {
  return { source, code, byte, line, column, message, excerpt, ...more };
}

/**
 * JSON that is safe on a terminal as well: what JSON.stringify leaves of control characters, and what
 * turns the direction of text, is escaped.
 * @param {unknown} value
 * @returns {string}
 */
function text(value) {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
