/**
 * openRuns: files in, runs out. Every call has a worker of its own, so that cancelling it, or its
 * running out of memory, ends that call alone.
 */

import { WINDOW_BYTES } from '../engine/engine.js';
import { refused } from './checks.js';
import { connect } from './connect.js';
import { CheckpointError, abortError, rejection, rejectionError } from './errors.js';
import { buffersOf, gather } from './inputs.js';
import { keepable } from './keepable.js';
import { held, leaseOf } from './lease.js';
import { mappedPlaces } from './mapping.js';
import { formatMessage } from './messages.js';
import { later } from './on-demand.js';
import { thresholdOverrides } from './rules.js';
import { helpersFor } from './sharing.js';

/** @import { SourceSpec } from '../engine/calls.js' */
/** @import { Connection } from './connection.js' */
/** @import { Lease } from './lease.js' */
/** @import { FormatInfo, Input, Message, MetricChoice, OpenOptions, PlotOptions, Rejected, RuleInfo, RuleOverrides, Run, RunSet, RunSummary } from './types.js' */
/** @import { CurveRequest, Opened } from '../engine/engine.js' */
/** @import { Kept } from '../engine/growing.js' */

/** The default of RowsOptions.count. */
const ROW_COUNT = 100;
/** Fewer points than these are no series. */
const SERIES_LEAST = 8;
/** Greatest width of a plot, in pixels. */
const WIDTH_MAX = 1e6;
/** Greatest window and part, in bytes. */
const WINDOW_BYTES_MAX = 2 ** 30;
const WORKERS_MAX = 64;
/** What ends the engine of one file, and no other. */
const FATAL_TO_ONE = new Set(['out_of_memory', 'engine_failed']);
/** `using` closes a set where the language has it. @type {typeof Symbol.dispose} */
const disposal = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/**
 * Reads checkpoint and training-metric files and analyses the runs in them. Files that belong together
 * (a job and its checkpoint list, for example) become one run. Nothing leaves the machine.
 * @param {Input | readonly Input[]} inputs
 * @param {OpenOptions} [options]
 * @returns {Promise<RunSet>} also when nothing could be read: `runs` is then empty and `rejected` says
 *   why. Rejects with a CheckpointError only when the call as a whole failed (or, with `strict`, for the
 *   first input that yields no run).
 * @example
 * const file = new File(['{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}'], 'log.jsonl');
 * const onProgress = ({ loadedBytes, totalBytes }) => loadedBytes / totalBytes;
 * const set = await openRuns(file, { onProgress, signal: AbortSignal.timeout(60_000) });
 * for (const { name, verdict } of set.runs) console.log(name, verdict.kind); // log no_evaluation
 * set.close();
 */
export async function openRuns(inputs, options = {}) {
  const { signal } = options;
  throwIfAborted(signal);
  checkOptions(options);
  const { specs, rejected } = await gather(inputs, signal);
  return openSources(options.live ? keepable(specs) : specs, rejected, options);
}

/**
 * Opens each input for itself, several at a time on threads of their own, and hands the sets over in the
 * order of the inputs: for thousands of files in the memory of a few. A set can be asked until the next
 * one is, and needs no closing.
 * @param {Iterable<Input> | AsyncIterable<Input>} inputs taken as they are needed
 * @param {OpenOptions & { threads?: number | undefined }} [options] `threads`: how many files are read at
 *   a time, from 1, default 2
 * @returns {AsyncGenerator<RunSet>} rejects as `openRuns` does; a file that is too much for the engine's
 *   memory is rejected alone
 * @yields {RunSet}
 * @example
 * const inputs = ['list.json', 'trainer_state.json'].map((path) => ({ path }));
 * for await (const { runs } of openEach(inputs)) console.log(runs[0].format);
 */
