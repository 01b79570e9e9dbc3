/**
 * Whether a file will fit into the engine's memory, told from the part of it that has been read: rows
 * of one file are much alike.
 */

/** What WebAssembly can address. */
const MEMORY_BYTES = 2 ** 32;
/** What columns may take of it; the analysis works on one metric at a time, and needs the rest. */
const COLUMNS_SHARE = 0.75;
/** Memory grows by up to a quarter more than is asked for. */
const SPARE_SHARE = 1.25;
/** So much of a file tells of the rest. */
const TELLING_BYTES = 2 ** 28;

/** A file that cannot fit, found out before it is all read. */
export class TooLargeError extends Error {
  code = 'out_of_memory';

  /** @param {number} fittingBytes how much of the file would fit */
  constructor(fittingBytes) {
    super(`out of memory: ${fittingBytes} bytes of this file would fit`);
    this.fittingBytes = fittingBytes;
  }
}

/**
 * @param {object} reading
 * @param {number} reading.sizeBytes of the whole file
 * @param {number} reading.loadedBytes of it that have been read
 * @param {number} reading.takenBytes of memory that they took
 * @returns {number | undefined} how many bytes of the file would fit, when it cannot fit as a whole
 */
export function fittingBytes({ sizeBytes, loadedBytes, takenBytes }) {
  if (loadedBytes < TELLING_BYTES) return undefined;
  if (takenBytes * (sizeBytes / loadedBytes) <= MEMORY_BYTES * SPARE_SHARE) return undefined;
  return Math.floor(MEMORY_BYTES * COLUMNS_SHARE * (loadedBytes / takenBytes));
}
