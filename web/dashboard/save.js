/** Hands a file to the person, as the browser's own download. */

/**
 * @param {string} name of the file
 * @param {Blob} blob
 */
export function save(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(name);
  link.click();
  // The download has begun with the click; what it reads is kept until it is done.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * The pieces of a text as one file.
 * @param {AsyncIterable<string>} pieces
 * @param {string} type
 */
export async function blobOf(pieces, type) {
  /** @type {string[]} */
  const parts = [];
  for await (const piece of pieces) parts.push(piece);
  return new Blob(parts, { type });
}

/** Without what a file system would take for a folder or refuse. @param {string} name */
function fileName(name) {
  // eslint-disable-next-line no-control-regex
  return name.replaceAll(/[\\/:*?"<>|\u0000-\u001f]+/g, '-');
}
