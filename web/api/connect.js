/**
 * Connections to engines. Every call has a worker of its own; one more may wait ahead of the next call,
 * since starting a worker and its engine takes longer than reading a small file.
 */

import { Connection } from './connection.js';
import { CheckpointError, abortError } from './errors.js';
import { currentRuntime, engineModule } from './runtime.js';

/** @import { OpenOptions, Runtime } from './types.js' */

/** @type {{ readonly runtime: Runtime, readonly connection: Connection } | undefined} */
let spare;

/**
 * A connection that nobody else uses: the one that was prepared, or a new one. A worker or an engine
 * of the caller's own is never prepared.
 * @param {Pick<OpenOptions, 'worker' | 'wasm' | 'signal'>} options
 * @returns {Promise<Connection>}
 */
export async function connect({ worker, wasm, signal }) {
  const prepared = worker === undefined && wasm === undefined ? takeSpare() : undefined;
  if (prepared) return prepared;
  const createWorker = worker ?? currentRuntime().createWorker;
  return start(createWorker, await unlessAborted(engineModule(wasm), signal));
}

/**
 * Starts a worker with its engine ahead of the next `openRuns`, which then only has to read. Of use where
 * it is known that a file will come, as on a page that waits for one; the worker keeps a few megabytes
 * until it is used. Does nothing while one is waiting.
 * @returns {Promise<void>} when the worker has been started; rejects with a CheckpointError where
 *   `openRuns` would
 * @example
 * await prepare();
 * const set = await openRuns(file);
 */
export async function prepare() {
  if (waiting()) return;
  const runtime = currentRuntime();
  const module = await engineModule(undefined);
  if (waiting() || currentRuntime() !== runtime) return;
  spare = { runtime, connection: start(runtime.createWorker, module) };
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
 * @param {Runtime['createWorker']} createWorker
 * @param {WebAssembly.Module} module
 */
function start(createWorker, module) {
  try {
    return new Connection(createWorker(), module);
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
