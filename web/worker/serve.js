/**
 * Serves the engine's calls over a channel. The same in a browser's worker and in Node's; each brings
 * its own way to open sources.
 */

import { CALLS } from '../engine/calls.js';
import { Engine } from '../engine/engine.js';
import { TooLargeError } from '../engine/fitting.js';
import { loadCore } from '../engine/load.js';
import { decoded } from './decoding.js';
import { reportProgress } from './progress.js';
import { help, readTogether } from './together.js';

/** @import { Progress } from '../api/types.js' */
/** @import { CallName, EngineCalls, SourceSpec } from '../engine/calls.js' */
/** @import { Inflate } from './decoding.js' */
/** @import { Source } from '../engine/engine.js' */
/** @import { LoadedCore } from '../engine/load.js' */
/** @import { Channel, FailureCode, Request } from './protocol.js' */

const NEARLY_FULL_BYTES = 2 ** 30;

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
            {
              kind: 'failure',
              id: 0,
              code: failureCode(error, undefined),
              detail: detailOf(error),
            },
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
      const failure = { code: failureCode(error, loaded), detail: detailOf(error) };
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
    const sourceOf = (/** @type {SourceSpec} */ spec) => decoded(openSource(spec), inflate);
    const report = (/** @type {Progress} */ progress) =>
      channel.post({ kind: 'progress', id, progress }, []);
    if (call === 'open') {
      const [specs, windowBytes, kept] = /** @type {Parameters<EngineCalls['open']>} */ (args);
      const sources = specs.map(sourceOf);
      return engine.open(sources, windowBytes, reportProgress(sources, report), kept);
    }
    if (call === 'share') {
      const [spec, division, ports] = /** @type {Parameters<EngineCalls['share']>} */ (args);
      const source = sourceOf(spec);
      return readTogether(engine, source, division, ports, reportProgress([source], report));
    }
    if (call === 'help') {
      const [spec, division, port] = /** @type {Parameters<EngineCalls['help']>} */ (args);
      return help(engine, sourceOf(spec), division, port);
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
 * Whether the instance is at its end: it trapped, or its glue gave up, which throws a text.
 * @param {unknown} error
 * @returns {boolean}
 */
function isTrap(error) {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError ||
    typeof error === 'string'
  );
}

/**
 * @param {unknown} error
 * @param {LoadedCore | undefined} loaded
 * @returns {FailureCode}
 */
function failureCode(error, loaded) {
  const saysSo = /out of memory|allocation failed|cannot allocate|\bOOM\b/i.test(String(error));
  // An allocation can fail for want of address space below the limit, without a call to grow.
  const isNearlyFull = isTrap(error) && (loaded?.memoryBytes() ?? 0) > NEARLY_FULL_BYTES;
  return saysSo || isNearlyFull ? 'out_of_memory' : 'engine_failed';
}

/** @param {unknown} error */
function detailOf(error) {
  return error instanceof Error ? String(error) : `Aborted(${String(error)})`;
}
