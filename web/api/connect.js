/**
 * Connections to engines. Every call has a worker of its own; one more may wait ahead of the next call,
 * since starting a worker and its engine takes longer than reading a small file.
 */

import { Connection } from './connection.js';
import { CheckpointError, abortError } from './errors.js';
import { currentRuntime, engineModule, fallBack } from './runtime.js';

/** @import { CallOptions, OpenOptions, Runtime } from './types.js' */

/** @typedef {Pick<OpenOptions, 'worker' | 'wasm' | 'signal'>} ConnectOptions */
/** @typedef {{ readonly runtime: Runtime, readonly connection: Connection }} Prepared */

// Rows of what a waiting engine reads. A short log takes some ten milliseconds. A long series goes ways of its
// own, and what was compiled for one serves every later worker of the same module.
const SHORT_LOG_ROWS = 1000;
const SHORT_LOGS = 8;
const LONG_LOG_ROWS = 70_000;

/** Whether an engine has read a long log. */
let hasReadLong = false;
/** @type {Prepared | undefined} */
let spare;
/** @type {Promise<void> | undefined} */
let preparing;

/**
 * A connection that nobody else uses: the one that was prepared, or a new one. A worker or an engine
 * of the caller's own is never prepared.
 * @param {ConnectOptions} options
 * @returns {Promise<Connection>}
 */
export async function connect(options) {
  const isPlain = options.worker === undefined && options.wasm === undefined;
  return (isPlain ? takeSpare() : undefined) ?? (await establish(options)).connection;
}

/**
 * Starts a worker with its engine ahead of the next `openRuns`, which then only has to read, and lets it
 * run in while it waits. Of use where it is known that a file will come, as on a page that waits for one;
 * the worker keeps a few megabytes until it is used. Does nothing while one is waiting.
 * @param {CallOptions} [options] `signal` ends the waiting; the worker goes on starting
 * @returns {Promise<void>} when the worker has been started; rejects with a CheckpointError where
 *   `openRuns` would
 * @example
 * await prepare();
 * const set = await openRuns({ path: 'list.json' }); // only has to read
 * set.close();
 */
export async function prepare({ signal } = {}) {
  if (signal?.aborted) throw abortError(signal);
  if (waiting()) return;
  preparing ??= establishSpare().finally(() => (preparing = undefined));
  await unlessAborted(preparing, signal);
}

async function establishSpare() {
  const prepared = await establish({});
  if (prepared.runtime !== currentRuntime()) {
    prepared.connection.end(new CheckpointError('closed'));
    return;
  }
  spare = prepared;
  void warmUp(prepared);
}

/**
 * Lets a waiting engine run in, until somebody takes it. What goes wrong there the next call will meet.
 * @param {Prepared} prepared
 */
async function warmUp(prepared) {
  try {
    for (let count = 0; count < SHORT_LOGS && isSpare(prepared); ++count)
      await prepared.connection.engine.warmUp([count % 2 ? 'list' : 'lines', SHORT_LOG_ROWS]);
    if (hasReadLong || !isSpare(prepared)) return;
    await prepared.connection.engine.warmUp(['lines', LONG_LOG_ROWS]);
    hasReadLong = true;
  } catch {
    if (!isSpare(prepared)) return;
    spare = undefined;
    prepared.connection.end(new CheckpointError('closed'));
  }
}

/** @param {Prepared} prepared */
function isSpare(prepared) {
  return spare === prepared;
}

/** Whether a worker waits that the next call can use. */
function waiting() {
  if (!spare) return false;
  const { runtime, connection } = spare;
  if (!connection.hasEnded && runtime === currentRuntime()) return true;
  connection.end(new CheckpointError('closed'));
  spare = undefined;
  return false;
}

function takeSpare() {
  const prepared = waiting() ? spare?.connection : undefined;
  if (prepared) spare = undefined;
  return prepared;
}

/**
 * Starts a worker while its engine is loaded and compiled, by the runtime or its fallback. Only where there
 * is a fallback is the start waited for; elsewhere its failure is that of the first call.
 * @param {ConnectOptions} options
 * @returns {Promise<Prepared>}
 */
async function establish({ worker, wasm, signal }) {
  for (;;) {
    const runtime = currentRuntime();
    const loading = engineModule(wasm);
    const hasLoaded = loading.then(
      () => true,
      () => false,
    );
    /** @type {Connection | undefined} */
    let connection;
    try {
      connection = start(worker ?? runtime.createWorker);
      connection.begin(await unlessAborted(loading, signal));
      if (!worker && runtime.fallback) await unlessAborted(connection.started(), signal);
      return { runtime, connection };
    } catch (error) {
      connection?.end(new CheckpointError('closed'));
      if (signal?.aborted) throw error;
      // For a worker of the caller's own there is no other.
      if (worker && (await hasLoaded)) throw error;
      if (!(await fallBack(runtime))) throw error;
    }
  }
}

/** @param {Runtime['createWorker']} createWorker */
function start(createWorker) {
  try {
    return new Connection(createWorker());
  } catch (error) {
    throw new CheckpointError('engine_unavailable', { cause: error });
  }
}

/**
 * @template Value
 * @param {Promise<Value>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Value>} rejects as soon as the signal does, whatever the promise is waiting for
 */
function unlessAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    promise.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject);
  });
}
