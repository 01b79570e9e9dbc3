/**
 * Serves the engine's calls over a channel. The same in a browser's worker and in Node's; each brings
 * its own way to open sources.
 */

import { CALLS } from '../engine/calls.js';
import { Engine } from '../engine/engine.js';
import { TooLargeError } from '../engine/fitting.js';
import { loadCore } from '../engine/load.js';
import { decoded } from './decoding.js';

/** @import { Progress } from '../api/types.js' */
/** @import { CallName, EngineCalls, SourceSpec } from '../engine/calls.js' */
/** @import { Inflate } from './decoding.js' */
/** @import { OnBytes, Source } from '../engine/engine.js' */
/** @import { LoadedCore } from '../engine/load.js' */
/** @import { Channel, FailureCode, Reply, Request } from './protocol.js' */

const PROGRESS_INTERVAL_MS = 33;

/**
 * Answers every request of the channel, one after the other, until the worker is terminated. An
 * instance that has trapped is never called again: its memory is in no known state.
 * @param {Channel} channel
 * @param {(spec: SourceSpec) => Source} openSource
 * @param {Inflate} [inflate] how this platform unpacks gzip, where it has a better way than browsers
 */
export function serve(channel, openSource, inflate) {
  /** @type {Promise<{ loaded: LoadedCore, engine: Engine }> | undefined} */
  let starting;
  /** @type {{ code: FailureCode, detail: string } | undefined} */
  let death;
  let queue = Promise.resolve();

  channel.listen((request) => {
    if (request.kind === 'start') {
      starting = start(request.wasm);
      // Each call waits for the start and reports its failure, too.
      starting.then(
        () => channel.post({ kind: 'answer', id: 0, value: null }, []),
        (error) =>
          channel.post(
            { kind: 'failure', id: 0, code: failureCode(error, undefined), detail: String(error) },
            [],
          ),
      );
      return;
    }
    queue = queue.then(() => answer(request));
  });

  /** @param {Extract<Request, { kind: 'call' }>} request */
  async function answer({ id, call, args }) {
    if (death) {
      channel.post({ kind: 'failure', id, ...death }, []);
      return;
    }
    /** @type {LoadedCore | undefined} */
    let loaded;
    try {
      if (!starting) throw new Error(`${call} was called before the start`);
      const started = await starting;
      loaded = started.loaded;
      const value = await perform(started.engine, id, call, args);
      const buffers = /** @type {(answer: unknown) => ArrayBuffer[]} */ (CALLS[call]);
      channel.post({ kind: 'answer', id, value }, buffers(value));
    } catch (error) {
      const failure = { code: failureCode(error, loaded), detail: detailOf(error, loaded) };
      if (!loaded || isTrap(error)) death = failure;
      const extent = error instanceof TooLargeError ? { fittingBytes: error.fittingBytes } : {};
      channel.post({ kind: 'failure', id, ...failure, ...extent }, []);
    }
  }

  /**
   * @param {Engine} engine
   * @param {number} id
   * @param {CallName} call
   * @param {readonly unknown[]} args
   * @returns {Promise<unknown>}
   */
  async function perform(engine, id, call, args) {
    if (call === 'open') {
      const [specs, windowBytes, kept] = /** @type {Parameters<EngineCalls['open']>} */ (args);
      const sources = specs.map((spec) => decoded(openSource(spec), inflate));
      return engine.open(sources, windowBytes, reportProgress(channel, id, sources), kept);
    }
    const method = /** @type {(...args: readonly unknown[]) => unknown} */ (engine[call]);
    return method.apply(engine, [...args]);
  }
}

/**
 * @param {WebAssembly.Module | ArrayBuffer} wasm
 * @returns {Promise<{ loaded: LoadedCore, engine: Engine }>}
 */
async function start(wasm) {
  const module = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm);
  const loaded = await loadCore(module);
  return { loaded, engine: new Engine(loaded.core, loaded.memoryBytes) };
}

/**
 * Counts bytes and rows over all sources and posts them at most every PROGRESS_INTERVAL_MS, but each change of
 * the phase at once. A source that ends early (it was rejected) counts as read when the next begins.
 * @param {{ post: (reply: Reply, transfer: ArrayBuffer[]) => void }} channel
 * @param {number} id
 * @param {readonly Source[]} sources
 * @returns {OnBytes}
 */
export function reportProgress(channel, id, sources) {
  const sizes = sources.map((source) => source.sizeBytes);
  let current = 0;
  let doneBytes = 0;
  let doneRows = 0;
  let currentRows = 0;
  let totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let lastPost = -Infinity;
  return (sourceIndex, sourceBytes, sourceRows) => {
    if (current < sourceIndex) {
      doneRows += currentRows;
      currentRows = 0;
    }
    while (current < sourceIndex) doneBytes += sizes[current++] ?? 0;
    // What is no JSON is fed once more, from its start.
    currentRows = Math.max(currentRows, sourceRows);
    const size = sizes[sourceIndex] ?? 0;
    if (sourceBytes > size) {
      totalBytes += sourceBytes - size;
      sizes[sourceIndex] = sourceBytes;
    }
    const isOver = sourceIndex === sources.length;
    const now = performance.now();
    if (!isOver && now - lastPost < PROGRESS_INTERVAL_MS) return;
    lastPost = now;
    const shown = Math.max(0, Math.min(sourceIndex, sources.length - 1));
    /** @type {Progress} */
    const progress = {
      phase: isOver ? 'analysing' : 'reading',
      loadedBytes: isOver ? totalBytes : doneBytes + sourceBytes,
      totalBytes,
      rows: doneRows + currentRows,
      source: sources[shown]?.name ?? '',
      sourceIndex: shown,
      sourceCount: sources.length,
    };
    channel.post({ kind: 'progress', id, progress }, []);
  };
}

/**
 * @param {unknown} error
 * @returns {boolean}
 */
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

/**
 * @param {unknown} error
 * @param {LoadedCore | undefined} loaded
 * @returns {FailureCode}
 */
function failureCode(error, loaded) {
  const text = error instanceof Error ? error.message : String(error);
  const saysSo = /out of memory|allocation failed|cannot allocate|\bOOM\b/i.test(text);
  const isExhausted = loaded !== undefined && isTrap(error) && loaded.isExhausted();
  return saysSo || isExhausted ? 'out_of_memory' : 'engine_failed';
}

/**
 * @param {unknown} error
 * @param {LoadedCore | undefined} loaded
 * @returns {string}
 */
function detailOf(error, loaded) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [text, loaded?.lastWords() ?? ''].filter((part) => part !== '').join('\n');
}
