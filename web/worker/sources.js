/**
 * Turns inputs into something the engine can pull bytes from, synchronously, at any offset. Memory and
 * blobs are here, because both a page and Node have them; files of a disk are in node-worker.js.
 */

/** @import { Source } from '../engine/engine.js' */

/**
 * Bytes that are already in memory.
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Source}
 */
export function bytesSource(name, bytes) {
  return {
    name,
    sizeBytes: bytes.length,
    read(offset, view) {
      const part = bytes.subarray(offset, offset + view.length);
      view.set(part);
      return part.length;
    },
    close() {},
  };
}

/**
 * Reads a blob in slices of `aheadBytes`, and several pulls from one slice: a call into the browser's
 * file service costs more than the copy of its bytes.
 * @param {string} name
 * @param {number} sizeBytes
 * @param {(begin: number, end: number) => ArrayBuffer} readSlice throws when the file has gone
 * @param {number} aheadBytes
 * @returns {Source}
 */
export function slicedSource(name, sizeBytes, readSlice, aheadBytes) {
  let slice = new Uint8Array(0);
  let sliceOffset = 0;
  return {
    name,
    sizeBytes,
    read(offset, view) {
      const end = Math.min(offset + view.length, sizeBytes);
      let at = offset;
      while (at < end) {
        const inSlice = at - sliceOffset;
        if (inSlice < 0 || inSlice >= slice.length) {
          release(slice.buffer);
          const sliceEnd = Math.min(sizeBytes, at + Math.max(aheadBytes, end - at));
          slice = new Uint8Array(readSlice(at, sliceEnd));
          sliceOffset = at;
          if (slice.length !== sliceEnd - at) throw new Error('the file became shorter');
          continue;
        }
        const part = slice.subarray(inSlice, inSlice + (end - at));
        view.set(part, at - offset);
        at += part.length;
      }
      return Math.max(0, end - offset);
    },
    close() {
      release(slice.buffer);
      slice = new Uint8Array(0);
    },
  };
}

/**
 * Gives a slice's memory back at once: the collector sees a small object and would let a hundred
 * megabytes of slices pile up. What is sent to a port whose other end is closed belongs to nobody.
 * @param {ArrayBuffer} buffer
 */
function release(buffer) {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(null, [buffer]);
  port1.close();
}
