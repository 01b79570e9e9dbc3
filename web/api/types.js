/**
 * The shapes that the engine hands over and that everyone who uses ckptscope sees. Numbers are exact
 * doubles; a value that the file states as not finite is the string "NaN", "Infinity" or "-Infinity";
 * null means absent. Nothing here grows with the file: rows and points are asked for in windows.
 */

/** @typedef {number | 'NaN' | 'Infinity' | '-Infinity'} Numeric */
/** @typedef {'info' | 'notice' | 'warning' | 'critical'} Severity */
/** @typedef {'high' | 'medium' | 'low'} Confidence */
/** @typedef {'lower' | 'higher' | 'unknown'} Direction */
/** @typedef {'user' | 'author' | 'format' | 'catalog' | 'none'} DirectionSource */
/** @typedef {'train' | 'valid_batch' | 'valid' | 'test' | 'none'} Role */
/** @typedef {'step' | 'epoch' | 'time' | 'index'} XKind `time` is seconds since 1970 (UTC). */
/** @typedef {XKind | 'tokens'} AxisKind what curves can be drawn on; `tokens` are those seen so far */
/** @typedef {'loss' | 'token_loss' | 'perplexity' | 'ratio_score' | 'error_rate' | 'error' | 'score'
 *   | 'reward' | 'learning_rate' | 'gradient_norm' | 'speed' | 'counter' | 'other'} Family */

/**
 * A sentence from the engine: one template for each language and the values for its slots, such as
 * `{gap:percent}`. `formatMessage` in messages.js turns it into text.
 * @typedef {object} Message
 * @property {string} id for example "overfitting.headline"
 * @property {{ readonly en: string, readonly zh: string }} text
 * @property {Readonly<Record<string, Numeric | string>>} slots
 */

/** @typedef {{ readonly step: number, readonly value: Numeric }} PointRef `step` is the x of the metric. */

/**
 * @typedef {object} Metric
 * @property {number} index its number in the run
 * @property {string} name as the file spells it
 * @property {string} quantity metrics with the same quantity share a chart
 * @property {Role} role
 * @property {Family} family
 * @property {Direction} direction
 * @property {DirectionSource} directionSource who said so
 * @property {XKind} x
 * @property {number} points finite, effective points
 * @property {number} nonFinite
 * @property {readonly { readonly step: number, readonly value: Numeric }[]} nonFinitePoints the first 1,000
 * @property {number} superseded points replaced by a resumed run
 * @property {number} sentinels values that say that nothing was measured; no points, in no rule
 * @property {number} duplicates
 * @property {PointRef | null} first
 * @property {PointRef | null} last
 * @property {PointRef | null} min
 * @property {PointRef | null} max
 * @property {PointRef | null} best null when the direction is unknown
 * @property {number} bestTies other points with exactly the best value
 * @property {number | null} noiseSigma null below five points
 * @property {number | null} noiseBand
 * @property {Trend & { readonly verdict: 'undetermined' | 'falling' | 'rising' | 'steady' }} trend of all its
 *   points; `verdict` is `word`, without telling "insufficient" from "undetermined"
 * @property {readonly number[]} spark at most 64 values, alternating least and greatest, for a sparkline
 */

/**
 * Mann and Kendall's test for a trend, corrected for autocorrelation, and Theil and Sen's slope. Of more
 * than 65,536 points the medians of 2,000 blocks are tested.
 * @typedef {object} Trend
 * @property {'insufficient' | 'undetermined' | 'falling' | 'rising' | 'steady'} word "insufficient": fewer
 *   than four values, or all of them equal; "undetermined": too few to tell, or they mostly agree, though not
 *   significantly
 * @property {number | null} slope in the metric's unit for one of x; null where no two x differ
 * @property {number} p two-sided, corrected; `formatP` writes it for people
 * @property {number} n points
 * @property {number | null} nEff so many independent values say as much as those tested; null without any
 * @property {number} tested values tested: the points, or medians of blocks of them
 * @property {number} s pairs of them that rise less pairs that fall
 * @property {number} tauB the same as a share of pairs, in [-1, 1], corrected for ties
 */

/**
 * A trend of a part of a metric's points.
 * @typedef {Trend & { readonly from: number | null, readonly to: number | null }} TrendWindow from its first
 *   x to its last; null without points
 */

/**
 * @typedef {object} TrendWindows
 * @property {TrendWindow} whole all points
 * @property {TrendWindow | null} afterBest what follows the best value, or all where that is the first; null
 *   where nothing follows it, and when the direction is unknown
 * @property {TrendWindow} lastQuarter the last quarter of the points
 */

