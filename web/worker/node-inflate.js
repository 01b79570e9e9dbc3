/**
 * Unpacks gzip with the zlib of Node, which says when a piece has been unpacked; the stream that Node
 * shares with browsers does not, and loses the last of a file that is cut off.
 */
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

import { CutGzip, DamagedGzip } from './gzip-errors.js';

/** Unpacked at a time; gzip packs a thousandfold at best. */
const PACKED_BYTES = 2 ** 16;

/**
 * @param {AsyncGenerator<Uint8Array, void>} pieces of a gzip file
 * @yields {Uint8Array}
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
export async function* inflatedByNode(pieces) {
  const gunzip = createGunzip();
  /** @type {Uint8Array[]} */
  let ready = [];
  gunzip.on('data', (chunk) => ready.push(chunk));
  const failed = new Promise((_, reject) => gunzip.once('error', reject));
  failed.catch(() => {});
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += PACKED_BYTES) {
        // A copy, since the piece lives only until the next is asked for.
        const packed = piece.slice(at, at + PACKED_BYTES);
        const written = new Promise((resolve) => gunzip.write(packed, resolve));
        await Promise.race([written, failed]).catch(() => {
          throw new DamagedGzip();
        });
        yield* take();
      }
    }
    // An error at the end takes with it what nobody has read yet.
    while (gunzip.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    const ended = once(gunzip, 'end').catch(() => {});
    gunzip.end();
    const isCut = await Promise.race([ended, failed]).then(
      () => false,
      () => true,
    );
    yield* take();
    if (isCut) throw new CutGzip();
  } finally {
    gunzip.destroy();
  }
}
