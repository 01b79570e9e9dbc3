/** What can be taken away of runs, and as what file. The texts come from the public API. */
import { exportCheckpoints, exportJson, exportMarkdown, exportPoints } from '../api/index.js';

/** @import { Rejected, Run, RunSet } from '../api/types.js' */

/** @typedef {'points' | 'checkpoints' | 'json' | 'markdown'} ExportKind */
/** @typedef {{ readonly kind: ExportKind, readonly isAll: boolean, readonly isCopy: boolean }} ExportWish `isCopy`: to the clipboard, not to a file */

/** @type {readonly ExportKind[]} */
export const exportKinds = ['points', 'checkpoints', 'json', 'markdown'];

/**
 * @typedef {object} Exported
 * @property {string} name of the file
 * @property {string} type MIME
 * @property {AsyncIterable<string>} pieces
 */

/**
 * @param {ExportKind} kind
 * @param {readonly Run[]} runs
 * @param {readonly Rejected[]} rejected
 * @param {Pick<RunSet, 'ruleset' | 'overrides'>} judged by which rules
 * @param {string} locale of what is written for people
 * @returns {Exported}
 */
export function exported(kind, runs, rejected, { ruleset, overrides }, locale) {
  const [only] = runs;
  const stem = only && runs.length === 1 ? only.name.replace(/\.\w{1,8}$/, '') : 'runs';
  const set = { runs, rejected, ruleset, overrides };
  switch (kind) {
    case 'points':
      return { name: `${stem}-points.csv`, type: 'text/csv', pieces: exportPoints(set) };
    case 'checkpoints':
      return { name: `${stem}-checkpoints.csv`, type: 'text/csv', pieces: exportCheckpoints(set) };
    case 'json':
      return {
        name: `${stem}-ckptscope.json`,
        type: 'application/json',
        pieces: exportJson(set, { points: true }),
      };
    case 'markdown':
      return { name: `${stem}.md`, type: 'text/markdown', pieces: exportMarkdown(set, { locale }) };
  }
}