/**
 * @typedef {object} CheckpointRow
 * @property {number} index position oldest first, whatever the sort
 * @property {string} id empty when the file names none
 * @property {'checkpoint' | 'evaluation'} kind
 * @property {'yes' | 'no' | 'unknown'} saved
 * @property {number | null} x where it stands on the run's axis
 * @property {number | null} step
 * @property {number | null} epoch
 * @property {string | null} time ISO 8601, UTC
 * @property {string} model name to call, empty when there is none
 * @property {string} path folder or URL, empty when there is none
 * @property {number} source which of the run's `sources` states it
 * @property {Readonly<Record<string, Numeric>>} metrics by name; absent ones are missing
 * @property {Readonly<Record<string, Numeric>>} sentinels values that say that nothing was measured, by
 *   metric: -1 where there was no object, 0 where no validation was done; never in `metrics`, never best
 * @property {number | null} deltaBest primary metric minus its best, signed, in its unit
 * @property {number | null} deltaPrevious primary metric minus that of the row before (by age)
 * @property {number | null} gap validation minus training of the primary quantity
 * @property {readonly ('best' | 'last' | 'recommended' | 'equivalent' | 'cut')[]} marks
 */

/**
 * @typedef {object} Finding
 * @property {string} rule
 * @property {string} ruleVersion of the rule when it judged; `listRules` has the same
 * @property {string} kind one of the verdict kinds
 * @property {Severity} severity
 * @property {Confidence} confidence
 * @property {string | null} metric
 * @property {number | null} fromStep on the x of the run
 * @property {number | null} toStep
 * @property {Readonly<Record<string, Numeric | string>>} numbers
 * @property {Readonly<Record<string, number>>} thresholds of that rule, as they were in force
 * @property {Message} message
 * @property {Message | null} action
 */

/**
 * @typedef {object} Verdict
 * @property {string} kind
 * @property {Severity} severity
 * @property {Confidence} confidence
 * @property {Message} headline
 * @property {Message | null} action
 * @property {Message | null} nextTime what to log so that the next run can be judged
 * @property {readonly number[]} evidence at most three indices of findings
 * @property {Recommended | null} recommended
 */

/**
 * @typedef {object} Recommended
 * @property {number} index of the checkpoint, oldest first
 * @property {number | null} step
 * @property {number | null} x
 * @property {string} id
 * @property {string} model
 * @property {string} path
 * @property {string | null} target what to hand on to use it: the model, else the path, else the id
 * @property {Numeric} value of the primary metric
 * @property {Confidence} confidence by the number of evaluations and their noise
 * @property {number} evaluations finite values of the primary metric
 * @property {number | null} noiseBand around the best value, in the metric's unit: what noise explains
 * @property {number | null} examples that `value` is a share of, where the file tells how many were evaluated
 * @property {number | null} standardError of such a share: what chance alone does with so many examples
 * @property {number} equivalentCount others within that band
 * @property {readonly CheckpointRef[]} equivalent the best of them, oldest first, at most 100
 * @property {readonly number[]} averageable indices of checkpoints, best first, as good as the best and
 *   late in the run, whose weights may be worth averaging; evaluate the average before using it
 * @property {{ readonly message: Message, readonly checkpoints: readonly CheckpointRef[] } | null} averaging
 *   the same with how to do it, best first; null where there is nothing to average: fewer than two, none
 *   known to be a checkpoint, or models that are called by name
 * @property {PointRef | null} betterUnsaved the best step, where it is better and was not saved or not listed
 * @property {PointRef | null} betterSuperseded a better step that a resumed run trained again
 * @property {number | null} cost of keeping this one instead of `betterUnsaved`, or instead of the best
 *   where the earliest is preferred, in the metric's unit
 * @property {boolean} amongSaved chosen among checkpoints known to be saved; else nothing is known of that
 * @property {boolean} onIncompleteEdge the oldest record of a list that goes on elsewhere
 */

/**
 * A checkpoint by its place; an empty id where the file names none.
 * @typedef {{ readonly index: number, readonly step: number | null, readonly x: number | null,
 *   readonly id: string }} CheckpointRef
 */

