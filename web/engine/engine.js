/**
 * One session of the engine, with plain JavaScript values on both sides: sources in; summaries, rows
 * and points out. Whatever leaves here is a copy; nothing refers to the engine's memory.
 */

import { TooLargeError, fittingBytes } from './fitting.js';
import { LastLine, hasGrown, keptOf } from './growing.js';
import { Lines, beginsWithLines } from './lines.js';
import { warmUpText } from './warm-up.js';

/** @import { CheckpointRow, FormatInfo, Message, Plot, Points, Rejected, RuleInfo, RunSummary, TrendWindows } from '../api/types.js' */
/** @import { Compared, MappedPlace, RunToCompare, ThresholdOverride } from './calls.js' */
/** @import { Kept } from './growing.js' */
/** @import { CoreModule } from './module.js' */
/** @import { WarmUpShape } from './warm-up.js' */

/** A line that reaches further beyond a part is left to the engine that reads what stands before. */
const BEYOND_PART_BYTES = 2 ** 16;
/** Bytes the parser sees at a time unless told otherwise; limits.h knows the same number. */
export const WINDOW_BYTES = 2 ** 20;

/**
 * Something that can be read from its start, more than once.
 * @typedef {object} Source
 * @property {string} name
 * @property {number} sizeBytes 0 when it is not known beforehand
 * @property {() => AsyncGenerator<Uint8Array, void>} pieces all its bytes, in pieces of any size, each of which
 *   is valid until the next is asked for. Throws when it cannot be read; an error whose `code` is
 *   "damaged_gzip" says that it cannot be unpacked, "cut_gzip" that all there was has been.
 * @property {readonly Encoding[]} [encodings] what was undone to get its text, known with the first piece
 * @property {(beginBytes: number, endBytes: number) => Source} [part] some of its bytes as they lie there,
 *   where it can be read from anywhere
 */

/** @typedef {'gzip' | 'utf-16le' | 'utf-16be'} Encoding */

/**
 * @typedef {object} Opened
 * @property {string} ruleset version of the rules
 * @property {Readonly<Record<string, number>>} overrides "rule.name" of each threshold that was overridden
 * @property {RunSummary[]} runs
 * @property {Rejected[]} rejected
 * @property {(Kept | undefined)[]} [kept] by source, of those that will grow
 */

/**
 * What an engine made of some of the lines of a source.
 * @typedef {object} Part
 * @property {number} beginBytes of its first line in the source
 * @property {number} endBytes
 * @property {Uint8Array} snapshot
 */

/**
 * How far a source has been read.
 * @typedef {object} Begun
 * @property {number} loadedBytes
 * @property {number} memoryBytes that the module had before
 */

/**
 * A source that several engines read, in the one that puts all together.
 * @typedef {object} Shared
 * @property {Source} source
 * @property {Lines} lines what has not been read
 * @property {number} memoryBytes that the module had before
 * @property {(loadedBytes: number) => void} onBytes
 * @property {boolean} isOver no more of it is needed
 */

/**
 * @callback OnBytes
 * @param {number} sourceIndex
 * @param {number} loadedBytes of that source; never falls
 * @param {number} rows of that source so far
 */

/**
 * How a chart wants a curve.
 * @typedef {object} CurveRequest
 * @property {number} from NaN for the first x
 * @property {number} to NaN for the last x
 * @property {number} width pixels
 * @property {string} axis "" for the metric's own
 * @property {number} logs 1 for a logarithmic x, 2 for y, 3 for both
 * @property {'' | 'point' | 'step'} smoothing
 * @property {number} weight of the past
 */

export class Engine {
  /** @type {CoreModule} */
  #core;

  /** @type {() => number} */
  #memoryBytes;

  /** @type {readonly ThresholdOverride[]} */
  #overrides = [];
  /** @type {Shared | undefined} */
  #shared;

  /**
   * @param {CoreModule} core that nobody else uses
   * @param {() => number} [memoryBytes] how much memory the module has
   */
  constructor(core, memoryBytes = () => 0) {
    this.#core = core;
    this.#memoryBytes = memoryBytes;
  }

