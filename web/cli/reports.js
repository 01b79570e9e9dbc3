/**
 * The ways to say what was read: which report goes with which option.
 */

import { appendFileSync } from 'node:fs';

import {
  compareRuns,
  exportCheckpoints,
  exportJson,
  exportMarkdown,
  exportPoints,
} from '../api/node.js';
import { UsageError } from './arguments.js';
import { compareJson, compareReport } from './compare-report.js';
import { githubReport } from './github-report.js';
import { painter } from './terminal.js';
import { textReport } from './text-report.js';

/** @import { OpenOptions, Rejected, RuleOverrides, RunSet } from '../api/types.js' */
/** @import { Arguments } from './arguments.js' */
/** @import { Io } from './run.js' */

/** Cells of a line where the terminal does not say. */
const WIDTH = 100;

/**
 * @param {Arguments} parsed
 * @param {RunSet} set
 * @param {readonly Rejected[]} unread without what was passed over
 * @param {Pick<Io, 'stdout' | 'env'>} io
 * @yields {string} pieces of text
 */
export async function* report(parsed, set, unread, { stdout, env }) {
  const shown = { ...set, rejected: unread };
  switch (parsed.report) {
    case 'json':
      yield* exportJson(set, { points: parsed.points });
      return;
    case 'md':
      yield* exportMarkdown(shown);
      return;
    case 'csv':
      yield* parsed.points ? exportPoints(shown) : exportCheckpoints(shown);
      return;
    case 'github':
      yield* lines(githubReport(shown));
      if (env['GITHUB_STEP_SUMMARY']) await addSummary(env['GITHUB_STEP_SUMMARY'], shown);
      return;
    default:
      yield* lines(
        textReport(shown, {
          paint: painter(hasColor(parsed.color, env, stdout.isTTY === true)),
          width: stdout.columns ?? WIDTH,
        }),
      );
  }
}

/**
 * The runs of a set beside each other.
 * @param {RunSet} set
 * @param {RuleOverrides | undefined} rules
 * @param {Arguments} parsed
 * @param {Pick<Io, 'stdout' | 'env'>} io
 * @param {Pick<OpenOptions, 'worker' | 'wasm'>} internal
 * @yields {string} pieces of text
 */
export async function* comparison(set, rules, { metric, json, color }, { stdout, env }, internal) {
  if (set.runs.length === 1) throw new UsageError('compare needs two runs or more.');
  if (set.runs.length === 0) return;
  const { worker, wasm } = internal;
  const options = { worker, wasm, rules, metric: metric?.name };
  const compared = await compareRuns(set.runs, options);
  if (json) {
    yield compareJson(compared, set);
    return;
  }
  const paint = painter(hasColor(color, env, stdout.isTTY === true));
  yield* lines(compareReport(compared, { paint, width: stdout.columns ?? WIDTH }));
}

/**
 * https://no-color.org and https://force-color.org; an option outweighs both.
 * @param {boolean | undefined} asked
 * @param {Io['env']} env
 * @param {boolean} isTerminal
 * @returns {boolean}
 */
export function hasColor(asked, env, isTerminal) {
  if (asked !== undefined) return asked;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

/**
 * @param {string} file
 * @param {RunSet} set
 */
async function addSummary(file, set) {
  for await (const piece of exportMarkdown(set)) appendFileSync(file, piece);
}

/**
 * @param {Iterable<string> | AsyncIterable<string>} all
 * @yields {string}
 */
async function* lines(all) {
  for await (const line of all) yield `${line}\n`;
}