/**
 * When the usual rules would have stopped the run, and what was spent after its last improvement.
 * @typedef {object} Stopping
 * @property {string | null} metric the primary one; null: nothing to replay
 * @property {PointRef | null} lastImprovement the first value than which no later one is better beyond noise
 * @property {number | null} wasted x after that
 * @property {number | null} wastedShare of the run
 * @property {number | null} wastedSeconds where checkpoints state their time
 * @property {Message | null} message says what was spent in vain; null where nothing was
 * @property {readonly StopReplay[]} replays
 */

/**
 * @typedef {object} StopReplay
 * @property {string} rule for example "keras_early_stopping"
 * @property {Message} counting how it counts
 * @property {number} patience
 * @property {number} threshold
 * @property {PointRef | null} actsAt the first time; null: it never would have acted
 * @property {PointRef | null} best the best value it had seen until then
 * @property {number | null} saved x that would not have been trained; null for a rule that only lowers the
 *   learning rate
 * @property {number | null} regret by how much the best of the whole run is better than `best`; null for such
 *   a rule
 */

/**
 * Would more training help? `message` is the forecast, or why there is none.
 * @typedef {object} Forecast
 * @property {string | null} metric
 * @property {Message} message
 * @property {{ readonly a: number, readonly b: number, readonly c: number } | null} law y = c + a * x^-b
 * @property {readonly { readonly step: number, readonly value: number, readonly low: number,
 *   readonly high: number }[]} points
 */

/**
 * @typedef {object} Note
 * @property {string} code
 * @property {'info' | 'notice' | 'data_loss'} severity
 * @property {string} source name of the file
 * @property {number} count
 * @property {number | null} byte
 * @property {number | null} line from 1
 * @property {number | null} column from 1, in characters
 * @property {Message} message
 */

/**
 * What the engine says about one run.
 * @typedef {object} RunSummary
 * @property {number} index
 * @property {string} name
 * @property {string} format
 * @property {string} formatTitle
 * @property {readonly string[]} sources
 * @property {XKind} x
 * @property {readonly AxisKind[]} axes that curves can be drawn on, the run's own first
 * @property {number} rows records that were read
 * @property {number} checkpointCount
 * @property {number | null} lastStep
 * @property {number | null} plannedSteps
 * @property {Readonly<Record<string, string | number | boolean>>} facts
 * @property {readonly Metric[]} metrics
 * @property {{ readonly name: string, readonly direction: Direction, readonly chosenByUser: boolean,
 *   readonly otherSets: readonly string[] } | null} primary `otherSets`: metrics of the same quantity on
 *   other evaluation sets, which choose together with it by the mean of their ranks
 * @property {readonly number[]} checkpointSteps x of checkpoints for the charts, at most 500, evenly thinned
 * @property {Verdict} verdict
 * @property {Stopping} stopping
 * @property {Forecast} forecast
 * @property {readonly Finding[]} findings
 * @property {readonly Note[]} notes
 */

/**
 * A source that yielded no run.
 * @typedef {object} Rejected
 * @property {string} source
 * @property {string} code
 * @property {number} byte
 * @property {number} line from 1; 0 when there is no place
 * @property {number} column from 1; 0 when there is no place
 * @property {string} message
 * @property {string} advice
 * @property {{ readonly message: string, readonly advice: string }} zh both in Simplified Chinese
 * @property {string} excerpt
 * @property {number} caret characters of the excerpt before the place
 */

/**
 * What can be read. A string is JSON text, never a path or an address. Bytes are copied, so that the
 * caller keeps his; a Blob and a File are read where they lie; a Response or a ReadableStream is read to
 * its end. An object is JSON that has been parsed already: a plain object or an array as it is, a page of
 * an SDK (an instance of a class with an array `data`) as that array.
 * @typedef {File | Blob | ArrayBuffer | ArrayBufferView | string | Response | ReadableStream<Uint8Array>
 *   | object} InputData
 */

/**
 * One thing to read. `{ url }` is fetched; `{ path }` works in Node only and is read where it lies. A
 * `File` is called by its name (or its path within a chosen folder), a `{ path }` by its path, a
 * `{ url }` and a Response by their address, the rest by `name` or by position ("input 2"). An array of
 * parsed records (plain objects) is one input; any other array is several.
 * @typedef {InputData
 *   | { readonly name: string, readonly data: InputData }
 *   | { readonly url: string | URL, readonly name?: string }
 *   | { readonly path: string, readonly name?: string }} Input
 */