  /**
   * Reads sources to their ends, one after the other, and joins what belongs together. What cannot be
   * read stands in `rejected`. A source that is shared is the only one.
   * @param {readonly Source[]} sources
   * @param {number} windowBytes
   * @param {OnBytes} onBytes called after every read, and once with the number of sources, behind the last read
   * @param {readonly (Kept | undefined)[]} [kept] says that the sources will grow, and what was kept of each
   *   when it was shorter
   * @returns {Promise<Opened>}
   */
  async open(sources, windowBytes, onBytes, kept) {
    /** @type {(Kept | undefined)[]} */
    const keptNow = [];
    let isRead = false; // all of the last source, which is then analysed
    for (const [index, source] of sources.entries()) {
      const onLoaded = (/** @type {number} */ loadedBytes) =>
        onBytes(index, loadedBytes, this.#core.rowsSoFar());
      if (this.#shared) {
        isRead = await this.#feedRest({ ...this.#shared, onBytes: onLoaded }, windowBytes);
        this.#shared = undefined;
      } else if (kept) {
        this.#core.begin(source.name);
        keptNow.push(await this.#feedGrowing(source, kept[index], windowBytes, onLoaded));
      } else {
        this.#core.begin(source.name);
        isRead = await this.#feed(source, windowBytes, onLoaded);
      }
      isRead &&= index === sources.length - 1;
      if (isRead) onBytes(sources.length, 0, 0);
      const onLoadedAgain = isRead ? () => {} : onLoaded;
      while (this.#core.finish()) await this.#feed(source, windowBytes, onLoadedAgain);
    }
    this.#core.join();
    if (!isRead) onBytes(sources.length, 0, 0);
    return { ...JSON.parse(this.#core.summary()), ...(kept ? { kept: keptNow } : {}) };
  }

  /**
   * Begins a source that other engines will read parts of: `readOn` and `append` follow, in the order of its
   * bytes, and at last `open`.
   * @param {Source} source
   * @param {OnBytes} onBytes called after every read, and with every part
   * @returns {Promise<boolean>} false, and nothing was begun, where it is no JSON Lines
   */
  async share(source, onBytes) {
    if (!(await beginsWithLines(source))) return false;
    this.#shared = {
      source,
      lines: new Lines(source, 0),
      memoryBytes: this.#memoryBytes(),
      onBytes: (loadedBytes) => onBytes(0, loadedBytes, this.#core.rowsSoFar()),
      isOver: false,
    };
    this.#core.begin(source.name);
    return true;
  }

  /**
   * Reads on in the source that is shared, to the end of the first line that ends behind `endBytes`. Throws
   * a TooLargeError as `open` does.
   * @param {number} windowBytes
   * @param {number} endBytes
   * @returns {Promise<boolean>} whether more of the source is needed
   */
  async readOn(windowBytes, endBytes) {
    const shared = this.#theShared();
    shared.isOver = !(await this.#feedLines(shared, endBytes, windowBytes));
    return !shared.isOver;
  }

  /**
   * Takes a part that another engine has read. Throws a TooLargeError as `open` does.
   * @param {Part} part
   * @returns {boolean} false, and nothing was done, where it has to be read here: it does not begin where
   *   reading has got to, or is more than lines of a kind
   */
  append({ beginBytes, endBytes, snapshot }) {
    const shared = this.#theShared();
    if (beginBytes !== shared.lines.at || !this.#take(snapshot)) return false;
    shared.lines.close();
    shared.lines = new Lines(shared.source, endBytes);
    shared.onBytes(endBytes);
    this.#checkRoom(shared.source, { loadedBytes: endBytes, memoryBytes: shared.memoryBytes });
    return true;
  }

  /**
   * Reads a part of a source for another engine: from behind the first line that ends behind `beginBytes` to
   * the end of the first that ends behind `endBytes`. Requires that nothing is open.
   * @param {Source} source
   * @param {number} windowBytes
   * @param {number} beginBytes
   * @param {number} endBytes
   * @returns {Promise<Part | null>} nothing where the other engine has to read it
   */
  async readPart(source, windowBytes, beginBytes, endBytes) {
    const lines = new Lines(source, beginBytes, endBytes + BEYOND_PART_BYTES);
    try {
      while (await lines.next(beginBytes));
      const firstBytes = lines.at;
      this.#core.beginPart();
      for await (const piece of lines.until(endBytes))
        if (!feedAll(this.#core, piece, windowBytes)) return null;
      const snapshot = this.#core.snapshot().slice();
      if (snapshot.length === 0) return null;
      return { beginBytes: firstBytes, endBytes: lines.at, snapshot };
    } finally {
      this.#core.reset();
      lines.close();
    }
  }

  /**
   * @param {Uint8Array} snapshot
   * @returns {boolean} whether it is now as if all of it had been fed
   */
  #take(snapshot) {
    this.#core.snapshotRoom(snapshot.length).set(snapshot);
    return this.#core.append();
  }

  /** @returns {Shared} */
  #theShared() {
    if (!this.#shared) throw new Error('no source is shared');
    return this.#shared;
  }

  /**
   * Feeds what nobody has read of a source that was shared.
   * @param {Shared} shared
   * @param {number} windowBytes
   * @returns {Promise<boolean>} as #feed
   */
  async #feedRest(shared, windowBytes) {
    shared.onBytes(shared.lines.at);
    const isWhole = !shared.isOver && (await this.#feedLines(shared, Infinity, windowBytes));
    shared.lines.close();
    return isWhole;
  }

  /**
   * @param {Shared} shared
   * @param {number} endBytes
   * @param {number} windowBytes
   * @returns {Promise<boolean>} as #feed
   */
  #feedLines({ source, lines, memoryBytes, onBytes }, endBytes, windowBytes) {
    const begun = { loadedBytes: lines.at, memoryBytes };
    const stretch = { ...source, pieces: () => lines.until(endBytes) };
    return this.#feed(stretch, windowBytes, onBytes, begun);
  }

  /**
   * Other numbers to compare with, in what is opened from now on.
   * @param {readonly ThresholdOverride[]} thresholds
   * @returns {Message | null} why the first of them that is wrong was refused
   */
  override(thresholds) {
    for (const [rule, name, value] of thresholds) {
      const refusal = JSON.parse(this.#core.overrideThreshold(rule, name, value));
      if (refusal) return refusal;
    }
    this.#overrides = thresholds;
    return null;
  }

  /**
   * Judges everything that is open again, by these thresholds and the defaults of all others.
   * @param {readonly ThresholdOverride[]} thresholds
   * @returns {{ readonly refusal: Message } | { readonly refusal: null, readonly opened: Opened }} why
   *   the first of them that is wrong was refused: then everything is as it was
   */
  judge(thresholds) {
    const before = this.#overrides;
    this.#core.forgetThresholds();
    const refusal = this.override(thresholds);
    if (refusal) {
      this.#core.forgetThresholds();
      this.override(before);
      return { refusal };
    }
    return { refusal, opened: JSON.parse(this.#core.judge()) };
  }

  /**
   * Says where steps and metrics stand in what is opened from now on.
   * @param {readonly MappedPlace[]} places
   */
  map(places) {
    for (const [what, path, direction, role] of places) {
      if (!this.#core.map(what, path, direction, role)) {
        throw new Error(`${what} "${path}" cannot be mapped as ${direction} ${role}`);
      }
    }
  }

  /**
   * Feeds a source that will grow, from where it ended when it was shorter.
   * @param {Source} source
   * @param {Kept | undefined} before
   * @param {number} windowBytes
   * @param {(loadedBytes: number) => void} onBytes
   * @returns {Promise<Kept | undefined>} for when it has grown
   */
  async #feedGrowing(source, before, windowBytes, onBytes) {
    const isKnown = before !== undefined && (await hasGrown(source, before));
    const begin = isKnown && this.#take(before.snapshot) ? before.endBytes : 0;
    const rest = begin > 0 && source.part ? source.part(begin, Infinity) : source;
    const lines = new LastLine();
    const pieces = () => linesOf(rest, lines);
    const onRest = (/** @type {number} */ loadedBytes) => onBytes(begin + loadedBytes);
    const isWhole = await this.#feed({ ...rest, pieces }, windowBytes, onRest);
    const end = begin + lines.givenBytes;
    const snapshot = isWhole && lines.isAtLine ? this.#core.snapshot().slice() : new Uint8Array(0);
    const held = lines.rest();
    if (held.length > 0 && isWhole) feed(this.#core, held);
    return keptOf(source, snapshot, end);
  }

  /**
   * Feeds a source from its start, while the engine wants more of it. Throws a TooLargeError as soon
   * as it is clear that the source will not fit.
   * @param {Source} source
   * @param {number} windowBytes
   * @param {(loadedBytes: number) => void} onBytes
   * @param {Begun} [begun] what was read of it before
   * @returns {Promise<boolean>} whether the engine has had all of it
   */
  async #feed(
    source,
    windowBytes,
    onBytes,
    begun = { loadedBytes: 0, memoryBytes: this.#memoryBytes() },
  ) {
    const pieces = source.pieces();
    const { memoryBytes } = begun;
    let { loadedBytes } = begun;
    let isBegun = false;
    try {
      for (;;) {
        const piece = await nextPiece(pieces);
        if (!isBegun) for (const encoding of source.encodings ?? []) this.#core.decoded(encoding);
        isBegun = true;
        if (!piece) return true;
        if (typeof piece === 'string') {
          this.#core.breakOff(piece);
          return false;
        }
        if (!feedAll(this.#core, piece, windowBytes)) return false;
        loadedBytes += piece.length;
        onBytes(loadedBytes);
        // Of what is unpacked nobody knows how much is still to come.
        if (!source.encodings?.length) this.#checkRoom(source, { loadedBytes, memoryBytes });
      }
    } finally {
      await pieces.return();
    }
  }

  /**
   * Throws a TooLargeError when a source will not fit.
   * @param {Source} source
   * @param {Begun} begun
   */
  #checkRoom({ sizeBytes }, { loadedBytes, memoryBytes }) {
    const takenBytes = this.#memoryBytes() - memoryBytes;
    const fitting = fittingBytes({ sizeBytes, loadedBytes, takenBytes });
    if (fitting !== undefined) throw new TooLargeError(fitting);
  }

  /**
   * @param {number} run
   * @param {string} metric "" for the engine's own choice
   * @param {string} direction "lower", "higher" or "" for the catalogue's
   * @returns {RunSummary}
   */
  choose(run, metric, direction) {
    return JSON.parse(this.#core.choose(run, metric, direction));
  }

  /**
   * @param {number} run
   * @param {number} start
   * @param {number} count
   * @param {string} sort
   * @param {boolean} descending
   * @param {string} filter conditions as wasm/views/row_filter.h has them
   * @returns {CheckpointRow[]}
   */
  rows(run, start, count, sort, descending, filter) {
    return JSON.parse(this.#core.rows(run, start, count, sort, descending, filter));
  }

  /**
   * How many rows meet a filter.
   * @param {number} run
   * @param {string} filter
   * @returns {number}
   */
  rowCount(run, filter) {
    return this.#core.rowCount(run, filter);
  }

  /**
   * @param {number} run
   * @param {number} metric
   * @param {CurveRequest} request
   * @returns {Plot}
   */
  plot(run, metric, { from, to, width, axis, logs, smoothing, weight }) {
    const plot = this.#core
      .plot(run, metric, from, to, width, axis, logs, smoothing, weight)
      .slice();
    const [unplaced = 0, unscalable = 0] = plot;
    return { ...split(plot.subarray(2)), unplaced, unscalable };
  }

  /**
   * @param {number} run
   * @param {number} metric
   * @param {CurveRequest} request
   * @returns {Points} stretches parted by a y of NaN
   */
  superseded(run, metric, { from, to, width, axis, logs }) {
    return split(this.#core.superseded(run, metric, from, to, width, axis, logs));
  }

  /**
   * @param {number} run
   * @param {string} axis
   * @param {number} width
   * @returns {Points} x on the run's own axis, y on the one asked for
   */
  places(run, axis, width) {
    return split(this.#core.places(run, axis, width));
  }

  /**
   * @param {number} run
   * @param {number} metric
   * @param {number} most about so many points, as wasm/views/thinned.h chooses them; 0: all
   * @returns {Points}
   */
  series(run, metric, most) {
    return split(this.#core.series(run, metric, most));
  }

  /**
   * @param {number} run
   * @param {number} metric
   * @returns {TrendWindows}
   */
  trends(run, metric) {
    return JSON.parse(this.#core.trends(run, metric));
  }

  /**
   * Runs beside each other; they may come from anywhere.
   * @param {readonly RunToCompare[]} runs
   * @param {string} metric its name, to be shown
   * @param {string} direction "lower", "higher" or "" when it is not known
   * @returns {Compared}
   */
  compare(runs, metric, direction) {
    for (const { name, group, noiseBand, points, facts } of runs) {
      this.#core.comparedRoom(2 * points.x.length).set(joined(points));
      this.#core.addCompared(name, group, noiseBand);
      for (const [fact, value] of facts) this.#core.addComparedFact(fact, value);
    }
    return JSON.parse(this.#core.compare(metric, direction));
  }

  /** @returns {FormatInfo[]} */
  formats() {
    return JSON.parse(this.#core.formats());
  }

  /** @returns {RuleInfo[]} */
  rules() {
    return JSON.parse(this.#core.rules());
  }

  /**
   * Reads a log that leaves nothing behind but an engine that has run in. Requires that nothing is open.
   * @param {WarmUpShape} shape
   * @param {number} rowCount
   */
  async warmUp(shape, rowCount) {
    const text = warmUpText(shape, rowCount);
    const source = {
      name: '',
      sizeBytes: text.length,
      async *pieces() {
        yield text;
      },
    };
    await this.open([source], WINDOW_BYTES, () => {});
    this.reset();
  }

  /** Forgets everything that was opened and overridden, as if it had just been started. */
  reset() {
    this.#core.reset();
    this.#overrides = [];
    this.#shared = undefined;
  }
}

/**
 * @param {CoreModule} core that has begun to read a source
 * @param {Uint8Array} bytes the next of it, which are copied
 * @returns {boolean} false when no more of them are needed
 */
export function feed(core, bytes) {
  core.room(bytes.length).set(bytes);
  return core.feed(bytes.length);
}

/**
 * @param {CoreModule} core
 * @param {Uint8Array} piece
 * @param {number} windowBytes
 * @returns {boolean} whether more is wanted
 */
function feedAll(core, piece, windowBytes) {
  for (let at = 0; at < piece.length; at += windowBytes) {
    if (!feed(core, piece.subarray(at, at + windowBytes))) return false;
  }
  return true;
}

/**
 * @param {Points} points
 * @returns {Float64Array} [x0, y0, x1, y1, ...]
 */
function joined({ x, y }) {
  const pairs = new Float64Array(2 * x.length);
  x.forEach((value, index) => {
    pairs[2 * index] = value;
    pairs[2 * index + 1] = /** @type {number} */ (y[index]);
  });
  return pairs;
}

/**
 * @param {Source} source
 * @param {LastLine} lines holds back what stands behind the last one
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* linesOf(source, lines) {
  try {
    for await (const piece of source.pieces()) yield* lines.take(piece);
  } catch (error) {
    // Nothing more will come: it is cut off there.
    yield lines.rest();
    throw error;
  }
}

/**
 * @param {AsyncGenerator<Uint8Array, void>} pieces
 * @returns {Promise<Uint8Array | string | undefined>} why there are no more; undefined at the end
 */
async function nextPiece(pieces) {
  try {
    const { done, value } = await pieces.next();
    return done || !value ? undefined : value;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'damaged_gzip' || code === 'cut_gzip' ? code : 'read_failed';
  }
}

/**
 * @param {Float64Array} pairs [x0, y0, x1, y1, ...]
 * @returns {Points}
 */
function split(pairs) {
  const count = pairs.length / 2;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let index = 0; index < count; ++index) {
    x[index] = /** @type {number} */ (pairs[2 * index]);
    y[index] = /** @type {number} */ (pairs[2 * index + 1]);
  }
  return { x, y };
}
