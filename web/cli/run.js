/**
 * What the command does, apart from the process around it.
 */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import {
  CheckpointError,
  formatBytes,
  formatInteger,
  formatPercent,
  listFormats,
  listRules,
  openRuns,
  parseSettings,
  plainText,
  sayRecommended,
  version,
} from '../api/node.js';
import { HELP, SEVERITIES, UsageError, parseArguments } from './arguments.js';
import { findInputs } from './files.js';
import { harmlessJson } from './harmless-json.js';
import { htmlReport } from './html-report.js';
import { linesReport } from './lines-report.js';
import { comparison, report } from './reports.js';
import { ruleReport } from './rule-report.js';
import { serveReport } from './serve.js';

/** @import { Input, OpenOptions, Progress, Rejected, Run, RunSet, Settings } from '../api/types.js' */
/** @import { Arguments } from './arguments.js' */
/** @import { Found } from './files.js' */

/**
 * @typedef {object} Output
 * @property {(text: string) => boolean} write false: wait for "drain"
 * @property {(event: 'drain', listener: () => void) => unknown} once
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 */

/**
 * @typedef {object} Io
 * @property {AsyncIterable<Uint8Array | string>} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Readonly<Record<string, string | undefined>>} env
 */

const STATUS = { read: 0, finding: 1, nothingRead: 2, someUnread: 3 };

/** Cells of a line where the terminal does not say. */
const WIDTH = 100;
const PROGRESS_DELAY_MS = 500;
/** Names listed where one was wrong. */
const KNOWN_COUNT_MAX = 20;

/**
 * @param {readonly string[]} args
 * @param {Io} io
 * @param {OpenOptions} [internal] for tests: passed on to openRuns
 * @returns {Promise<number>} the exit status
 */
export async function run(args, io, internal = {}) {
  try {
    const parsed = parseArguments(args);
    switch (parsed.action) {
      case 'help':
        io.stdout.write(HELP);
        return STATUS.read;
      case 'version':
        io.stdout.write(`${version}\n`);
        return STATUS.read;
      case 'formats': {
        const formats = await listFormats(internal);
        const describe = (/** @type {number} */ index) =>
          `${formats[index]?.title}: ${formats[index]?.where}`;
        return await list(io, formats, describe, parsed);
      }
      case 'rules': {
        const rules = await listRules(internal);
        if (parsed.json) return await list(io, rules, () => '', parsed);
        for (const line of ruleReport(rules)) await write(io.stdout, `${line}\n`);
        return STATUS.read;
      }
      case 'best':
      case 'compare':
      case 'serve':
      case 'open':
        return await open(parsed, io, internal);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`ckptscope: ${plainText(error.message)}\nTry: ckptscope --help\n`);
      return STATUS.nothingRead;
    }
    if (error instanceof CheckpointError) {
      io.stderr.write(`ckptscope: ${plainText(`${error.message} ${error.advice}`.trim())}\n`);
      return STATUS.nothingRead;
    }
    throw error;
  }
}

/**
 * @param {Arguments} parsed
 * @param {Io} io
 * @param {OpenOptions} internal
 * @returns {Promise<number>}
 */
async function open(parsed, io, internal) {
  const found = await findInputs(parsed.places, io.stdin);
  passOver(io, found.ignoredCount, 'not JSON by name');
  if (found.inputs.length === 0) throw new UsageError('There is no JSON file at that place.');
  const { rules, best } = settingsOf(parsed.rules);
  const metric = parsed.metric ?? best;
  const map = readSettings('--map', parsed.map);
  const options = { ...internal, metric, rules, map };
  if (parsed.action === 'serve') return serve(found, { metric, rules, map }, parsed, io, internal);
  if (parsed.action === 'open' && parsed.report === 'jsonl')
    return printLines(found, options, parsed, io);
  const progress = progressLine(io.stderr);
  /** @type {RunSet} */
  let set;
  try {
    set = await openRuns(found.inputs, { ...options, onProgress: progress.show });
  } finally {
    progress.clear();
  }
  try {
    checkMetric(set, parsed, io);
    const unread = set.rejected.filter((rejected) => !isPassedOver(rejected, found));
    passOver(io, set.rejected.length - unread.length, 'JSON without training metrics');
    if (parsed.action === 'best') {
      const areAllNamed = await printBest(set.runs, parsed, io);
      if (set.runs.length > 0 && !areAllNamed) return STATUS.finding;
    } else if (parsed.action === 'compare') {
      for (const { source, message } of unread)
        io.stderr.write(`ckptscope: ${plainText(`${source}: ${message}`)}\n`);
      await writeAll(io.stdout, comparison(set, rules, parsed, io, internal));
    } else if (parsed.report === 'html') {
      if (io.stdout.isTTY) throw new UsageError('--html prints a document: add > report.html.');
      const shown = found.inputs.filter((input) => isShown(input, set, unread));
      await writeAll(io.stdout, htmlReport(shown, { metric, rules, map }));
    } else {
      await writeAll(io.stdout, report(parsed, set, unread, io));
    }
    return exitStatus(set.runs, unread, parsed);
  } finally {
    set.close();
  }
}

