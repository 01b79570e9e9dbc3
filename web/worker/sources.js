/**
 * Turns inputs into pieces of bytes, one after the other, as the engine takes them. Memory and blobs are
 * here, because both a page and Node have them; files of a disk are in node-sources.js.
 */

/** @import { Source } from '../engine/engine.js' */

/** @typedef {ReadableStreamDefaultReader<Uint8Array>} ChunkReader */

/**
 * Held here while they are read, since Chromium's collector may take the stream of a file that nothing but an
 * awaited read refers to.
 * @type {Set<ReadableStreamBYOBReader | ChunkReader>}
 */
const beingRead = new Set();

/** Asked of a stream at a time; what is there earlier comes earlier. */
const PIECE_BYTES = 4 * 2 ** 20;
/** For the next stream: fresh memory costs about as much as filling it. @type {ArrayBuffer | undefined} */
let idleBuffer;

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
    async *pieces() {
      yield bytes;
    },
    part(begin, end) {
      return bytesSource(name, bytes.subarray(begin, end));
    },
  };
}

/**
 * A blob, or a file of a page, as a stream: the browser reads on while a piece is being parsed. In
 * Chromium, 100 MB with 120 ms of parsing took 165 to 200 ms so, and 280 to 350 ms slice by slice.
 * @param {string} name
 * @param {Blob} blob
 * @returns {Source}
 */
export function blobSource(name, blob) {
  return {
    name,
    sizeBytes: blob.size,
    pieces: () => piecesOf(blob.stream()),
    part(begin, end) {
      return blobSource(name, blob.slice(begin, Math.min(end, blob.size)));
    },
  };
}

/**
 * The pieces of a stream. Where it can, it fills one and the same buffer again and again; elsewhere
 * every piece is given back as soon as it has been used.
 * @param {ReadableStream<Uint8Array>} stream
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
export async function* piecesOf(stream) {
  const bytes = byteReader(stream);
  const reader = bytes ?? stream.getReader();
  beingRead.add(reader);
  try {
    yield* bytes ? filled(bytes) : chunksOf(/** @type {ChunkReader} */ (reader));
  } finally {
    beingRead.delete(reader);
    reader.cancel().catch(() => {});
  }
}

/**
 * @param {ReadableStreamBYOBReader} reader
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* filled(reader) {
  let buffer = idleBuffer ?? new ArrayBuffer(PIECE_BYTES);
  idleBuffer = undefined;
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer;
      if (done || !value) return;
      yield value;
    }
  } finally {
    if (buffer.byteLength === PIECE_BYTES) idleBuffer = buffer;
  }
}

/**
 * @param {ChunkReader} reader
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* chunksOf(reader) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
    release(value);
  }
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {ReadableStreamBYOBReader | undefined} undefined where the browser has none for this stream
 */
function byteReader(stream) {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}

/**
 * Gives a chunk's memory back at once: the collector sees a small object and would let a hundred
 * megabytes of them pile up. What is sent to a port whose other end is closed belongs to nobody.
 * @param {Uint8Array} chunk
 */
function release({ buffer }) {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(null, [/** @type {ArrayBuffer} */ (buffer)]);
  port1.close();
}
