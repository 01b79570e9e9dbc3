/** A source in stretches that end behind a line, so that several engines can each read some of it. */

/** @import { Source } from './engine.js' */

const NEWLINE = 10;
const BRACES = /^\s*\{.*\}[ \t\r]*\n\s*\{/;
/** Looked at to tell lines from one document. */
const HEAD_BYTES = 2 ** 16;

/**
 * @param {Source} source
 * @returns {Promise<boolean>} whether it begins with an object on a line of its own and one on the next
 */
export async function beginsWithLines({ part }) {
  if (!part) return false;
  const pieces = part(0, HEAD_BYTES).pieces();
  const decoder = new TextDecoder();
  let head = '';
  try {
    for await (const piece of pieces) head += decoder.decode(piece, { stream: true });
  } catch {
    return false; // reading it will tell why
  }
  return BRACES.test(head);
}

/** The bytes of a source from some place on, up to one line after another. */
export class Lines {
  /** Of the source, of what was given. */
  at;
  #border;
  #pieces;
  /** What is left of the last piece. @type {Uint8Array} */
  #rest = new Uint8Array(0);

  /**
   * @param {Source} source that has parts
   * @param {number} beginBytes
   * @param {number} [endBytes]
   */
  constructor({ part }, beginBytes, endBytes = Infinity) {
    if (!part) throw new Error('a source without parts cannot be shared');
    this.at = beginBytes;
    this.#border = beginBytes;
    this.#pieces = part(beginBytes, endBytes).pieces();
  }

  /**
   * @param {number} endBytes
   * @returns {Promise<Uint8Array | undefined>} the next bytes, valid until the next are asked for; nothing
   *   once the first line that ends behind `endBytes` is over, and at the source's end
   */
  async next(endBytes) {
    if (this.at > endBytes && this.at === this.#border) return undefined;
    while (this.#rest.length === 0) {
      const { done, value } = await this.#pieces.next();
      if (done || !value) return undefined;
      this.#rest = value;
    }
    const from = Math.max(0, endBytes - this.at);
    const newline = from < this.#rest.length ? this.#rest.indexOf(NEWLINE, from) : -1;
    const size = newline < 0 ? this.#rest.length : newline + 1;
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    this.at += size;
    if (newline >= 0) this.#border = this.at;
    return bytes;
  }

  /**
   * @param {number} endBytes as in next()
   * @yields {Uint8Array}
   * @returns {AsyncGenerator<Uint8Array, void>}
   */
  async *until(endBytes) {
    for (let bytes = await this.next(endBytes); bytes; bytes = await this.next(endBytes))
      yield bytes;
  }

  /** Nobody waits for it: a read may be under way. */
  close() {
    this.#pieces.return().catch(() => {});
  }
}
