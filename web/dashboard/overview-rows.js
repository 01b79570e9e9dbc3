/**
 * The lines of the table of all runs: what of each run stands in them, which of them pass the filters,
 * and in which order. Pure, so that hundreds of runs cost no more than sorting numbers.
 */
import { formatMessage } from '../api/index.js';
import { mainMetric } from './metric-order.js';

/** @import { Metric, Numeric, PointRef, Run } from '../api/types.js' */
/** @import { Entry, OverviewColumn, OverviewSettings } from './state.js' */

/**
 * @typedef {object} OverviewRow
 * @property {Entry} entry
 * @property {Metric | undefined} metric whose values are shown
 * @property {PointRef | null} best
 * @property {PointRef | null} last
 * @property {number | null} seconds from the first record to the last
 * @property {boolean} isLeading no other run shown has a better best value
 */

/** @type {Readonly<Record<Run['verdict']['severity'], number>>} */
const GRAVITY = { critical: 3, warning: 2, notice: 1, info: 0 };

/** The metric of a run that a table of runs shows. @param {Run} run @param {string} name "" for the run's own */
export function shownMetric(run, name) {
  if (name !== '') return run.metrics.find((metric) => metric.name === name);
  return mainMetric(run);
}

/**
 * @param {readonly Entry[]} entries
 * @param {OverviewSettings} settings
 * @param {ReadonlyMap<number, number>} durations in seconds, by key of the run
 * @param {string} language of the sentences that are searched
 * @returns {readonly OverviewRow[]}
 */
export function overviewRows(entries, settings, durations, language) {
  const wanted = settings.text.trim().toLowerCase();
  const rows = entries
    .filter(({ run }) => settings.severity === '' || run.verdict.severity === settings.severity)
    .filter(({ run }) => wanted === '' || searchable(run, language).includes(wanted))
    .map((entry) => {
      const metric = shownMetric(entry.run, settings.metric);
      const best = metric?.best ?? null;
      const seconds = durations.get(entry.key) ?? null;
      return { entry, metric, best, last: metric?.last ?? null, seconds, isLeading: false };
    });
  return sorted(withLeading(rows), settings);
}

/** How many of the runs there are of each severity. @param {readonly Entry[]} entries */
export function severityCounts(entries) {
  const counts = { critical: 0, warning: 0, notice: 0, info: 0 };
  for (const { run } of entries) counts[run.verdict.severity] += 1;
  return counts;
}

/**
 * The metrics that a table of these runs can show, those of most runs first.
 * @param {readonly Entry[]} entries
 * @returns {readonly string[]}
 */
export function metricNames(entries) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { run } of entries) {
    for (const { name } of run.metrics) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([, left], [, right]) => right - left).map(([name]) => name);
}

/** All that a person may remember of a run. @param {Run} run @param {string} language */
function searchable({ name, sources, formatTitle, verdict }, language) {
  const headline = formatMessage(verdict.headline, language);
  return [name, formatTitle, headline, ...sources].join('\n').toLowerCase();
}

/** Marks the best values, where all rows are measured alike. @param {readonly OverviewRow[]} rows */
function withLeading(rows) {
  const [first] = rows;
  const direction = first?.metric?.direction ?? 'unknown';
  const isAlike = rows.every(
    ({ metric }) =>
      !metric || (metric.name === first?.metric?.name && metric.direction === direction),
  );
  if (!isAlike || direction === 'unknown' || rows.length < 2) return rows;
  const sign = direction === 'lower' ? 1 : -1;
  const values = rows.map(({ best }) => sign * Number(best?.value ?? NaN));
  const least = values.reduce((a, b) => (b < a ? b : a), Infinity);
  return rows.map((row, index) => ({ ...row, isLeading: values[index] === least }));
}

/** @type {Readonly<Record<OverviewColumn, (row: OverviewRow) => number | string | null>>} */
const KEYS = {
  name: ({ entry }) => entry.run.name,
  verdict: ({ entry }) => GRAVITY[entry.run.verdict.severity],
  best: ({ best }) => finite(best?.value),
  last: ({ last }) => finite(last?.value),
  steps: ({ entry }) => entry.run.lastStep,
  duration: ({ seconds }) => seconds,
};

/**
 * In the order asked for; ties keep the order of opening, and what is missing stands last either way.
 * @param {readonly OverviewRow[]} rows
 * @param {OverviewSettings} settings
 */
function sorted(rows, { sort, isDescending }) {
  if (sort === '') return rows;
  const sign = isDescending ? -1 : 1;
  const key = KEYS[sort];
  const names = new Intl.Collator(undefined, { numeric: true });
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string') return sign * names.compare(left, String(right));
    return sign * (left - Number(right));
  });
}

/** @param {Numeric | undefined} value */
function finite(value) {
  return typeof value === 'number' ? value : null;
}