/**
 * How far opening has come. `loadedBytes` never falls and ends at `totalBytes`.
 * @typedef {object} Progress
 * @property {'reading' | 'analysing'} phase every byte is read before analysing begins
 * @property {number} loadedBytes of all inputs together
 * @property {number} totalBytes of all inputs together; grows when a pipe or a file grows
 * @property {number} rows read so far: of each input those of its longest table, which are its records
 * @property {string} source name of the input being read, the last one while analysing
 * @property {number} sourceIndex from 0
 * @property {number} sourceCount
 */

/**
 * What best means: a metric by its name in the file and which way is better. Without a direction
 * the catalogue's is used.
 * @typedef {{ readonly name: string, readonly direction?: Direction | undefined }} MetricChoice
 */

/**
 * Numbers that rules compare with, by rule and name, in place of the defaults that `listRules` lists.
 * @typedef {Readonly<Record<string, Readonly<Record<string, number>>>>} RuleOverrides
 */

/** @typedef {WebAssembly.Module | ArrayBuffer | Uint8Array | Response | URL | string} WasmSource a string is a URL */

/**
 * A dedicated Worker of the browser, or one of node:worker_threads, that runs our worker script.
 * @typedef {object} WorkerLike
 * @property {(message: unknown, transfer: (ArrayBuffer | MessagePort)[]) => void} postMessage
 * @property {() => unknown} terminate
 * @property {((type: string, listener: (event: { data?: unknown, message?: string | undefined, preventDefault?: () => void }) => void) => void) | undefined} [addEventListener] in browsers
 * @property {((event: string, listener: (value: unknown) => void) => unknown) | undefined} [on] in Node
 * @property {(() => void) | undefined} [ref] Node: keeps the process alive
 * @property {(() => void) | undefined} [unref] Node: lets the process end
 */

/**
 * Where the worker and the engine come from; each entry of the package knows its own.
 * @typedef {object} Runtime
 * @property {() => WorkerLike} createWorker starts one worker; it is terminated by ckptscope
 * @property {() => WasmSource | Promise<WasmSource>} wasm asked once, compiled once, shared by all workers
 * @property {number | undefined} [workers] how many workers read one large file together; default 1
 * @property {((path: string) => number) | undefined} [sizeOf] of a file that lies at a path, in bytes; 0
 *   where there is none. Without it, files at paths are read by one worker
 * @property {(() => Promise<Runtime>) | undefined} [fallback] another runtime, asked for when this one's
 *   worker or engine does not load; it then serves all later calls
 */

/**
 * Where steps and metrics stand in files that say too little by themselves. Paths are keys below a record
 * joined with '.' or '/' ("metrics.loss"), spelled as in the file; in a file of columns
 * (`{ "loss": [...] }`) they lead to the lists.
 * @typedef {object} Mapping
 * @property {string} [records] path of the records' list ("log.entries"); default: where the fields are
 * @property {string} [step]
 * @property {string} [epoch]
 * @property {string} [time]
 * @property {Readonly<Record<string, 'lower' | 'higher' | '' | MappedMetric>>} [metrics] by path: which way
 *   is better, or that and more; "" leaves it to the catalogue. Default: every number beside the others
 */

/**
 * @typedef {object} MappedMetric
 * @property {'lower' | 'higher' | ''} [direction]
 * @property {'train' | 'valid' | 'test' | ''} [role] on which data it was measured
 */

/**
 * @typedef {object} OpenOptions
 * @property {AbortSignal | undefined} [signal] ends this call at once, with its worker; runs opened before stay
 * @property {((progress: Progress) => void) | undefined} [onProgress] at most about 30 times a second
 * @property {MetricChoice | readonly MetricChoice[] | undefined} [metric] chosen in every run that has it, of
 *   several the first that a run has; other runs keep their own
 * @property {RuleOverrides | undefined} [rules] other thresholds than the defaults; a name that does not
 *   exist or a value out of range rejects with the code "invalid_argument"
 * @property {boolean | undefined} [live] true: what was read is kept, so that `append` can read it again
 *   with more; default false
 * @property {Mapping | undefined} [map] where steps and metrics stand; a file in which it names nothing is
 *   read as without, with a note; what is no mapping rejects with the code "invalid_argument"
 * @property {string | undefined} [locale] BCP 47, for the texts of runs and errors; default "en"
 * @property {boolean | undefined} [strict] true: reject with the reason of the first input that yields no
 *   run; default false: such inputs are listed in `rejected`
 * @property {(() => WorkerLike) | undefined} [worker] starts the worker instead of the entry's own way
 * @property {WasmSource | undefined} [wasm] the engine instead of the entry's own
 * @property {number | undefined} [workers] how many workers read a large file of JSON Lines together when
 *   it is the only input, from 1 to 64; default: in Node half as many as there are cores, at most 4; in a page,
 *   and with a `worker` of your own, 1; always 1 with `live`
 * @property {number | undefined} [partBytes] how much of such a file a worker takes at a time, 1 to 2^30,
 *   default 4 MiB; files of less than sixteen parts are read by one. For tests: results never depend on it
 * @property {number | undefined} [windowBytes] bytes the parser sees at a time, 1 to 2^30, default 1 MiB;
 *   for tests: results never depend on it
 */

