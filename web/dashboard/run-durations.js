/** How long runs lasted, asked from the engine a few at a time while the table is already there. */

/** @import { Run } from '../api/types.js' */
/** @import { Entry } from './state.js' */

/** Questions on their way at a time. */
const BATCH = 32;

/**
 * Seconds from the first record of a run to its last.
 * @param {Run} run
 * @returns {Promise<number | null>} null when its file does not state times
 */
async function secondsOf(run) {
  if (!run.axes.includes('time')) return null;
  const { y } = await run.places('time', { width: 1 });
  const [first, last] = [y[0], y.at(-1)];
  return first === undefined || last === undefined ? null : last - first;
}

/**
 * Adds what is not known yet.
 * @param {readonly Entry[]} entries
 * @param {Map<number, number | null>} known by key of the run; null: the file does not say
 * @param {() => void} onMore after each batch
 * @returns {Promise<void>}
 */
export async function learnDurations(entries, known, onMore) {
  const missing = entries.filter(({ key }) => !known.has(key));
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = missing.slice(at, at + BATCH);
    // A run that was closed meanwhile has no answer, and needs none.
    const answers = await Promise.all(batch.map(({ run }) => secondsOf(run).catch(() => null)));
    for (const [index, { key }] of batch.entries()) known.set(key, answers[index] ?? null);
    onMore();
  }
}
