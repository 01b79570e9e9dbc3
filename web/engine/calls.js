/**
 * The one list of calls that cross between a page and its worker. The worker serves exactly these and
 * the client offers exactly these, so neither can drift from the other.
 */

/** @import { CheckpointRow, Comparison, FormatInfo, Message, Plot, Points, RuleInfo, RunSummary, TrendWindows } from '../api/types.js' */
/** @import { CurveRequest, Opened } from './engine.js' */
/** @import { Kept } from './growing.js' */
/** @import { WarmUpShape } from './warm-up.js' */

/**
 * One input, as it travels to the worker. Nothing is read before it gets there.
 * @typedef {{ readonly kind: 'blob', readonly name: string, readonly blob: Blob }
 *   | { readonly kind: 'bytes', readonly name: string, readonly bytes: Uint8Array }
 *   | { readonly kind: 'text', readonly name: string, readonly text: string }
 *   | { readonly kind: 'path', readonly name: string, readonly path: string }} SourceSpec
 */

/**
 * How a file is divided that several engines read.
 * @typedef {object} Division
 * @property {number} windowBytes
 * @property {number} partBytes
 */

/** One number to compare with. @typedef {readonly [rule: string, name: string, value: number]} ThresholdOverride */

/**
 * A run as it is compared: one metric of it, and its facts as text.
 * @typedef {object} RunToCompare
 * @property {string} name
 * @property {string} group "" where it is to be found out
 * @property {number} noiseBand NaN where it is not known
 * @property {Points} points empty when the run lacks the metric
 * @property {readonly (readonly [name: string, value: string])[]} facts
 */

/** @typedef {Omit<Comparison, 'metric' | 'direction' | 'facts' | 'say'> & {
 *   readonly facts: readonly Omit<Comparison['facts'][number], 'values'>[] }} Compared */

/**
 * Where something stands: what ("records", "step", "epoch", "time" or "metric"), the path, and for a
 * metric which way is better and on which data it was measured.
 * @typedef {readonly [what: string, path: string, direction: string, role: string]} MappedPlace
 */

/**
 * What each call takes and gives back.
 * @typedef {object} EngineCalls
 * @property {(sources: readonly SourceSpec[], windowBytes: number,
 *   kept?: readonly (Kept | undefined)[]) => Opened} open
 * @property {(source: SourceSpec, division: Division, ports: readonly MessagePort[]) => void} share
 * @property {(source: SourceSpec, division: Division, port: MessagePort) => void} help
 * @property {(shape: WarmUpShape, rowCount: number) => void} warmUp
 * @property {() => void} reset
 * @property {(thresholds: readonly ThresholdOverride[]) => Message | null} override
 * @property {(thresholds: readonly ThresholdOverride[]) => { readonly refusal: Message }
 *   | { readonly refusal: null, readonly opened: Opened }} judge
 * @property {(places: readonly MappedPlace[]) => void} map
 * @property {(run: number, metric: string, direction: string) => RunSummary} choose
 * @property {(run: number, start: number, count: number, sort: string, descending: boolean,
 *   filter: string) => CheckpointRow[]} rows
 * @property {(run: number, filter: string) => number} rowCount
 * @property {(run: number, metric: number, request: CurveRequest) => Plot} plot
 * @property {(run: number, metric: number, request: CurveRequest) => Points} superseded
 * @property {(run: number, axis: string, width: number) => Points} places
 * @property {(run: number, metric: number, most: number) => Points} series
 * @property {(run: number, metric: number) => TrendWindows} trends
 * @property {(runs: readonly RunToCompare[], metric: string, direction: string) => Compared} compare
 * @property {() => FormatInfo[]} formats
 * @property {() => RuleInfo[]} rules
 */

/** @typedef {keyof EngineCalls} CallName */

/**
 * For each call, the buffers of its answer that move to the caller instead of being copied.
 * @type {{ readonly [Name in CallName]: (answer: ReturnType<EngineCalls[Name]>) => ArrayBuffer[] }}
 */
export const CALLS = {
  open: ({ kept = [] }) => kept.flatMap((one) => (one ? [bufferOf(one.snapshot)] : [])),
  share: none,
  help: none,
  warmUp: none,
  reset: none,
  override: none,
  judge: none,
  map: none,
  choose: none,
  rows: none,
  rowCount: none,
  plot: buffersOf,
  superseded: buffersOf,
  places: buffersOf,
  series: buffersOf,
  trends: none,
  compare: none,
  formats: none,
  rules: none,
};

/** @returns {ArrayBuffer[]} */
function none() {
  return [];
}

/**
 * @param {Points} points
 * @returns {ArrayBuffer[]}
 */
function buffersOf({ x, y }) {
  return [bufferOf(x), bufferOf(y)];
}

/** @param {Float64Array | Uint8Array} array one that has all of its buffer */
function bufferOf({ buffer }) {
  return /** @type {ArrayBuffer} */ (buffer);
}
