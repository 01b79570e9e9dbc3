/**
 * The client's end of one worker: calls become messages, answers become promises.
 */

import { CALLS } from '../engine/calls.js';
import { CheckpointError, abortError, failureError } from './errors.js';

/** @import { CallName, EngineCalls } from '../engine/calls.js' */
/** @import { Reply, Request } from '../worker/protocol.js' */
/** @import { Progress, WorkerLike } from './types.js' */

/**
 * @typedef {object} SendOptions
 * @property {AbortSignal | undefined} [signal] rejects this call; its late answer is dropped
 * @property {((progress: Progress) => void) | undefined} [onProgress]
 * @property {(ArrayBuffer | MessagePort)[]} [transfer]
 */

/**
 * @typedef {object} Pending
 * @property {(value: unknown) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {((progress: Progress) => void) | undefined} onProgress
 */

/**
 * One function for each engine call.
 * @typedef {{ readonly [Name in CallName]: (args: Parameters<EngineCalls[Name]>, options?: SendOptions)
 *   => Promise<ReturnType<EngineCalls[Name]>> }} RemoteEngine
 */

export class Connection {
  /** @type {RemoteEngine} */
  engine;
  /** @type {WorkerLike} */
  #worker;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #nextId = 1;
  /** @type {CheckpointError | undefined} */
  #end;
  #hasAnswered = false;
  #isRetired = false;
  /** @type {Promise<unknown>} */
  #started;

  /**
   * Takes a fresh worker over.
   * @param {WorkerLike} worker
   */
  constructor(worker) {
    this.#worker = worker;
    /** @type {Record<string, unknown>} */
    const engine = {};
    for (const name of /** @type {CallName[]} */ (Object.keys(CALLS))) {
      engine[name] = (/** @type {unknown[]} */ args, /** @type {SendOptions} */ options = {}) =>
        this.#call(name, args, options);
    }
    this.engine = /** @type {RemoteEngine} */ (/** @type {unknown} */ (engine));
    this.#started = this.#answerTo(0, {});
    // Whoever does not wait for the start hears of its failure from the first call.
    this.#started.catch(() => {});
    this.#listen();
    worker.unref?.();
  }

  /**
   * Starts the engine in the worker, ahead of every call.
   * @param {WebAssembly.Module} module
   */
  begin(module) {
    if (!this.#end) this.#post({ kind: 'start', wasm: module }, []);
  }

  /** @returns {Promise<unknown>} settles when the worker and its engine live, or cannot */
  started() {
    if (this.#pending.has(0)) this.#worker.ref?.();
    return this.#started;
  }

  /** Whether the worker was ended, or died. */
  get hasEnded() {
    return this.#end !== undefined;
  }

  /**
   * Ends the worker at once, whatever it is doing, and rejects every call under way and to come.
   * @param {CheckpointError} error
   */
  end(error) {
    if (this.#end) return;
    this.#end = error;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** Ends the worker as soon as nobody waits for an answer. */
  retire() {
    this.#isRetired = true;
    this.#endIfRetired();
  }

  #endIfRetired() {
    if (this.#isRetired && this.#pending.size === 0) this.end(new CheckpointError('closed'));
  }

  /**
   * @param {CallName} call
   * @param {readonly unknown[]} args
   * @param {SendOptions} options
   * @returns {Promise<unknown>}
   */
  async #call(call, args, { signal, onProgress, transfer = [] }) {
    if (this.#end) throw this.#end;
    if (signal?.aborted) throw abortError(signal);
    const id = this.#nextId++;
    const answer = this.#answerTo(id, { signal, onProgress });
    // A process may end while runs are open, but not while it waits for an answer.
    this.#worker.ref?.();
    this.#post({ kind: 'call', id, call, args }, transfer);
    return answer;
  }

  /**
   * @param {number} id
   * @param {SendOptions} options
   * @returns {Promise<unknown>}
   */
  #answerTo(id, { signal, onProgress }) {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (signal) settle(() => reject(abortError(signal)));
      };
      const settle = (/** @type {() => void} */ finish) => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
        if (this.#pending.size === 0) this.#worker.unref?.();
        finish();
        this.#endIfRetired();
      };
      signal?.addEventListener('abort', onAbort);
      this.#pending.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
        onProgress,
      });
    });
  }

  /**
   * @param {Request} request
   * @param {(ArrayBuffer | MessagePort)[]} transfer
   */
  #post(request, transfer) {
    try {
      this.#worker.postMessage(request, transfer);
    } catch (error) {
      this.end(new CheckpointError('invalid_argument', { cause: error }));
    }
  }

  #listen() {
    const worker = this.#worker;
    const onReply = (/** @type {unknown} */ reply) => this.#receive(/** @type {Reply} */ (reply));
    if (worker.addEventListener) {
      worker.addEventListener('message', (event) => onReply(event.data));
      worker.addEventListener('messageerror', () => this.#die('a message could not be read'));
      worker.addEventListener('error', (event) => {
        event.preventDefault?.();
        this.#die(event.message ?? '');
      });
    } else if (worker.on) {
      worker.on('message', onReply);
      worker.on('messageerror', () => this.#die('a message could not be read'));
      worker.on('error', (error) => this.#die(String(error)));
      worker.on('exit', () => this.#die('the worker ended'));
    }
  }

  /** @param {Reply} reply */
  #receive(reply) {
    this.#hasAnswered = true;
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    switch (reply.kind) {
      case 'progress':
        pending.onProgress?.(reply.progress);
        return;
      case 'answer':
        pending.resolve(reply.value);
        return;
      case 'failure':
        pending.reject(failureError(reply));
        return;
    }
  }

  /**
   * The worker died by itself.
   * @param {string} detail
   */
  #die(detail) {
    const isMemory = /out of memory|OUT_OF_MEMORY|memory limit|allocation failed/i.test(detail);
    const code = isMemory
      ? 'out_of_memory'
      : this.#hasAnswered
        ? 'engine_failed'
        : 'engine_unavailable';
    this.end(new CheckpointError(code, { cause: detail }));
  }
}
