/**
 * What callers may hand over, made uniform before it travels to the worker.
 */

import { CheckpointError, abortError, rejection } from './errors.js';

/** @import { Input, Rejected } from './types.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * @typedef {object} Gathered
 * @property {readonly SourceSpec[]} specs
 * @property {readonly Rejected[]} rejected addresses that did not answer
 */

/**
 * Names each input and makes it something that a worker can read. Bytes are copied, so that the caller
 * keeps his; blobs, files and paths are passed on unread; what comes over a connection is awaited.
 * @param {Input | readonly Input[]} inputs
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Gathered>}
 */
export async function gather(inputs, signal) {
  const list = isList(inputs) ? inputs : [inputs];
  if (list.length === 0) throw invalid('There is no input to open.');
  const all = await Promise.all(
    list.map((input, index) => sourceSpec(input, `input ${index + 1}`, signal)),
  );
  /** @type {SourceSpec[]} */
  const specs = [];
  /** @type {Rejected[]} */
  const rejected = [];
  for (const one of all) {
    if ('kind' in one) specs.push(one);
    else rejected.push(one);
  }
  return { specs, rejected };
}

/**
 * The buffers of sources that can move to the worker, as nobody else has them.
 * @param {readonly SourceSpec[]} specs
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(specs) {
  return specs.flatMap((spec) =>
    spec.kind === 'bytes' ? [/** @type {ArrayBuffer} */ (spec.bytes.buffer)] : [],
  );
}

/**
 * Several inputs, and not one that is itself an array of records, such as checkpoints collected from an
 * SDK: those are plain objects that hold no input and no page of records.
 * @param {Input | readonly Input[]} inputs
 * @returns {inputs is readonly Input[]}
 */
function isList(inputs) {
  if (!Array.isArray(inputs)) return false;
  const isRecord = (/** @type {unknown} */ item) =>
    isPlainObject(item) && !isWrapper(item) && !Array.isArray(item['data']);
  return inputs.length === 0 || !inputs.every(isRecord);
}

/**
 * @param {unknown} input
 * @param {string} name for what has none
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<SourceSpec | Rejected>}
 */
async function sourceSpec(input, name, signal) {
  if (isPlainObject(input) && isWrapper(input)) {
    const own = typeof input['name'] === 'string' ? input['name'] : undefined;
    if (typeof input['path'] === 'string') {
      return { kind: 'path', name: own ?? input['path'], path: input['path'] };
    }
    if ('url' in input) return fetched(/** @type {string | URL} */ (input['url']), own, signal);
    const named = await dataSpec(input['data'], own ?? name, signal);
    return own === undefined ? named : 'kind' in named ? { ...named, name: own } : named;
  }
  return dataSpec(input, name, signal);
}

/**
 * @param {unknown} data
 * @param {string} name
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<SourceSpec | Rejected>}
 */
async function dataSpec(data, name, signal) {
  if (typeof data === 'string') return { kind: 'text', name, text: data };
  if (data instanceof Blob) return { kind: 'blob', name: blobName(data) || name, blob: data };
  if (isBuffer(data)) return { kind: 'bytes', name, bytes: new Uint8Array(data).slice() };
  if (ArrayBuffer.isView(data)) {
    const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    // A Buffer's own slice() would share its memory.
    return { kind: 'bytes', name, bytes: new Uint8Array(view) };
  }
  if (typeof Response !== 'undefined' && data instanceof Response) {
    return received(data, data.url || name, signal);
  }
  if (typeof ReadableStream !== 'undefined' && data instanceof ReadableStream) {
    return received(new Response(data), name, signal);
  }
  if (typeof data === 'object' && data !== null) {
    return { kind: 'text', name, text: jsonOf(data) };
  }
  throw invalid(
    'An input must be a File, a Blob, an ArrayBuffer, a typed array, a string of JSON, a Response, a ' +
      'ReadableStream, parsed JSON, { name, data }, { url } or, in Node, { path }.',
  );
}

/**
 * @param {string | URL} url
 * @param {string | undefined} name
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<SourceSpec | Rejected>}
 */
async function fetched(url, name, signal) {
  try {
    return await received(await fetch(url, signal ? { signal } : {}), name ?? String(url), signal);
  } catch (error) {
    if (signal?.aborted) throw abortError(signal);
    return unreachable(name ?? String(url), error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {Response} response
 * @param {string} name
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<SourceSpec | Rejected>}
 */
async function received(response, name, signal) {
  if (!response.ok) return unreachable(name, `HTTP ${response.status}`);
  try {
    return { kind: 'blob', name, blob: await response.blob() };
  } catch (error) {
    if (signal?.aborted) throw abortError(signal);
    return unreachable(name, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} source
 * @param {string} reason
 * @returns {Rejected}
 */
function unreachable(source, reason) {
  const { message, zh, ...rejected } = rejection(source, new CheckpointError('unreachable'));
  return {
    ...rejected,
    message: `${message} (${reason})`,
    zh: { ...zh, message: `${zh.message}（${reason}）` },
  };
}

/**
 * Parsed JSON as text again. What JSON cannot say is said as the engine reads it: numbers that are not
 * finite by name, big integers by their digits. A page of an SDK (an instance of a class with an array
 * `data`) is that array alone, without what the SDK keeps beside it.
 * @param {object} value
 * @returns {string}
 */
function jsonOf(value) {
  const isPage = !Array.isArray(value) && !isPlainObject(value) && !('toJSON' in value);
  const page = /** @type {{ data?: unknown }} */ (value);
  const shown = isPage && Array.isArray(page.data) ? { data: page.data } : value;
  try {
    return JSON.stringify(shown, (_key, one) => {
      if (typeof one === 'number' && !Number.isFinite(one)) return String(one);
      if (typeof one === 'bigint')
        return Number.isSafeInteger(Number(one)) ? Number(one) : `${one}`;
      return ArrayBuffer.isView(one) ? [.../** @type {Float64Array} */ (one)] : one;
    });
  } catch (error) {
    throw invalid('A parsed object must be JSON; this one is not.', error);
  }
}

/** @param {unknown} value @returns {value is ArrayBuffer} */
function isBuffer(value) {
  return (
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  );
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isPlainObject(value) {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether an object says where an input is, rather than being one: it has a path, a url or data, perhaps
 * a name, and nothing else.
 * @param {Record<string, unknown>} value
 */
function isWrapper(value) {
  const keys = Object.keys(value).filter((key) => key !== 'name');
  return keys.length === 1 && ['path', 'url', 'data'].includes(keys[0] ?? '')
    ? !(keys[0] === 'data' && Array.isArray(value['data']) && !('name' in value))
    : false;
}

/**
 * @param {Blob} blob
 * @returns {string} a File's path within a chosen folder, else its name; "" for a bare Blob
 */
function blobName(blob) {
  if ('webkitRelativePath' in blob && typeof blob.webkitRelativePath === 'string') {
    if (blob.webkitRelativePath !== '') return blob.webkitRelativePath;
  }
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : '';
}

/**
 * @param {string} message
 * @param {unknown} [cause]
 */
function invalid(message, cause) {
  return new CheckpointError('invalid_argument', { message, cause });
}