/**
 * Points of a curve, as two arrays of equal length that belong to the caller.
 * @typedef {{ readonly x: Float64Array, readonly y: Float64Array }} Points
 */

/**
 * A curve, and how many of its points are not in it: those whose place on the axis nobody knows, and
 * those that are not above 0 on a logarithmic scale.
 * @typedef {Points & { readonly unplaced: number, readonly unscalable: number }} Plot
 */

/** @typedef {{ readonly signal?: AbortSignal | undefined }} CallOptions a late answer is dropped */

/**
 * @typedef {object} PlotOptions
 * @property {number} width pixels across; at most about four points for each are returned
 * @property {number | undefined} [from] least x; default: the first
 * @property {number | undefined} [to] greatest x; default: the last
 * @property {AxisKind | undefined} [x] the axis, one of the run's `axes`; default, and for a metric that
 *   does not stand on the run's own axis: the metric's own
 * @property {boolean | undefined} [logX] default false
 * @property {boolean | undefined} [logY] default false
 * @property {{ readonly by: 'point' | 'step', readonly weight: number } | undefined} [smooth] `point` is
 *   TensorBoard's moving average, `step` weighs by distance in x; weight of the past, 0 to 0.999. Over
 *   all points, so that a curve never depends on `from` and `to`; default: raw
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * @typedef {object} RowsOptions
 * @property {number | undefined} [start] default 0
 * @property {number | undefined} [count] default 100
 * @property {string | undefined} [sort] "" (default) oldest first, or "step", "epoch", "time", "id",
 *   "model", "path", "saved", "mark", "deltaBest", "deltaPrevious", "gap", "metric:NAME"; what is missing
 *   or not finite comes last either way
 * @property {boolean | undefined} [descending] default false
 * @property {string | undefined} [filter] only rows that meet it: conditions joined by "and", such as
 *   "eval_loss < 0.4 and saved", with <, <=, >, >=, =, != and ~ (contains); words alone are looked for in
 *   id, model and path. Default: all. What cannot be understood rejects with the code "invalid_argument"
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * @typedef {object} ExportOptions
 * @property {AbortSignal | undefined} [signal]
 * @property {string | undefined} [locale] BCP 47, for sentences; default "en"
 */

/**
 * The points that draw a metric at a width exactly as all of them do; a y of NaN is a gap that no line may
 * cross. x is in the unit of the axis: steps, epochs, tokens, or seconds since 1970 (UTC) for time.
 * @callback PlotCall
 * @param {string} metric name, as the file spells it
 * @param {PlotOptions} options
 * @returns {Promise<Plot>} arrays that belong to the caller; rejects with a CheckpointError:
 *   "invalid_argument" for a metric that the run lacks or a width that is no whole number, "aborted", "closed"
 * @example
 * const set = await openRuns({ path: 'trainer_state.json' });
 * const { x, y } = await set.runs[0].plot('loss', { width: 640, smooth: { by: 'step', weight: 0.6 } });
 * console.log(x.length === y.length, x.length <= 4 * 640); // true true
 * set.close();
 */

/**
 * Points that a resumed training replaced, in stretches parted by a y of NaN; never smoothed, and empty on
 * an axis of time or tokens, where only those that replaced them have a place.
 * @callback SupersededCall
 * @param {string} metric name, as the file spells it
 * @param {PlotOptions} options
 * @returns {Promise<Points>} as for `plot`
 * @example
 * const set = await openRuns({ path: 'trainer_state.json' });
 * const [run] = set.runs;
 * const { superseded } = run.metrics.find(({ name }) => name === 'loss');
 * const { x } = await run.superseded('loss', { width: 640 });
 * console.log(superseded, x.length); // 0 0
 * set.close();
 */

