/**
 * `--html` and `serve`: the page with the files inside it, as one document that needs no network. What
 * the page does with them stands in web/embedded.js.
 */

import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** @import { Input, OpenOptions } from '../api/types.js' */

/** Kept beside the command in the package, and where it was built in the repository. */
const PLACES = ['page.html', '../../build/page/index.html'];

/**
 * @param {readonly Input[]} inputs files by their path, or blobs with a name
 * @param {Pick<OpenOptions, 'metric' | 'rules' | 'map'>} options
 * @yields {string} pieces of the document
 */
export async function* htmlReport(inputs, options) {
  const page = pageText();
  const end = page.lastIndexOf('</body>');
  yield page.slice(0, end);
  yield block('ckptscope-options', '', JSON.stringify(options));
  for (const input of inputs) {
    const { name, bytes } = await read(input);
    yield block('ckptscope-file', name, gzipSync(bytes).toString('base64'));
  }
  yield page.slice(end);
}

/** @returns {string} */
function pageText() {
  const found = PLACES.map((place) => new URL(place, import.meta.url)).find((url) =>
    existsSync(url),
  );
  if (!found) throw new Error('The page is not there: run npm run build.');
  return readFileSync(found, 'utf8');
}

/**
 * A block of data: no script, so that the page's policy has nothing to allow.
 * @param {string} kind
 * @param {string} name
 * @param {string} text
 */
function block(kind, name, text) {
  const safe = text.replaceAll('<', '\\u003c');
  return `<script type="text/plain" class="${kind}" data-name="${attribute(name)}">${safe}</script>\n`;
}

/** @param {string} text */
function attribute(text) {
  return text.replaceAll(/[&<>"\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * @param {Input} input
 * @returns {Promise<{ name: string, bytes: Uint8Array }>} empty when the file cannot be read
 */
async function read(input) {
  if (typeof input === 'object' && 'path' in input) {
    const bytes = await readFile(input.path).catch(() => new Uint8Array(0));
    return { name: input.path, bytes };
  }
  const { name, data } = /** @type {{ name: string, data: Blob }} */ (input);
  return { name, bytes: new Uint8Array(await data.arrayBuffer()) };
}