/**
 * Whether a file tells of a run, or of why it was not read; what was passed over does neither.
 * @param {Input} input
 * @param {RunSet} set
 * @param {readonly Rejected[]} unread
 */
function isShown(input, { runs }, unread) {
  const name = inputName(input);
  return (
    runs.some(({ sources }) => sources.includes(name)) ||
    unread.some(({ source }) => source === name)
  );
}

/** @param {Input} input as findInputs makes them */
function inputName(input) {
  if (typeof input !== 'object') return '';
  if ('path' in input) return input.path;
  return 'name' in input && typeof input.name === 'string' ? input.name : '';
}

/**
 * @param {Found} found
 * @param {OpenOptions} options
 * @param {Arguments} parsed
 * @param {Io} io
 * @returns {Promise<number>}
 */
async function printLines(found, options, parsed, io) {
  const progress = progressLine(io.stderr);
  let runCount = 0;
  let unreadCount = 0;
  let passedOver = 0;
  let isReached = false;
  let isMetricKnown = false;
  let fileCount = 0;
  /** @param {RunSet} set */
  const onSet = ({ runs, rejected }) => {
    const unread = rejected.filter((one) => !isPassedOver(one, found));
    runCount += runs.length;
    unreadCount += unread.length;
    passedOver += rejected.length - unread.length;
    isReached ||= reaches(runs, parsed.failOn);
    isMetricKnown ||= runs.some(({ metrics }) =>
      metrics.some(({ name }) => name === parsed.metric?.name),
    );
    progress.count(++fileCount, found.inputs.length);
    return unread;
  };
  const opening = { ...options, threads: availableParallelism() };
  await writeAll(io.stdout, linesReport(found.inputs, opening, parsed.points, onSet));
  progress.clear();
  passOver(io, passedOver, 'JSON without training metrics');
  if (runCount === 0) return STATUS.nothingRead;
  if (parsed.metric && !isMetricKnown) {
    throw new UsageError(`No run has a metric "${parsed.metric.name}".`);
  }
  if (isReached) return STATUS.finding;
  return unreadCount > 0 ? STATUS.someUnread : STATUS.read;
}

/**
 * @param {Found} found
 * @param {Pick<OpenOptions, 'metric' | 'rules' | 'map'>} options
 * @param {Arguments} parsed
 * @param {Io} io
 * @param {OpenOptions} internal its signal ends the server
 * @returns {Promise<number>}
 */
async function serve({ inputs }, options, { port }, io, { signal }) {
  const { url, close } = await serveReport(inputs, options, port ?? 0).catch((error) => {
    throw new UsageError(`The port cannot be used: ${error.message}`);
  });
  io.stdout.write(`${url}\n`);
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  await close();
  return STATUS.read;
}

/**
 * @param {string} option
 * @param {string | undefined} path of a JSON file
 * @returns {any} what stands in it, which `openRuns` checks; undefined without a path
 */
