/**
 * `--json`: the outside contract, as a stream of pieces, so that a run with a million checkpoints never
 * stands in memory as one text.
 */

import { formatMessage } from '../api/node.js';

/** @import { CheckpointRow, Finding, Message, Metric, Note, Rejected, Run, RunSet, Stopping, Verdict } from '../api/types.js' */

/** Checkpoint rows asked of the engine at a time. */
const ROW_COUNT = 1000;

/**
 * @param {RunSet} set
 * @param {string} version of ckptscope
 * @yields {string}
 */
export async function* jsonReport(set, version) {
  yield `{"ckptscope":${text(version)},"ruleset":${text(set.ruleset)},"overrides":${text(set.overrides)},"runs":[`;
  for (const [index, run] of set.runs.entries()) {
    yield index === 0 ? '\n' : ',\n';
    yield* runReport(run);
  }
  yield `],\n"rejected":${text(set.rejected.map(rejectedReport))}}\n`;
}

/**
 * @param {Run} run
 * @yields {string}
 */
export async function* runReport(run) {
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
    const rows = await run.rows({ start, count: ROW_COUNT });
    if (rows.length === 0) break;
    yield (start === 0 ? '\n' : ',\n') + rows.map((row) => text(checkpointReport(row))).join(',\n');
  }
  const tail = {
    metrics: run.metrics.map(metricReport),
    verdict: verdictReport(run.verdict),
    stopping: stoppingReport(run.stopping),
    forecast: { ...run.forecast, message: sentence(run.forecast.message) },
    findings: run.findings.map(findingReport),
    notes: run.notes.map(noteReport),
  };
  yield `],\n${text(tail).slice(1)}`;
}

/** @param {CheckpointRow} row */
function checkpointReport({ id, kind, saved, step, epoch, time, model, metrics, marks, ...more }) {
  return { id, kind, saved, step, epoch, time, model, metrics, marks, ...more };
}

/** A sparkline is for eyes. @param {Metric} metric */
function metricReport({ index: _index, spark: _spark, ...metric }) {
  return metric;
}

/** @param {Verdict} verdict */
function verdictReport({
  kind,
  severity,
  confidence,
  headline,
  action,
  nextTime,
  recommended,
  evidence,
}) {
  return {
    kind,
    severity,
    confidence,
    headline: sentence(headline),
    action: sentence(action),
    nextTime: sentence(nextTime),
    recommended,
    evidence,
  };
}

/** @param {Stopping} stopping */
function stoppingReport({ replays, ...stopping }) {
  return {
    ...stopping,
    replays: replays.map(({ counting, ...replay }) => ({
      ...replay,
      counting: sentence(counting),
    })),
  };
}

/** @param {Finding} finding */
function findingReport({ message, action, ...finding }) {
  return { ...finding, message: sentence(message), action: sentence(action) };
}

/** @param {Note} note */
function noteReport({ message, ...note }) {
  return { ...note, message: sentence(message) };
}

/** @param {Rejected} rejected */
export function rejectedReport({ source, code, byte, line, column, message, excerpt, ...more }) {
  return { source, code, byte, line, column, message, excerpt, ...more };
}

/**
 * @template {Message | null} M
 * @param {M} message
 * @returns {string | null}
 */
function sentence(message) {
  return message === null ? null : formatMessage(message, 'en');
}

/**
 * JSON that is safe on a terminal as well: what JSON.stringify leaves of control characters, and what
 * turns the direction of text, is escaped.
 * @param {unknown} value
 * @returns {string}
 */
export function text(value) {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
