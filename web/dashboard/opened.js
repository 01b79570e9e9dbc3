/** What was opened, or was not, in the shapes that the dashboard shows. */
import { CheckpointError } from '../api/index.js';
import { mainMetric } from './metric-order.js';
import { textsFor } from './texts.js';

/** @import { Input, Rejected, RunSet } from '../api/types.js' */
/** @import { Preview } from './empty-page.js' */
/** @import { Report } from './state.js' */

/** The code of sound JSON in which nothing was found: the person may know better. */
export const MAPPABLE = 'no_metrics';

/**
 * @param {RunSet} set
 * @param {readonly string[]} passedOver
 * @param {boolean} isQuiet what was refused is part of the report, and shown nowhere else
 * @param {{ readonly bytes: number, readonly seconds: number }} effort
 * @returns {Report}
 */
export function reportOf({ runs, rejected }, passedOver, isQuiet, effort) {
  return {
    recognised: runs.flatMap((run) =>
      run.sources.map((source) => ({
        source,
        run: run.name,
        format: run.formatTitle,
        rows: run.recordCount,
      })),
    ),
    rejected: isQuiet ? rejected : [],
    passedOver,
    rows: runs.reduce((sum, run) => sum + run.recordCount, 0),
    ...effort,
  };
}

/** A folder in which nothing looks like metrics. @param {readonly string[]} names of its files @returns {Rejected} */
export function nothingIn(names) {
  const [english, chinese] = [textsFor('en').report, textsFor('zh').report];
  return {
    source: names[0]?.split('/')[0] ?? '',
    code: '',
    message: english.nothing(names.length),
    advice: english.nothingAdvice,
    zh: { message: chinese.nothing(names.length), advice: chinese.nothingAdvice },
    byte: 0,
    line: 0,
    column: 0,
    excerpt: '',
    caret: 0,
  };
}

/** @param {RunSet['runs'][number]} run @returns {Preview} */
export function previewOf(run) {
  const { severity, headline } = run.verdict;
  return { spark: mainMetric(run)?.spark ?? [], severity, headline };
}

/** @param {Input} input */
export function nameOf(input) {
  if (typeof input !== 'object') return '';
  if ('name' in input && typeof input.name === 'string') return input.name;
  return 'url' in input ? String(input.url) : '';
}

/** @param {Input} input */
export function sizeOf(input) {
  if (input instanceof Blob) return input.size;
  if (typeof input !== 'object' || !('data' in input)) return 0;
  const { data } = input;
  if (data instanceof Blob) return data.size;
  return typeof data === 'string' ? data.length : 0;
}

/**
 * An opening that failed as a whole, in the shape of a file that was not read.
 * @param {unknown} error
 * @param {string} source
 * @param {string} advice
 * @returns {Rejected}
 */
export function rejectionOf(error, source, advice) {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error && 'advice' in error ? String(error.advice) : '';
  const zh = error instanceof CheckpointError ? error.zh : { message, advice };
  const place = { byte: 0, line: 0, column: 0, excerpt: '', caret: 0 };
  return { source, code: known, message, advice: said || advice, zh, ...place };
}