export async function* openEach(inputs, { threads = 2, ...options } = {}) {
  integer(threads, 'threads', 1, 1024);
  checkOptions(options);
  const { inTurn } = await later();
  yield* inTurn(inputs, threads, {
    async take(used) {
      throwIfAborted(options.signal);
      return used && !used.hasEnded ? used : connect(options);
    },
    async ask(connection, input, isUsed) {
      const { specs, rejected } = await gather(input, options.signal);
      try {
        if (isUsed) await connection.engine.reset([]);
        return await openSources(specs, rejected, options, { lent: connection });
      } catch (error) {
        // A file that is too much for the engine costs that file alone.
        if (!(error instanceof CheckpointError) || !FATAL_TO_ONE.has(error.code)) throw error;
        return failedSet(specs[0]?.name ?? '', error);
      }
    },
    end: (connection) => connection.end(new CheckpointError('closed')),
  });
}

/**
 * @param {string} source
 * @param {CheckpointError} error
 * @returns {RunSet} without a run
 */
function failedSet(source, error) {
  const close = () => {};
  return {
    runs: [],
    rejected: [rejection(source, error)],
    ruleset: '',
    overrides: {},
    judge: () => Promise.reject(new CheckpointError('closed')),
    append: () => Promise.reject(notLive()),
    close,
    [disposal]: close,
  };
}

/**
 * @param {readonly SourceSpec[]} specs
 * @param {readonly Rejected[]} unreachable
 * @param {OpenOptions} options
 * @param {object} [more]
 * @param {Connection} [more.lent] one that outlives the set
 * @param {readonly (Kept | undefined)[]} [more.kept] by source, when it was shorter
 * @returns {Promise<RunSet>}
 */