/**
 * Places where the run's records stand on another axis: x on the run's own, y on that one, both rising;
 * empty when nobody knows.
 * @callback PlacesCall
 * @param {AxisKind} axis one of the run's `axes`
 * @param {{ readonly width: number, readonly signal?: AbortSignal | undefined }} options `width`: pixels
 *   across; about as many places are returned
 * @returns {Promise<Points>} rejects as `plot` does
 * @example
 * const set = await openRuns({ path: 'trainer_state.json' });
 * const [run] = set.runs;
 * const { x, y } = await run.places('epoch', { width: 640 });
 * console.log(run.axes.includes('epoch'), x.length === y.length, y.at(-1)); // true true 3
 * set.close();
 */

/**
 * Every finite point of a metric, on the metric's own axis (its `x`): steps, epochs, the number of the
 * record, or seconds since 1970 (UTC).
 * @callback SeriesCall
 * @param {string} metric name, as the file spells it
 * @param {CallOptions & { readonly most?: number | undefined }} [options] `most`: about so many points of
 *   a longer series, from 8: the last half of them are its last ones, its least and greatest are among
 *   them, and the others are spread evenly; default 0, all
 * @returns {Promise<Points>} two arrays of 8 bytes a point that belong to the caller; rejects with a
 *   CheckpointError: "invalid_argument" for a metric that the run lacks, "aborted", "closed"
 * @example
 * const set = await openRuns('{"step": 10, "loss": 2.5}\n{"step": 20, "loss": 1.5}');
 * const { x, y } = await set.runs[0].series('loss');
 * console.log([...x], [...y]); // [ 10, 20 ] [ 2.5, 1.5 ]
 * set.close();
 */

/**
 * The trends of a metric's parts: the whole, what follows its best value, its last quarter. Computed when
 * asked for: about as much work as analysing that metric was.
 * @callback TrendsCall
 * @param {string} metric name, as the file spells it
 * @param {CallOptions} [options]
 * @returns {Promise<TrendWindows>} rejects with a CheckpointError: "invalid_argument" for a metric that the
 *   run lacks, "aborted", "closed"
 * @example
 * const set = await openRuns('{"step": 10, "loss": 2.5}\n{"step": 20, "loss": 1.5}');
 * const { whole } = await set.runs[0].trends('loss');
 * console.log(whole.word, whole.n, whole.slope); // insufficient 2 -0.1
 * set.close();
 */

/**
 * A window of the checkpoint table: checkpoints and evaluations, with the metrics that stand at each.
 * @callback RowsCall
 * @param {RowsOptions} [options]
 * @returns {Promise<CheckpointRow[]>} fewer than `count` at the end; rejects with a CheckpointError:
 *   "invalid_argument" for a start or a count that is no whole number, "aborted", "closed"
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * const [best] = await set.runs[0].rows({ sort: 'metric:full_valid_loss', count: 1 });
 * console.log(best.step, best.marks); // 96 [ 'best', 'recommended' ]
 * set.close();
 */

/**
 * How many rows of the checkpoint table meet a filter.
 * @callback CountRowsCall
 * @param {string} filter as RowsOptions has it
 * @param {CallOptions} [options]
 * @returns {Promise<number>} rejects with a CheckpointError: "invalid_argument", in words, for what cannot
 *   be understood, "aborted", "closed"
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * const [run] = set.runs;
 * console.log(await run.countRows('step > 96'), (await run.rows()).length); // 2 3
 * set.close();
 */

/**
 * Analyses again with another meaning of best. `rows` of every Run of the same index follow the last
 * choice.
 * @callback ChooseCall
 * @param {{ readonly metric: string, readonly direction?: Direction | undefined,
 *   readonly signal?: AbortSignal | undefined }} choice an empty metric takes the engine's own choice again
 * @returns {Promise<Run>} the run as it is judged now; rejects with a CheckpointError: "invalid_argument"
 *   for a metric that the run lacks or a direction that is none, "aborted", "closed"
 * @example
 * const set = await openRuns({ path: 'trainer_state.json' });
 * const run = await set.runs[0].choose({ metric: 'eval_loss', direction: 'lower' });
 * console.log(run.primary.name, run.primary.chosenByUser); // eval_loss true
 * set.close();
 */

/**
 * A message of this run in the locale that it was opened with.
 * @callback SayCall
 * @param {Message} message such as `verdict.headline`, or the message of a finding or a note
 * @returns {string} one or more sentences
 * @example
 * const set = await openRuns({ path: 'list.json' }, { locale: 'zh' });
 * const { say, findings } = set.runs[0];
 * console.log(/\p{Script=Han}/u.test(say(findings[0].message))); // true
 * set.close();
 */

