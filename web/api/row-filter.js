/**
 * Which rows of the checkpoint table are wanted, as a person writes it: "eval_loss < 0.4 and saved",
 * "step >= 1000, model ~ 7b", or words that an id, a model name or a path holds.
 */

/** @import { refused } from './checks.js' */

/** What the engine calls the columns, by how they may be written. */
const NUMBERS = new Map([
  ['step', 'step'],
  ['epoch', 'epoch'],
  ['δ best', 'deltaBest'],
  ['deltabest', 'deltaBest'],
  ['δ before', 'deltaPrevious'],
  ['deltaprevious', 'deltaPrevious'],
  ['gap', 'gap'],
]);
const TEXTS = new Set(['saved', 'kind', 'id', 'model', 'path']);
/** The longer first, as one begins with the other. */
const TESTS = ['<=', '>=', '!=', '==', '≤', '≥', '≠', '<', '>', '=', '~'];
/** @type {Readonly<Record<string, string>>} */
const SPELLINGS = { '==': '=', '≤': '<=', '≥': '>=', '≠': '!=' };

/**
 * @param {string} text
 * @param {{ readonly metrics: readonly { readonly name: string }[] }} run
 * @param {typeof refused} refuse makes the error that says in words what is not understood
 * @returns {string} conditions as wasm/views/row_filter.h has them
 */
export function engineFilter(text, { metrics }, refuse) {
  const names = new Map(metrics.map(({ name }) => [name.toLowerCase(), `metric:${name}`]));
  return text
    .split(/\s+and\s+|\s*(?:&&|[,;，；])\s*/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => conditionOf(part, names, refuse))
    .join('\n');
}

/**
 * @param {string} part
 * @param {ReadonlyMap<string, string>} names
 * @param {typeof refused} refuse
 * @returns {string}
 */
function conditionOf(part, names, refuse) {
  const notUnderstood = (
    /** @type {string} */ what,
    /** @type {string} */ why,
    /** @type {string} */ whyZh,
  ) => refuse(`“${what}” ${why}.`, `“${what}”${whyZh}。`);
  const at = TESTS.map((test) => ({ test, start: part.indexOf(test) }))
    .filter(({ start }) => start >= 0)
    .toSorted((a, b) => a.start - b.start)[0];
  if (!at)
    return part.toLowerCase() === 'saved' ? line('saved', '=', 'yes') : line('any', '~', part);
  const { test, start } = at;
  const name = part.slice(0, start).trim();
  const value = part.slice(start + test.length).trim();
  const key = name.toLowerCase();
  const spelling = SPELLINGS[test] ?? test;
  if (value === '') throw notUnderstood(part, 'has no value', '缺少要比较的值');
  if (TEXTS.has(key)) {
    if (/[<>]/.test(spelling)) {
      throw notUnderstood(part, `compares words; use = or ~`, '比较的是文字，请使用 = 或 ~');
    }
    return line(key, spelling, value);
  }
  const column = names.get(key) ?? NUMBERS.get(key);
  if (!column) throw notUnderstood(name, 'is no column', '不是任何列的名称');
  if (Number.isNaN(Number(value))) throw notUnderstood(value, 'is no number', '不是数字');
  return line(column, spelling, value);
}

/** @param {readonly string[]} parts */
function line(...parts) {
  return parts.map((part) => part.replaceAll(/[\t\n]/g, ' ')).join('\t');
}
