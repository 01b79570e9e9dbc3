/** The functions of a WebAssembly module: what each is called and how large it is. */

/** @typedef {{ readonly name: string, readonly bytes: number }} WasmFunction */

/**
 * What stands where in a module's file, as far as sizes are concerned.
 * @typedef {object} WasmSizes
 * @property {readonly WasmFunction[]} functions in the order of the code; "" where there is no name
 * @property {Uint8Array} code
 * @property {Uint8Array} data
 */

const SECTION = { custom: 0, import: 2, code: 10, data: 11 };
const KIND = { function: 0, table: 1, memory: 2, global: 3 };
const FUNCTION_NAMES = 1;

/** Reads the numbers and names that a module's file is made of. */
class Cursor {
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  get isAtEnd() {
    return this.#at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.#at++] ?? 0;
  }

  /** An unsigned number of LEB128. */
  number() {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.byte();
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  }

  /** @param {number} count */
  take(count) {
    const taken = this.bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

/**
 * @param {Uint8Array} bytes of a module with the names of its functions
 * @returns {WasmSizes}
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 */
export function wasmSizes(bytes) {
  const file = new Cursor(bytes);
  file.take(8); // magic and version
  let importCount = 0;
  /** @type {Uint8Array} */
  let code = new Uint8Array(0);
  /** @type {Uint8Array} */
  let data = new Uint8Array(0);
  /** @type {number[]} */
  let sizes = [];
  /** @type {Map<number, string>} */
  let names = new Map();
  while (!file.isAtEnd) {
    const id = file.byte();
    const section = file.take(file.number());
    if (id === SECTION.import) importCount = importedFunctions(new Cursor(section));
    if (id === SECTION.data) data = section;
    if (id === SECTION.code) {
      code = section;
      sizes = bodySizes(new Cursor(section));
    }
    if (id === SECTION.custom) {
      const custom = new Cursor(section);
      if (custom.text() === 'name') names = functionNames(custom);
    }
  }
  const functions = sizes.map((size, index) => {
    return { name: names.get(importCount + index) ?? '', bytes: size };
  });
  return { functions, code, data };
}

/** @param {Cursor} section @returns {number} */
function importedFunctions(section) {
  let count = 0;
  for (let left = section.number(); left > 0; --left) {
    section.text();
    section.text();
    const kind = section.byte();
    if (kind === KIND.function) {
      section.number();
      count += 1;
      continue;
    }
    if (kind !== KIND.memory) section.byte(); // type of a table's elements or of a global
    if (kind === KIND.global) {
      section.byte();
      continue;
    }
    const hasMaximum = (section.number() & 1) === 1;
    section.number();
    if (hasMaximum) section.number();
  }
  return count;
}

/** @param {Cursor} section @returns {number[]} */
function bodySizes(section) {
  return Array.from({ length: section.number() }, () => section.take(section.number()).length);
}

/** @param {Cursor} section behind its own name @returns {Map<number, string>} */
function functionNames(section) {
  const names = new Map();
  while (!section.isAtEnd) {
    const id = section.byte();
    const part = new Cursor(section.take(section.number()));
    if (id !== FUNCTION_NAMES) continue;
    for (let left = part.number(); left > 0; --left) names.set(part.number(), part.text());
  }
  return names;
}