/**
 * @typedef {object} RunMethods
 * @property {PlotCall} plot the points that draw a metric at a width exactly as all of them do
 * @property {SupersededCall} superseded points that a resumed training replaced
 * @property {PlacesCall} places where the run's records stand on another axis
 * @property {SeriesCall} series every finite point of a metric
 * @property {TrendsCall} trends of a metric's parts
 * @property {RowsCall} rows a window of the checkpoint table
 * @property {CountRowsCall} countRows how many rows of the checkpoint table meet a filter
 * @property {ChooseCall} choose analyses again with another meaning of best
 * @property {Recommended | null} best the checkpoint to keep: the same as `verdict.recommended`
 * @property {SayCall} say a message of this run in the locale it was opened with
 */

/**
 * One run: its summary and what can be asked about it. `recordCount` is the summary's `rows`, records
 * that were read; `rows()` is the checkpoint table. `ruleset` and `overrides` are those of its set.
 * @typedef {Readonly<Omit<RunSummary, 'rows'>> & { readonly recordCount: number }
 *   & Pick<RunSetMembers, 'ruleset' | 'overrides'> & RunMethods} Run
 */

/**
 * Judges the runs of a set again by other thresholds than before; nothing is read again. A metric that
 * was chosen for a run stays chosen, and what is asked of the runs of before is answered as the new
 * thresholds say.
 * @callback JudgeCall
 * @param {RuleOverrides} rules all that differ from the defaults; `{}` are the defaults
 * @param {{ readonly signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<RunSet>} the same runs in the same order, of the same worker: closing either set
 *   closes both. Rejects with a CheckpointError "invalid_argument" that says which threshold is not there
 *   or out of range, and then everything stays as it was
 * @example
 * let set = await openRuns({ path: 'list.json' });
 * const [rule] = (await listRules()).filter(({ thresholds }) => thresholds.length > 0);
 * const { name, greatest } = rule.thresholds[0];
 * set = await set.judge({ [rule.id]: { [name]: greatest } });
 * console.log(set.overrides[`${rule.id}.${name}`] === greatest); // true
 * set.close();
 */

/**
 * What a person keeps in a file: see `parseSettings`.
 * @typedef {object} Settings
 * @property {RuleOverrides} rules thresholds other than the defaults
 * @property {readonly MetricChoice[]} best what best means, for the runs that have such a metric
 */

/**
 * @typedef {object} AppendOptions
 * @property {AbortSignal | undefined} [signal] ends this call; the set stays as it was
 * @property {((progress: Progress) => void) | undefined} [onProgress]
 */

/**
 * Reads more of what is being written: an input with the name of an earlier one continues it, others are
 * added, and `[]` only looks again at what lies on disk. Needs `live: true`. Of JSON Lines only what is new is
 * read, unless a remark about the file has to be given its line; of anything else, all is read again. A file
 * that was written anew is noticed by its size and by its bytes at both ends of what was read.
 * @callback AppendCall
 * @param {Input | readonly Input[]} more
 * @param {AppendOptions} [options]
 * @returns {Promise<RunSet>} a new set; the old one is then closed. Rejects as `openRuns` does, and then
 *   the old set stays as it was
 * @example
 * let set = await openRuns({ name: 'log', data: '{"step": 1, "loss": 2}\n' }, { live: true });
 * set = await set.append({ name: 'log', data: '{"step": 2, "loss": 1}\n' });
 * console.log(set.runs[0].recordCount); // 2
 * set.close();
 */

/**
 * Ends the worker of a set and gives its memory back; calls under way reject with the code "closed".
 * Whoever forgets it loses nothing for ever: a set that nothing refers to is closed as well.
 * @callback CloseCall
 * @returns {void}
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * set.close();
 * await set.runs[0].rows().catch(({ code }) => console.log(code)); // closed
 */

/**
 * What one call of openRuns opened. Its worker lives until `close()`, or until nothing refers to the set
 * and its runs any longer.
 * @typedef {object} RunSetMembers
 * @property {readonly Run[]} runs
 * @property {readonly Rejected[]} rejected inputs that yielded no run
 * @property {string} ruleset version of the rules that judged the runs
 * @property {Readonly<Record<string, number>>} overrides thresholds other than the defaults, by "rule.name"
 * @property {JudgeCall} judge the same runs by other thresholds, at once
 * @property {AppendCall} append reads more of what is being written
 * @property {CloseCall} close ends the worker and gives its memory back
 */
/** @typedef {RunSetMembers & Disposable} RunSet `using set = await openRuns(…)` closes it */

