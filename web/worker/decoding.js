/**
 * Undoes what stands between the bytes of a file and its text: gzip, which the platform inflates as it
 * comes, and UTF-16. The engine sees UTF-8 and is told what was undone.
 */
import { CutGzip, DamagedGzip } from './gzip-errors.js';

/** @import { Encoding, Source } from '../engine/engine.js' */

/**
 * Unpacks the pieces of a gzip file. Throws CutGzip behind the last byte of a file that ends too early.
 * @callback Inflate
 * @param {AsyncGenerator<Uint8Array, void>} pieces
 * @returns {AsyncGenerator<Uint8Array, void>}
 */

/**
 * Whether a file begins so.
 * @type {readonly { readonly encoding: Encoding, readonly magic: readonly number[] }[]}
 */
const MAGICS = [
  { encoding: 'gzip', magic: [0x1f, 0x8b, 0x08] },
  { encoding: 'utf-16le', magic: [0xff, 0xfe] },
  { encoding: 'utf-16be', magic: [0xfe, 0xff] },
];
const MAGIC_BYTES_MAX = 3;

/**
 * The same source with its text as UTF-8; one that is plain passes through untouched.
 * @param {Source} source
 * @param {Inflate} [inflate] how this platform unpacks
 * @returns {Source}
 */
export function decoded(source, inflate = inflated) {
  /** @type {Encoding[]} */
  const encodings = [];
  return {
    ...source,
    encodings,
    async *pieces() {
      encodings.length = 0;
      let pieces = await withHead(source.pieces());
      // Text of UTF-16 may be compressed; nothing else is in two wrappings.
      for (let encoding = pieces.encoding; encoding; encoding = pieces.encoding) {
        encodings.push(encoding);
        const inner = encoding === 'gzip' ? inflate(pieces.all) : asUtf8(pieces.all, encoding);
        pieces = encoding === 'gzip' ? await withHead(inner) : { encoding: undefined, all: inner };
        if (encodings.length === 2) break;
      }
      yield* pieces.all;
    },
  };
}

/**
 * Looks at the first bytes.
 * @param {AsyncGenerator<Uint8Array, void>} pieces
 * @returns {Promise<{ encoding: Encoding | undefined, all: AsyncGenerator<Uint8Array, void> }>}
 */
async function withHead(pieces) {
  /** @type {Uint8Array} */
  let head = new Uint8Array(0);
  let isOver = false;
  while (head.length < MAGIC_BYTES_MAX && !isOver) {
    const { done, value } = await pieces.next();
    if (done || !value) isOver = true;
    else if (head.length === 0) head = value;
    else head = Uint8Array.from([...head, ...value]);
    // What is kept while the next piece is asked for must be a copy.
    if (head.length < MAGIC_BYTES_MAX) head = head.slice();
  }
  const found = MAGICS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  return { encoding: found?.encoding, all: joined(head, pieces) };
}

/**
 * @param {Uint8Array} head
 * @param {AsyncGenerator<Uint8Array, void>} rest
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* joined(head, rest) {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/**
 * @param {AsyncGenerator<Uint8Array, void>} pieces of a gzip file
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* inflated(pieces) {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  /** @type {unknown} */
  let readFailure;
  let isComplete = false; // all that the file holds was written
  let isOver = false;
  let isAsking = false;
  let takenCount = 0;
  const next = () =>
    pieces.next().catch((error) => {
      readFailure = error;
      throw error;
    });
  // An error at the end of a stream takes with it what nobody has read yet. So the end comes when a
  // reader has asked in vain: a browser has unpacked a piece before the write of it is over.
  const emptied = async () => {
    let idle = 0;
    do {
      const before = takenCount;
      await new Promise((resolve) => setTimeout(resolve));
      idle = isAsking && takenCount === before ? idle + 1 : 0;
      if (isOver) return;
    } while (idle < 2);
  };
  const write = async () => {
    for (let step = await next(); !step.done; step = await next()) {
      // A copy, since a stream may keep what it was given for longer than the piece lives.
      await writer.write(/** @type {Uint8Array<ArrayBuffer>} */ (step.value.slice()));
    }
    await emptied();
    isComplete = true;
    await writer.close();
  };
  const writing = write().catch((error) => writer.abort(error).catch(() => {}));
  try {
    for (;;) {
      isAsking = true;
      const { done, value } = await reader.read();
      isAsking = false;
      takenCount += 1;
      if (done) return;
      yield value;
    }
  } catch {
    throw readFailure ?? (isComplete ? new CutGzip() : new DamagedGzip());
  } finally {
    isOver = true;
    await reader.cancel().catch(() => {});
    await writing;
    await pieces.return();
  }
}

/**
 * @param {AsyncGenerator<Uint8Array, void>} pieces
 * @param {Encoding} encoding
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* asUtf8(pieces, encoding) {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(decoder.decode(piece, { stream: true }));
  yield encoder.encode(decoder.decode());
}
