/**
 * Runs as texts for other programs and for people. Here is what callers see; what writes the texts is loaded
 * with the first of them.
 */

import { later } from './on-demand.js';

/** @import { CallOptions, ExportOptions, Run, RunSet } from './types.js' */

/**
 * What of a set is told.
 * @typedef {Pick<RunSet, 'runs' | 'rejected' | 'ruleset' | 'overrides'>} ExportedSet
 */

/**
 * @typedef {object} ExportJsonOptions
 * @property {boolean | undefined} [lines] a line for each run and for each file that was not read, in place
 *   of one document; default false
 * @property {boolean | undefined} [points] also every finite point of every metric, as `series` of the run:
 *   by name of the metric, `{ "x": [...], "y": [...] }`; default false
 */

/**
 * Every checkpoint and evaluation as a row, oldest first, with the metrics of all runs as columns.
 * @param {{ readonly runs: readonly Run[] }} set a set, or runs of several
 * @param {CallOptions} [options]
 * @returns {AsyncGenerator<string>} pieces of text; rejects with a CheckpointError: "aborted" by the signal,
 *   "closed" when the set is closed before the end
 * @yields {string}
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * for await (const piece of exportCheckpoints(set)) process.stdout.write(piece);
 * set.close();
 */
export async function* exportCheckpoints(set, options) {
  const { checkpointsCsv } = await later();
  yield* checkpointsCsv(set, options);
}

/**
 * Every point of every curve: a row for each place, with the axes that the metrics stand on and the
 * metrics of all runs as columns. Points that share a place stand in rows of their own. Time is in
 * seconds since 1970 (UTC). Of values that are not finite, the first 1,000 of each metric.
 * @param {{ readonly runs: readonly Run[] }} set a set, or runs of several
 * @param {CallOptions} [options]
 * @returns {AsyncGenerator<string>} pieces of text; rejects as `exportCheckpoints` does
 * @yields {string}
 * @example
 * const set = await openRuns({ path: 'trainer_state.json' });
 * const pieces = [];
 * for await (const piece of exportPoints({ runs: [set.runs[0]] })) pieces.push(piece);
 * const file = new Blob(pieces, { type: 'text/csv;charset=utf-8' });
 * console.log((await file.text()).startsWith('run,step,')); // true
 * set.close();
 */
export async function* exportPoints(set, options) {
  const { pointsCsv } = await later();
  yield* pointsCsv(set, options);
}

/**
 * All that is said of runs, as `ckptscope --json` prints it, or `--jsonl`. Numbers are exact; those that
 * are not finite stand by their name ("NaN"); null means absent.
 * @param {ExportedSet} set
 * @param {ExportJsonOptions & ExportOptions} [options]
 * @returns {AsyncGenerator<string>} pieces of text; rejects as `exportCheckpoints` does
 * @yields {string}
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * let text = '';
 * for await (const piece of exportJson(set, { points: true })) text += piece;
 * console.log(Object.keys(JSON.parse(text).runs[0].series).includes('train_loss')); // true
 * set.close();
 */
export async function* exportJson(set, options) {
  const { runsJson } = await later();
  yield* runsJson(set, options);
}

/**
 * For people: headline, findings, the latest 30 rows of the checkpoint table, notes, and what was not
 * read, as `ckptscope --md` prints it. Text from the files stays text, whatever it holds.
 * @param {Pick<RunSet, 'runs' | 'rejected'>} set
 * @param {ExportOptions} [options]
 * @returns {AsyncGenerator<string>} pieces of whole lines; rejects as `exportCheckpoints` does
 * @yields {string}
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * for await (const piece of exportMarkdown(set, { locale: 'zh' })) process.stdout.write(piece);
 * set.close();
 */
export async function* exportMarkdown(set, options) {
  const { runsMarkdown } = await later();
  yield* runsMarkdown(set, options);
}
