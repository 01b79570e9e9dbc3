// The surface of the WebAssembly module, as wasm/bindings.cpp exports it. Written by hand; a test
// compares it with the live exports.

/** An instance of the module: one session. Arrays that it gives are views of its memory, which the statement that
 * asks for one copies or fills: with the next call they may be gone. */
export interface CoreModule {
  /** Forgets everything, as if it had just been started. */
  reset(): void;
  /** Begins to read one source. */
  begin(name: string): void;
  /** Where its next `size` bytes belong. */
  room(size: number): Uint8Array;
  /** Takes the bytes that were put there. False when no more of them are needed. */
  feed(size: number): boolean;
  /** What is fed is the text of a source that was "gzip", "utf-16le" or "utf-16be". */
  decoded(encoding: string): void;
  /** The rest of the source cannot be read: "read_failed", "damaged_gzip" or "cut_gzip". */
  breakOff(reason: string): void;
  /** The source has ended. True when it must be fed once more, from its start. */
  finish(): boolean;
  /** Rows of the source being read so far, of the table that has most of them; 0 between sources. */
  rowsSoFar(): number;
  /** What was fed so far; empty where it has to be fed again. More may be fed. */
  snapshot(): Uint8Array;
  /** Where the bytes of a snapshot belong. */
  snapshotRoom(size: number): Uint8Array;
  /** Goes on as if what the snapshot that was put there holds had been fed. False, and nothing was done, where
   * it has to be. */
  append(): boolean;
  /** begin() for a part of a source, from between two of its documents on: for its snapshot alone. */
  beginPart(): void;
  /** Compares with another number in what is added from now on. JSON: null, or a Message: why not. */
  overrideThreshold(rule: string, name: string, value: number): string;
  /** Every threshold has its default again, in what is added from now on. */
  forgetThresholds(): void;
  /** Judges every run again with the thresholds as they are now. JSON as of `summary`. */
  judge(): string;
  /** Says where something stands in what is added from now on. False when a word is not known. */
  map(what: string, path: string, direction: string, role: string): boolean;
  /** Makes one run of those that tell of the same training; to be called after the last source. */
  join(): void;
  /** Where the points of a run belong, [x0, y0, ...] with x ascending: `count` numbers. */
  comparedRoom(count: number): Float64Array;
  /** One run for `compare`, with the points that were put there; `noiseBand` NaN where unknown. */
  addCompared(name: string, group: string, noiseBand: number): void;
  /** Of the run added last. */
  addComparedFact(name: string, value: string): void;
  /** Compares what was added since the last call. JSON: Comparison, of facts only names and kinds. */
  compare(metric: string, direction: string): string;
  /** JSON: { ruleset, overrides, runs: RunSummary[], rejected: Rejected[] }. */
  summary(): string;
  /** Analyses a run again; "" resets. JSON: RunSummary. */
  choose(run: number, metric: string, direction: string): string;
  /** JSON: CheckpointRow[]. */
  rows(
    run: number,
    start: number,
    count: number,
    sort: string,
    descending: boolean,
    filter: string,
  ): string;
  /** How many rows meet a filter. */
  rowCount(run: number, filter: string): number;
  /** [unplaced, unscalable, x0, y0, x1, y1, ...]; `from` and `to` NaN mean all, `logs` is 1 for x and 2
   * for y, `smoothing` "", "point" or "step". */
  plot(
    run: number,
    metric: number,
    from: number,
    to: number,
    width: number,
    axis: string,
    logs: number,
    smoothing: string,
    weight: number,
  ): Float64Array;
  /** [x0, y0, ...] of the points that a resumed training replaced, stretches parted by a NaN y. */
  superseded(
    run: number,
    metric: number,
    from: number,
    to: number,
    width: number,
    axis: string,
    logs: number,
  ): Float64Array;
  /** [x0, y0, ...]: x on the run's own axis, y on the one asked for. */
  places(run: number, axis: string, width: number): Float64Array;
  /** Every finite point, or about `most` of them (0: all), [x0, y0, ...]. */
  series(run: number, metric: number, most: number): Float64Array;
  /** JSON: TrendWindows of a metric. */
  trends(run: number, metric: number): string;
  /** JSON: every format the engine knows. */
  formats(): string;
  /** JSON: every rule the engine checks. */
  rules(): string;
}

/** What our loader hands to the glue. */
export interface CoreOptions {
  instantiate(
    module: undefined,
    imports: WebAssembly.Imports,
  ): Promise<{ readonly instance: WebAssembly.Instance }>;
}

export default function createCore(options: CoreOptions): Promise<CoreModule>;