async function openSources(specs, unreachable, options, { lent, kept = [] } = {}) {
  const { signal, onProgress, metric, live = false, locale = 'en' } = options;
  const windowBytes = options.windowBytes ?? WINDOW_BYTES;
  const choices = metric === undefined ? [] : [metric].flat();
  if (options.strict) throwFirst(unreachable);
  const connecting = lent ?? connect(options); // before the helpers: it may have been prepared
  const helping = helpersFor(live || lent ? [] : specs, options, () => connect(options));
  const endHelpers = () => helping.then((helpers) => helpers?.end()).catch(() => {});
  const connection = await Promise.resolve(connecting).catch((error) => {
    void endHelpers();
    throw error;
  });
  const onAbort = () => {
    if (signal) connection.end(abortError(signal));
  };
  try {
    throwIfAborted(signal);
    signal?.addEventListener('abort', onAbort);
    if (options.rules) await overrideThresholds(connection, options.rules, locale);
    if (options.map) await connection.engine.map([mappedPlaces(options.map)]);
    await (await helping)?.read(connection);
    void endHelpers();
    const transfer = live ? [] : buffersOf(specs);
    const growing = live ? /** @type {const} */ ([kept]) : /** @type {const} */ ([]);
    const opened = await connection.engine.open([specs, windowBytes, ...growing], {
      onProgress,
      transfer,
    });
    if (options.strict) throwFirst(opened.rejected);
    const summaries = await Promise.all(
      opened.runs.map((summary) => chosen(connection, summary, choices)),
    );
    const lease = lent ? { isHeld: true } : leaseOf(connection);
    const rejected = [...unreachable, ...opened.rejected];
    const close = () => connection.end(new CheckpointError('closed'));
    const keptNow = opened.kept ?? [];
    const opening = { connection, lease, close, specs, kept: keptNow, rejected, options };
    return createSet(opening, { ...opened, runs: summaries });
  } catch (error) {
    connection.end(error instanceof CheckpointError ? error : new CheckpointError('closed'));
    throw error;
  } finally {
    void endHelpers();
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * What stays of a set when it is judged anew.
 * @typedef {object} Opening
 * @property {Connection} connection
 * @property {Lease} lease
 * @property {() => void} close
 * @property {readonly SourceSpec[]} specs
 * @property {readonly (Kept | undefined)[]} kept by source, for when it has grown
 * @property {readonly Rejected[]} rejected
 * @property {OpenOptions} options
 */

/**
 * @param {Opening} opening
 * @param {Pick<Opened, 'runs' | 'ruleset' | 'overrides'>} judged
 * @returns {RunSet}
 */
function createSet(opening, { runs, ruleset, overrides }) {
  const { connection, lease, close, specs, kept, rejected, options } = opening;
  const { live = false, locale = 'en' } = options;
  const shared = { ruleset, overrides, locale };
  return {
    runs: runs.map((summary) => createRun(connection, lease, summary, shared)),
    rejected,
    ruleset,
    overrides,
    async judge(rules, { signal } = {}) {
      held(lease);
      throwIfAborted(signal);
      const answer = await connection.engine.judge([thresholdOverrides(rules)], { signal });
      if (answer.refusal) throw refusedRule(answer.refusal, locale);
      return createSet({ ...opening, options: { ...options, rules } }, answer.opened);
    },
    async append(more, { signal, onProgress } = {}) {
      if (!live) throw notLive();
      held(lease);
      throwIfAborted(signal);
      const isNothing = Array.isArray(more) && more.length === 0;
      const added = isNothing ? { specs: [], rejected: [] } : await gather(more, signal);
      const { continued, continues } = await later();
      const all = continued(specs, added.specs);
      const next = await openSources(
        all,
        added.rejected,
        { ...options, signal, onProgress },
        {
          kept: all.map((spec, index) => (continues(spec, specs[index]) ? kept[index] : undefined)),
        },
      );
      close();
      return next;
    },
    close,
    [disposal]: close,
  };
}

/**
 * @param {Connection} connection
 * @param {RuleOverrides} rules
 * @param {string} locale
 * @returns {Promise<void>} rejects with the engine's sentence when one of them is wrong
 */
export async function overrideThresholds(connection, rules, locale) {
  const refusal = await connection.engine.override([thresholdOverrides(rules)]);
  if (refusal) throw refusedRule(refusal, locale);
}

/** @param {Message} refusal @param {string} locale */
function refusedRule(refusal, locale) {
  return refused(formatMessage(refusal, locale));
}

/**
 * The formats that are recognised.
 * @param {OpenOptions} [options] `signal`, `worker` and `wasm` apply
 * @returns {Promise<readonly FormatInfo[]>} rejects with a CheckpointError:
 *   "engine_unavailable", "aborted"
 * @example
 * const formats = await listFormats();
 * console.log(formats.every(({ id, title, where }) => id && title && where)); // true
 */
export function listFormats(options = {}) {
  return ask(options, (connection) => connection.engine.formats([], { signal: options.signal }));
}

/**
 * The rules that are checked.
 * @param {OpenOptions} [options] `signal`, `worker` and `wasm` apply
 * @returns {Promise<readonly RuleInfo[]>} rejects with a CheckpointError:
 *   "engine_unavailable", "aborted"
 * @example
 * const rules = await listRules();
 * const thresholds = rules.flatMap((rule) => rule.thresholds);
 * console.log(thresholds.every(({ value, least }) => value >= least)); // true
 */
export function listRules(options = {}) {
  return ask(options, (connection) => connection.engine.rules([], { signal: options.signal }));
}

/**
 * Asks an engine of its own, which ends with the answer.
 * @template Answer
 * @param {Pick<OpenOptions, 'signal' | 'worker' | 'wasm'>} options
 * @param {(connection: Connection) => Promise<Answer>} question
 * @returns {Promise<Answer>}
 */
export async function ask(options, question) {
  throwIfAborted(options.signal);
  const connection = await connect(options);
  try {
    return await question(connection);
  } finally {
    connection.end(new CheckpointError('closed'));
  }
}

/**
 * @param {Connection} connection
 * @param {RunSummary} summary
 * @param {readonly MetricChoice[]} choices
 * @returns {Promise<RunSummary>} the same when the run has none of these metrics
 */
async function chosen(connection, summary, choices) {
  const choice = choices.find(({ name }) => summary.metrics.some((metric) => metric.name === name));
  if (!choice) return summary;
  return connection.engine.choose([summary.index, choice.name, directionWord(choice.direction)]);
}

/**
 * @param {Connection} connection
 * @param {Lease} lease held by every function of the run, so that its engine lives as long as it does
 * @param {RunSummary} summary
 * @param {Pick<Run, 'ruleset' | 'overrides'> & { readonly locale: string }} judged
 * @returns {Run}
 */
function createRun(connection, lease, summary, judged) {
  const { ruleset, overrides, locale } = judged;
  const { rows: recordCount, ...data } = summary;
  const engine = () => {
    held(lease);
    return connection.engine;
  };
  const metricIndex = (/** @type {string} */ name) => {
    const metric = summary.metrics.find((candidate) => candidate.name === name);
    if (metric) return metric.index;
    throw refused(`The run has no metric "${name}".`);
  };
  const conditionsOf = async (/** @type {string} */ filter) =>
    filter === '' ? '' : (await later()).engineFilter(filter, summary, refused);
  return {
    ...data,
    recordCount,
    ruleset,
    overrides,
    best: summary.verdict.recommended,
    async plot(metric, options) {
      const request = curveRequest(options);
      return engine().plot([summary.index, metricIndex(metric), request], options);
    },
    async superseded(metric, options) {
      const request = curveRequest(options);
      return engine().superseded([summary.index, metricIndex(metric), request], options);
    },
    async places(axis, { width, signal }) {
      const pixels = integer(width, 'width', 1, WIDTH_MAX);
      return engine().places([summary.index, axis, pixels], { signal });
    },
    async series(metric, { signal, most = 0 } = {}) {
      if (most !== 0) integer(most, 'most', SERIES_LEAST, 2 ** 32 - 1);
      return engine().series([summary.index, metricIndex(metric), most], { signal });
    },
    async trends(metric, { signal } = {}) {
      return engine().trends([summary.index, metricIndex(metric)], { signal });
    },
    async rows({
      start = 0,
      count = ROW_COUNT,
      sort = '',
      descending = false,
      filter = '',
      signal,
    } = {}) {
      const first = integer(start, 'start', 0, 2 ** 32 - 1);
      const atMost = integer(count, 'count', 0, 2 ** 32 - 1);
      const conditions = await conditionsOf(filter);
      const request = /** @type {const} */ ([first, atMost, sort, descending, conditions]);
      return engine().rows([summary.index, ...request], { signal });
    },
    async countRows(filter, { signal } = {}) {
      return engine().rowCount([summary.index, await conditionsOf(filter)], { signal });
    },
    async choose({ metric, direction, signal }) {
      if (metric !== '') metricIndex(metric);
      const args = /** @type {[number, string, string]} */ ([
        summary.index,
        metric,
        directionWord(direction),
      ]);
      return createRun(connection, lease, await engine().choose(args, { signal }), judged);
    },
    say: (message) => formatMessage(message, locale),
  };
}

/**
 * @param {PlotOptions} options
 * @returns {CurveRequest}
 */
function curveRequest({ width, from = NaN, to = NaN, x, logX, logY, smooth }) {
  return {
    from,
    to,
    width: integer(width, 'width', 1, WIDTH_MAX),
    axis: x ?? '',
    logs: (logX ? 1 : 0) + (logY ? 2 : 0),
    smoothing: smooth?.by ?? '',
    weight: smooth?.weight ?? 0,
  };
}

/**
 * @param {string | undefined} direction
 * @returns {'lower' | 'higher' | ''} as the engine spells it
 */
function directionWord(direction) {
  if (direction === undefined || direction === 'unknown') return '';
  if (direction === 'lower' || direction === 'higher') return direction;
  throw refused('A direction is "lower", "higher" or "unknown".');
}

/**
 * @param {number} value
 * @param {string} name
 * @param {number} least
 * @param {number} greatest
 * @returns {number}
 */
function integer(value, name, least, greatest) {
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw refused(`${name} must be a whole number from ${least} to ${greatest}.`);
}

/** @param {OpenOptions} options */
function checkOptions({ windowBytes, partBytes, workers }) {
  if (windowBytes !== undefined) integer(windowBytes, 'windowBytes', 1, WINDOW_BYTES_MAX);
  if (partBytes !== undefined) integer(partBytes, 'partBytes', 1, WINDOW_BYTES_MAX);
  if (workers !== undefined) integer(workers, 'workers', 1, WORKERS_MAX);
}

function notLive() {
  return refused('Only runs that were opened with { live: true } can be appended to.');
}

/** @param {readonly Rejected[]} rejected */
function throwFirst(rejected) {
  const first = rejected[0];
  if (first) throw rejectionError(first);
}

/** @param {AbortSignal | undefined} signal */
function throwIfAborted(signal) {
  if (signal?.aborted) throw abortError(signal);
}
