/**
 * What callers may hand over, made uniform before it travels to the worker.
 */

import { CheckpointError } from './errors.js';

/** @import { Input } from './types.js' */
/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * Names each input and wraps it for the worker. Bytes are copied, so that the caller keeps his; blobs
 * and files are passed on unread.
 * @param {Input | readonly Input[]} inputs
 * @returns {{ specs: SourceSpec[], transfer: ArrayBuffer[] }} `transfer` lists the copies
 */
export function sourceSpecs(inputs) {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  if (list.length === 0) {
    throw new CheckpointError('invalid_argument', { message: 'There is no input to open.' });
  }
  const specs = list.map((input, index) => sourceSpec(input, `input ${index + 1}`));
  const transfer = specs.flatMap((spec) =>
    spec.kind === 'bytes' ? [/** @type {ArrayBuffer} */ (spec.bytes.buffer)] : [],
  );
  return { specs, transfer };
}

/**
 * @param {unknown} input
 * @param {string} name for what has none
 * @returns {SourceSpec}
 */
function sourceSpec(input, name) {
  const data = dataSpec(input, name);
  if (data) return data;
  if (typeof input === 'object' && input !== null) {
    if ('path' in input && typeof input.path === 'string') {
      return { kind: 'path', name: input.path, path: input.path };
    }
    if ('name' in input && typeof input.name === 'string' && 'data' in input) {
      const named = dataSpec(input.data, input.name);
      if (named) return { ...named, name: input.name };
    }
  }
  throw new CheckpointError('invalid_argument', {
    message:
      'An input must be a File, a Blob, an ArrayBuffer, a Uint8Array, a string of JSON, ' +
      '{ name, data } or, in Node, { path }.',
  });
}

/**
 * @param {unknown} data
 * @param {string} name
 * @returns {SourceSpec | undefined}
 */
function dataSpec(data, name) {
  if (typeof data === 'string') return { kind: 'text', name, text: data };
  if (data instanceof ArrayBuffer)
    return { kind: 'bytes', name, bytes: new Uint8Array(data.slice(0)) };
  // Uint8Array.from would go through numbers; a Buffer's own slice() would share its memory.
  if (data instanceof Uint8Array) return { kind: 'bytes', name, bytes: new Uint8Array(data) };
  if (data instanceof Blob) return { kind: 'blob', name: blobName(data) || name, blob: data };
  return undefined;
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
