/**
 * What the command does, apart from the process around it.
 */

import { readFileSync } from 'node:fs';

import {
  CheckpointError,
  formatBytes,
  formatPercent,
  listFormats,
  listRules,
  openRuns,
} from '../api/node.js';
import { HELP, SEVERITIES, UsageError, parseArguments } from './arguments.js';
import { findInputs } from './files.js';
import { jsonReport } from './json-report.js';
import { ruleReport } from './rule-report.js';
import { painter, plain } from './terminal.js';
import { textReport } from './text-report.js';

/** @import { OpenOptions, Progress, Rejected, RuleOverrides, Run, RunSet } from '../api/types.js' */
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
        io.stdout.write(`${version()}\n`);
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
      case 'open':
        return await open(parsed, io, internal);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`ckptscope: ${plain(error.message)}\nTry: ckptscope --help\n`);
      return STATUS.nothingRead;
    }
    if (error instanceof CheckpointError) {
      io.stderr.write(`ckptscope: ${plain(`${error.message} ${error.advice}`.trim())}\n`);
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
  if (found.inputs.length === 0) throw new UsageError('There is no JSON file in that folder.');
  const progress = progressLine(io.stderr);
  /** @type {RunSet} */
  let set;
  try {
    set = await openRuns(found.inputs, {
      ...internal,
      metric: parsed.metric,
      rules: parsed.rules === undefined ? undefined : readRules(parsed.rules),
      onProgress: progress.show,
    });
  } finally {
    progress.clear();
  }
  try {
    checkMetric(set, parsed, io);
    const unread = set.rejected.filter((rejected) => !isPassedOver(rejected, found));
    passOver(io, set.rejected.length - unread.length, 'JSON without training metrics');
    if (parsed.action === 'best') {
      const areAllNamed = await printBest(set.runs, io);
      if (set.runs.length > 0 && !areAllNamed) return STATUS.finding;
    } else if (parsed.json) {
      for await (const piece of jsonReport(set, version())) await write(io.stdout, piece);
    } else {
      const paint = painter(parsed.color && !io.env['NO_COLOR'] && io.stdout.isTTY === true);
      const report = textReport(
        { ...set, rejected: unread },
        { paint, width: io.stdout.columns ?? WIDTH },
      );
      for await (const line of report) await write(io.stdout, `${line}\n`);
    }
    return exitStatus(set.runs, unread, parsed);
  } finally {
    set.close();
  }
}

/**
 * @param {string} path
 * @returns {RuleOverrides} the engine checks names and values
 */
function readRules(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--rules ${path}: ${reason}`);
  }
}

/**
 * For scripts: a line for each run, and a word on the error stream for one that has none.
 * @param {readonly Run[]} runs
 * @param {Io} io
 * @returns {Promise<boolean>} every run has a line
 */
async function printBest(runs, { stdout, stderr }) {
  let areAllNamed = true;
  for (const { name, best } of runs) {
    if (best?.target) {
      await write(stdout, `${plain(best.target)}\n`);
      continue;
    }
    areAllNamed = false;
    const why = best
      ? `the file names no checkpoint at the best ${best.step === null ? 'record' : `step, ${best.step}`}`
      : 'nothing in it can choose a checkpoint';
    stderr.write(`ckptscope: ${plain(name)}: ${why}\n`);
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
  if (failOn !== undefined) {
    const least = SEVERITIES.indexOf(failOn);
    const isReached = runs.some(({ findings }) =>
      findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least),
    );
    if (isReached) return STATUS.finding;
  }
  return unread.length > 0 ? STATUS.someUnread : STATUS.read;
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
  for (const sentence of sentences) stderr.write(`ckptscope: ${plain(sentence)}\n`);
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
 * @returns {{ show: (progress: Progress) => void, clear: () => void }}
 */
function progressLine(stderr) {
  const begin = performance.now();
  let isShown = false;
  return {
    show({ phase, loadedBytes, totalBytes, source }) {
      if (stderr.isTTY !== true || performance.now() - begin < PROGRESS_DELAY_MS) return;
      const share = formatPercent(totalBytes === 0 ? 1 : loadedBytes / totalBytes);
      const text = `${phase} ${share} of ${formatBytes(totalBytes)}  ${plain(source)}`;
      stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? WIDTH) - 1)}`);
      isShown = true;
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

/** @returns {string} of the package this file belongs to, wherever in it that file lies */
function version() {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const found = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      if (found.name === 'ckptscope') return found.version;
    } catch {
      // Not in this folder: look further up.
    }
    if (folder.pathname === '/') return 'unknown';
  }
}
