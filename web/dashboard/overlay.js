/**
 * Several runs as one that the charts can draw: its metrics are those of all of them, each in the
 * colour of its run. Charts then zoom, smooth, clip and speak as they do for one run.
 */
import { strong } from './chart-plot.js';
import { HUES } from './tokens.js';

/** @import { AxisKind, Metric, PlotOptions, Points, Run } from '../api/types.js' */
/** @import { DrawnMetric } from './chart-plot.js' */
/** @import { Entry } from './state.js' */

/** Dash pattern of what was measured on training data, beside held-out data of the same colour. */
const TRAIN_DASH = 2;
/** Dash patterns of the other curves: once the eight colours are used up, another pattern. */
const ROUND_DASHES = [0, 4, 7];

/** @typedef {{ readonly entry: Entry, readonly metric: Metric }} Source */

/**
 * @param {readonly Entry[]} entries at least one
 * @param {string} name of the whole
 * @returns {Run}
 */
export function overlayOf(entries, name) {
  const first = /** @type {Entry} */ (entries[0]).run;
  const x = commonest(entries.map(({ run }) => run.x)) ?? first.x;
  /** @type {Map<string, Source>} */
  const sources = new Map();
  /** @type {DrawnMetric[]} */
  const metrics = [];
  for (const [place, entry] of entries.entries()) {
    for (const metric of entry.run.metrics) {
      const own = uniqueName(`${entry.run.name} · ${metric.name}`, sources);
      sources.set(own, { entry, metric });
      const label = labelOf(entry.run, metric);
      metrics.push({ ...metric, name: own, label, ink: inkOf(entry, place, metric) });
    }
  }
  // What most of the runs have is what they are compared by.
  const shares = sharesOf(entries);
  metrics.sort((a, b) => (shares.get(b.quantity) ?? 0) - (shares.get(a.quantity) ?? 0));
  const sharing = entries.map(({ run }) => run).filter((run) => run.x === x);
  const axes = (sharing[0] ?? first).axes.filter((axis) =>
    sharing.every((run) => run.axes.includes(axis)),
  );
  const greatest = shares.get(
    metrics.find(({ direction }) => direction !== 'unknown')?.quantity ?? '',
  );
  const [primary = null] = metrics.flatMap(({ name: own, quantity }) => {
    const source = sources.get(own);
    const best = source?.entry.run.primary;
    const isCommon = shares.get(quantity) === greatest;
    return isCommon && best && best.name === source?.metric.name ? { ...best, name: own } : [];
  });
  const { verdict } = first;
  return {
    ...first,
    name,
    x,
    axes,
    metrics,
    primary,
    checkpointSteps: [],
    findings: [],
    verdict: { ...verdict, recommended: null },
    plot: (metric, options) => drawn(sources.get(metric), options),
    superseded: (metric, options) => replaced(sources.get(metric), options),
    places: (axis, options) => reach(sharing, axis, options),
  };
}

/** Options of a chart that counts time from each run's own start. @typedef {PlotOptions & { readonly isRelative?: boolean | undefined }} OverlayOptions */

/** @param {Source | undefined} source @param {OverlayOptions} options */
async function drawn(source, options) {
  if (!source) return { x: new Float64Array(), y: new Float64Array(), unplaced: 0, unscalable: 0 };
  const start = await startOf(source.entry.run, options);
  const plot = await source.entry.run.plot(source.metric.name, since(start, options));
  return { ...plot, x: plot.x.map((x) => x - start) };
}

/** @param {Source | undefined} source @param {OverlayOptions} options */
async function replaced(source, options) {
  if (!source) return { x: new Float64Array(), y: new Float64Array() };
  const start = await startOf(source.entry.run, options);
  const points = await source.entry.run.superseded(source.metric.name, since(start, options));
  return { ...points, x: points.x.map((x) => x - start) };
}

/** @param {number} start @param {OverlayOptions} options @returns {PlotOptions} */
function since(start, options) {
  const moved = (/** @type {number | undefined} */ x) => (x === undefined ? undefined : x + start);
  return { ...options, from: moved(options.from), to: moved(options.to) };
}

/** When a run began, where a chart counts from there. @param {Run} run @param {OverlayOptions} options */
async function startOf(run, { isRelative = false, signal }) {
  if (!isRelative) return 0;
  const { y } = await run.places('time', { width: 1, signal });
  return y[0] ?? 0;
}

/**
 * From where to where all the runs reach on an axis. Where a step of theirs stands on it is different
 * for each, and so nobody knows it for all: there is no x.
 * @param {readonly Run[]} runs
 * @param {AxisKind} axis
 * @param {{ readonly width: number, readonly signal?: AbortSignal | undefined, readonly isRelative?: boolean }} options
 * @returns {Promise<Points>}
 */
async function reach(runs, axis, { signal, isRelative = false }) {
  const all = await Promise.all(runs.map((run) => run.places(axis, { width: 1, signal })));
  const ends = all.flatMap(({ y }) => {
    const [from, to] = [y[0], y.at(-1)];
    if (from === undefined || to === undefined) return [];
    return isRelative ? [0, to - from] : [from, to];
  });
  const y = ends.length === 0 ? [] : [Math.min(...ends), Math.max(...ends)];
  return { x: new Float64Array(), y: Float64Array.from(y) };
}

/**
 * What a curve is called beside the others of its chart: by its run, and by its metric as well where the
 * run has several of that quantity.
 * @param {Run} run
 * @param {Metric} metric
 */
function labelOf(run, { name, quantity }) {
  const isOnly = run.metrics.filter((other) => other.quantity === quantity).length === 1;
  return isOnly ? run.name : `${run.name} · ${name}`;
}

/** @param {Entry} entry @param {number} place @param {Metric} metric */
function inkOf({ hue, run }, place, { role, quantity }) {
  const round = ROUND_DASHES[Math.floor(place / HUES.length) % ROUND_DASHES.length] ?? 0;
  const isBesideHeldOut =
    role === 'train' && run.metrics.some((other) => other.quantity === quantity && strong(other));
  return { hue, dash: isBesideHeldOut ? TRAIN_DASH : round };
}

/** @param {string} name @param {ReadonlyMap<string, unknown>} taken */
function uniqueName(name, taken) {
  let own = name;
  for (let number = 2; taken.has(own); ++number) own = `${name} (${number})`;
  return own;
}

/** How many of the runs have each quantity. @param {readonly Entry[]} entries */
function sharesOf(entries) {
  /** @type {Map<string, number>} */
  const shares = new Map();
  for (const { run } of entries) {
    for (const quantity of new Set(run.metrics.map((metric) => metric.quantity))) {
      shares.set(quantity, (shares.get(quantity) ?? 0) + 1);
    }
  }
  return shares;
}

/** @template Value @param {readonly Value[]} values @returns {Value | undefined} of equals the first */
function commonest(values) {
  /** @type {Map<Value, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
