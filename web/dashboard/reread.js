/** Where the runs of an opening stand after its files were read, or its runs judged, again. */

/** @import { Direction, Run, RunSet } from '../api/types.js' */
/** @import { Entry } from './state.js' */

/**
 * The entries of an opening after that. Each run keeps its name, colour and meaning
 * of best; when another number of runs came out, nobody knows which is which and all are new.
 * @param {readonly Entry[]} before those of the opening that are shown
 * @param {number} count of runs that there were, also of those that were closed since
 * @param {RunSet} set
 * @param {(run: Run) => Entry} create
 * @returns {Promise<readonly Entry[]>}
 */
export async function entriesAfter(before, count, set, create) {
  if (set.runs.length !== count) return set.runs.map(create);
  return Promise.all(
    before.map(async (entry) => {
      const run = set.runs[entry.run.index] ?? entry.run;
      const { primary } = entry.run;
      const isKept = !primary?.chosenByUser || run.primary?.chosenByUser;
      const next = isKept ? run : await chosen(run, primary.name, primary.direction);
      return { ...entry, run: { ...next, name: entry.run.name } };
    }),
  );
}

/** @param {Run} run @param {string} metric @param {Direction} direction */
async function chosen(run, metric, direction) {
  const isThere = run.metrics.some(({ name }) => name === metric);
  return isThere ? run.choose({ metric, direction }) : run;
}