function readSettings(option, path) {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} ${path}: ${reason}`);
  }
}

/**
 * Thresholds, or all that the page saves of how runs are judged.
 * @param {string | undefined} path
 * @returns {Partial<Settings>}
 */
function settingsOf(path) {
  if (path === undefined) return {};
  const { rules, best } = parseSettings(readSettings('--rules', path));
  return best.length > 0 ? { rules, best } : { rules };
}

/**
 * For scripts: a line for each run, and a word on the error stream for one that has none; or what the
 * choice rests on, as JSON.
 * @param {readonly Run[]} runs
 * @param {Arguments} parsed
 * @param {Io} io
 * @returns {Promise<boolean>} every run has a line
 */
async function printBest(runs, { json }, { stdout, stderr }) {
  let areAllNamed = true;
  if (json) {
    const told = runs.map(({ name, sources, primary, best, say }) => {
      return { name, sources, primary, best: best && sayRecommended(best, say) };
    });
    await write(stdout, `${harmlessJson(told, 2)}\n`);
  }
  for (const { name, best } of runs) {
    if (best?.target) {
      if (!json) await write(stdout, `${plainText(best.target)}\n`);
      continue;
    }
    areAllNamed = false;
    const why = best
      ? `the file names no checkpoint at the best ${best.step === null ? 'record' : `step, ${best.step}`}`
      : 'nothing in it can choose a checkpoint';
    stderr.write(`ckptscope: ${plainText(name)}: ${why}\n`);
  }
  return areAllNamed;
}

/**
 * A finding that was asked for by --fail-on outweighs a file that could not be read.
 * @param {readonly Run[]} runs
 * @param {readonly Rejected[]} unread
 * @param {Arguments} parsed
 * @returns {number}
 */
function exitStatus(runs, unread, { failOn }) {
  if (runs.length === 0) return STATUS.nothingRead;
  if (reaches(runs, failOn)) return STATUS.finding;
  return unread.length > 0 ? STATUS.someUnread : STATUS.read;
}

/**
 * @param {readonly Run[]} runs
 * @param {Arguments['failOn']} failOn
 * @returns {boolean} whether a finding is as severe as that
 */
function reaches(runs, failOn) {
  if (failOn === undefined) return false;
  const least = SEVERITIES.indexOf(failOn);
  return runs.some(({ findings }) =>
    findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least),
  );
}

/**
 * A folder of a training run holds much JSON that never was a log; whoever names a file means it.
 * @param {Rejected} rejected
 * @param {Found} found
 * @returns {boolean}
 */
function isPassedOver({ source, code }, { fromFolders }) {
  return code === 'no_metrics' && fromFolders.has(source);
}

/**
 * @param {Io} io
 * @param {number} count
 * @param {string} what
 */
function passOver({ stderr }, count, what) {
  if (count === 0) return;
  stderr.write(`ckptscope: passed over ${count} ${count === 1 ? 'file' : 'files'} (${what})\n`);
}

/**
 * A metric that no run has is a wrong command line; one that some lack is worth a word.
 * @param {RunSet} set
 * @param {Arguments} parsed
 * @param {Io} io
 */
function checkMetric({ runs }, { metric }, { stderr }) {
  if (!metric || runs.length === 0) return;
  const lacking = runs.filter(({ metrics }) => metrics.every(({ name }) => name !== metric.name));
  const sentences = lacking.map(({ name, metrics }) => {
    const known = metrics.slice(0, KNOWN_COUNT_MAX).map((candidate) => candidate.name);
    const more = metrics.length > known.length ? ', …' : '';
    return `${name} has no metric "${metric.name}"; it has ${known.join(', ')}${more}`;
  });
  if (lacking.length === runs.length) throw new UsageError(sentences[0] ?? '');
  for (const sentence of sentences) stderr.write(`ckptscope: ${plainText(sentence)}\n`);
}

/**
 * @param {Io} io
 * @param {readonly { readonly id: string }[]} entries
 * @param {(index: number) => string} describe
 * @param {Arguments} parsed
 * @returns {Promise<number>}
 */
async function list({ stdout }, entries, describe, { json }) {
  if (json) {
    await write(stdout, `${JSON.stringify(entries, null, 2)}\n`);
    return STATUS.read;
  }
  const idCells = Math.max(...entries.map(({ id }) => id.length));
  for (const [index, { id }] of entries.entries()) {
    await write(stdout, `${id.padEnd(idCells)}  ${describe(index)}\n`);
  }
  return STATUS.read;
}

/**
 * One line on a terminal that is rewritten while a long read goes on; nothing where nobody watches.
 * @param {Output} stderr
 * @returns {{ show: (progress: Progress) => void, count: (done: number, all: number) => void,
 *   clear: () => void }}
 */
function progressLine(stderr) {
  const begin = performance.now();
  let isShown = false;
  const say = (/** @type {string} */ text) => {
    if (stderr.isTTY !== true || performance.now() - begin < PROGRESS_DELAY_MS) return;
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? WIDTH) - 1)}`);
    isShown = true;
  };
  return {
    show({ phase, loadedBytes, totalBytes, source }) {
      const share = formatPercent(totalBytes === 0 ? 1 : loadedBytes / totalBytes);
      say(`${phase} ${share} of ${formatBytes(totalBytes)}  ${plainText(source)}`);
    },
    count(done, all) {
      say(`${formatInteger(done)} of ${formatInteger(all)} files`);
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
    },
  };
}

/**
 * @param {Output} output
 * @param {string} text
 * @returns {Promise<void>} once the output can take more
 */
function write(output, text) {
  return new Promise((resolve) => {
    if (output.write(text)) resolve();
    else output.once('drain', resolve);
  });
}

/**
 * @param {Output} output
 * @param {AsyncIterable<string>} pieces
 */
async function writeAll(output, pieces) {
  for await (const piece of pieces) await write(output, piece);
}
