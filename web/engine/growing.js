/**
 * A source that grows: what was made of it up to the end of its last line is kept, and when it is longer it
 * is read from there on. Only JSON Lines can be gone on with: in one document, in what is no JSON and in
 * what had to be unpacked nobody knows what later bytes will change, and all of it is read again.
 */

/** @import { Source } from './engine.js' */

/** Compared at the beginning and at the end of what was read, to notice a file that was written anew. */
const PROBE_BYTES = 4096;
/** A last line that is longer is not waited for. */
const HELD_BYTES_MAX = 2 ** 20;

const NEWLINE = 10;

/**
 * What was made of a source up to `endBytes`.
 * @typedef {object} Kept
 * @property {Uint8Array} snapshot for an engine to go on from
 * @property {number} endBytes
 * @property {Uint8Array} probe of the bytes it was made of
 */

/**
 * @param {Source} source
 * @param {Kept | undefined} kept of an earlier state of it
 * @returns {Promise<boolean>} whether it begins as it did then, as far as a look can tell
 */
export async function hasGrown(source, kept) {
  if (!kept || !source.part || source.sizeBytes < kept.endBytes) return false;
  const probe = await probeOf(source, kept.endBytes).catch(() => undefined);
  return probe !== undefined && probe.every((byte, index) => byte === kept.probe[index]);
}

/**
 * @param {Source} source
 * @param {Uint8Array} snapshot empty where there is none
 * @param {number} endBytes
 * @returns {Promise<Kept | undefined>} nothing where the source cannot be gone on with
 */
export async function keptOf(source, snapshot, endBytes) {
  const probe = snapshot.length > 0 && (await probeOf(source, endBytes).catch(() => undefined));
  return probe ? { snapshot, endBytes, probe } : undefined;
}

/**
 * @param {Source} source
 * @param {number} endBytes
 * @returns {Promise<Uint8Array | undefined>}
 */
async function probeOf({ part }, endBytes) {
  if (!part) return undefined;
  const first = await bytesOf(part(0, Math.min(PROBE_BYTES, endBytes)));
  const last = await bytesOf(part(Math.max(0, endBytes - PROBE_BYTES), endBytes));
  return Uint8Array.from([...first, ...last]);
}

/**
 * @param {Source} source
 * @returns {Promise<Uint8Array>} all its bytes
 */
async function bytesOf(source) {
  /** @type {number[]} */
  const bytes = [];
  for await (const piece of source.pieces()) bytes.push(...piece);
  return Uint8Array.from(bytes);
}

/** Hands bytes on, but what stands behind the last line only at the end. */
export class LastLine {
  #held = new Uint8Array(0);
  #isHolding = true;
  /** Of what take() gave. */
  givenBytes = 0;

  /**
   * @param {Uint8Array} piece
   * @returns {Uint8Array[]} what may be read now
   */
  take(piece) {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (!this.#isHolding) return [piece];
    if (this.#held.length + piece.length - end > HELD_BYTES_MAX) {
      this.#isHolding = false;
      return [this.rest(), piece];
    }
    const ready = end > 0 ? [this.rest(), piece.subarray(0, end)] : [];
    const held = new Uint8Array(this.#held.length + piece.length - end);
    held.set(this.#held);
    held.set(piece.subarray(end), this.#held.length);
    this.#held = held;
    for (const { length } of ready) this.givenBytes += length;
    return ready;
  }

  /** Whether all that was given ends with a line. */
  get isAtLine() {
    return this.#isHolding;
  }

  /** @returns {Uint8Array} what was held back */
  rest() {
    const held = this.#held;
    this.#held = new Uint8Array(0);
    return held;
  }
}