/**
 * @typedef {object} CompareOptions
 * @property {string | undefined} [metric] name of the metric to compare by; default: the primary metric
 *   of most of the runs
 * @property {readonly string[] | undefined} [groups] name of the group of each run, parallel to the runs;
 *   default: runs that differ in nothing but their seed are one group
 * @property {RuleOverrides | undefined} [rules] other thresholds than the defaults
 * @property {string | undefined} [locale] BCP 47, for `say`; default "en"
 * @property {AbortSignal | undefined} [signal]
 * @property {(() => WorkerLike) | undefined} [worker]
 * @property {WasmSource | undefined} [wasm]
 */

/**
 * Several runs beside each other.
 * @typedef {object} Comparison
 * @property {string | null} metric name; null when no run has one to compare by
 * @property {Direction} direction unknown: differences are told, but not which is better
 * @property {number} level share of intervals that hold what they are of, 0.95 by default
 * @property {readonly ComparedRun[]} runs parallel to the runs given
 * @property {readonly RunGroup[]} groups
 * @property {readonly GroupPair[]} pairs every two groups, at most 200
 * @property {readonly FactDifference[]} facts those that are not the same in all runs; seeds and settings
 *   first
 * @property {SayCall} say a message of this comparison in the locale that was asked for
 */

/**
 * @typedef {object} ComparedRun
 * @property {string} name
 * @property {number | null} group index in `groups`; null when the run lacks the metric
 * @property {number} points
 * @property {Numeric | null} final median of the last values, three by default
 * @property {PointRef | null} best
 */

/**
 * Runs of one kind, seeds of each other. Intervals are those of the mean, of the level of the comparison.
 * @typedef {object} RunGroup
 * @property {string} name
 * @property {readonly number[]} runs
 * @property {Numeric | null} mean of `final`
 * @property {Numeric | null} deviation standard deviation of `final`; null for one run
 * @property {Numeric | null} low null for one run
 * @property {Numeric | null} high
 * @property {MeanCurve} curve at most 500 places
 */

/**
 * Where a run has no value at a place, it is interpolated within the run's range, never beyond.
 * @typedef {object} MeanCurve
 * @property {readonly number[]} x
 * @property {readonly number[]} mean
 * @property {readonly (number | null)[]} low null where fewer than two runs reach
 * @property {readonly (number | null)[]} high
 * @property {readonly number[]} count runs that reach there
 */

/**
 * Group `a` against group `b`. `too_few`: fewer than three runs a side, refused. `copies`: runs of a
 * side are exactly alike and so no repetitions. `within_noise` and `beyond_noise`: one run a side,
 * judged by the noise of its evaluations alone.
 * @typedef {object} GroupPair
 * @property {number} a index in `groups`
 * @property {number} b
 * @property {'too_few' | 'copies' | 'within_noise' | 'beyond_noise' | 'not_different' | 'different'
 *   | 'a_better' | 'b_better'} kind
 * @property {Numeric | null} difference mean of a minus mean of b
 * @property {Numeric | null} low interval of the difference, of the level of the comparison
 * @property {Numeric | null} high
 * @property {number | null} p Welch's t test, two-sided
 * @property {Numeric | null} detectable smallest difference that would have been seen four times of five
 * @property {Message} message
 */

/**
 * @typedef {object} FactDifference
 * @property {string} name
 * @property {'seed' | 'setting' | 'other'} kind
 * @property {readonly (string | number | boolean | null)[]} values parallel to the runs; null: not stated
 */

/**
 * A format that the engine knows.
 * @typedef {object} FormatInfo
 * @property {string} id
 * @property {string} title for people
 * @property {string} where the files are found, one phrase
 * @property {string} what is read, one phrase
 * @property {string} source URL of the producer's source or specification
 */
/**
 * A rule that the engine checks.
 * @typedef {object} RuleInfo
 * @property {string} id
 * @property {string} version
 * @property {string} source where the rule comes from
 * @property {Message} sentence what it looks for
 * @property {readonly ThresholdInfo[]} thresholds
 */

/**
 * A number that a rule compares with.
 * @typedef {object} ThresholdInfo
 * @property {string} name
 * @property {number} value the default
 * @property {number} least that a caller may set
 * @property {number} greatest that a caller may set
 * @property {string} unit one word
 * @property {string} meaning one phrase
 * @property {{ readonly meaning: string }} zh the same in Simplified Chinese
 * @property {string} source where the number comes from
 */

export {};
