/**
 * Patterns that a shell has not expanded: quoted ones, and those of shells that never do.
 */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {string} place
 * @returns {boolean}
 */
export function isGlob(place) {
  return /[*?[{]/.test(place);
}

/**
 * The files that a pattern names, in the order of names: `*` and `?` within a folder, `**` through
 * folders, `[a-z]`, `{a,b}`. Names that begin with a dot must be named with their dot.
 * @param {string} pattern
 * @returns {AsyncGenerator<string>}
 * @yields {string}
 */
export async function* matching(pattern) {
  const isAbsolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  yield* below(isAbsolute ? '/' : '', parts);
}

/**
 * @param {string} folder
 * @param {readonly string[]} parts of the pattern that are left
 * @returns {AsyncGenerator<string>}
 * @yields {string}
 */
async function* below(folder, parts) {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === '..' || (!isGlob(part) && part !== '**')) {
    const path = join(folder, part);
    if (rest.length > 0) yield* below(path, rest);
    else if (await isFile(path)) yield path;
    return;
  }
  if (part === '**') yield* below(folder, rest);
  const entries = await readdir(folder || '.', { withFileTypes: true }).catch(() => []);
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  const expression = part === '**' ? /^[^.]/ : expressionOf(part);
  for (const entry of entries) {
    if (!expression.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (part === '**') {
      if (entry.isDirectory()) yield* below(path, parts);
    } else if (rest.length > 0) {
      if (!entry.isFile()) yield* below(path, rest);
    } else if (await isFile(path)) {
      yield path;
    }
  }
}

/**
 * @param {string} part of a pattern, within one folder
 * @returns {RegExp}
 */
function expressionOf(part) {
  const literal = (/** @type {string} */ text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const source = part.replaceAll(
    /\[(!?)([^\]]+)\]|\{([^}]*)\}|[^[{]|./gu,
    (
      /** @type {string} */ found,
      /** @type {string} */ not,
      /** @type {string | undefined} */ range,
      /** @type {string | undefined} */ choices,
    ) => {
      if (range !== undefined) return `[${not ? '^' : ''}${range.replaceAll(/[\\\]^]/g, '\\$&')}]`;
      if (choices !== undefined) return `(?:${choices.split(',').map(literal).join('|')})`;
      return found === '*' ? '.*' : found === '?' ? '.' : literal(found);
    },
  );
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 'u');
}

/** @param {string} path */
function isFile(path) {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}
