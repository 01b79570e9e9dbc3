/**
 * Reads who includes and who imports whom, and says what rooms.json does not allow. A room may always
 * use itself; everything that is not listed is forbidden.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

/**
 * @typedef {object} Rules
 * @property {{ readonly rooms: Readonly<Record<string, readonly string[]>>,
 *   readonly libraries: Readonly<Record<string, readonly string[]>>,
 *   readonly oneSourceOnly: Readonly<Record<string, string>>,
 *   readonly bannedHeaders: readonly string[] }} cpp
 * @property {{ readonly rooms: Readonly<Record<string, readonly string[]>>,
 *   readonly typesForAll: readonly string[],
 *   readonly packages: Readonly<Record<string, readonly string[]>>,
 *   readonly nodeOnly: readonly string[],
 *   readonly assets: Readonly<Record<string, readonly string[]>> }} web
 */

/** @returns {Rules} */
export function readRules() {
  return JSON.parse(readFileSync(new URL('rooms.json', import.meta.url), 'utf8'));
}

/**
 * Files below a folder whose names match, as paths below it with forward slashes.
 * @param {string} folder
 * @param {RegExp} pattern
 * @returns {string[]}
 */
export function sources(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(folder, join(entry.path, entry.name)).replaceAll(sep, '/'))
    .toSorted();
}

/**
 * What the C++ under `root`/wasm includes against the rules, one sentence each.
 * @param {string} root
 * @param {Rules} rules
 * @returns {string[]}
 */
export function includeViolations(root, { cpp }) {
  const folder = join(root, 'wasm');
  /** @type {string[]} */
  const found = [];
  /** @type {Map<string, Set<string>>} */
  const users = new Map();
  for (const file of sources(folder, /\.(cpp|h|def)$/)) {
    const [room = ''] = file.split(/[/.]/);
    const allowed = cpp.rooms[room];
    if (!allowed) {
      found.push(`wasm/${file} is in no room`);
      continue;
    }
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, mark, name = ''] of text.matchAll(
      /^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)/gm,
    )) {
      const [first = ''] = name.split('/');
      if (mark === '"') {
        if (!existsSync(join(folder, name))) {
          found.push(`wasm/${file} includes "${name}", which is not a path below wasm/`);
        } else if (first !== room && !allowed.includes(first)) {
          found.push(`wasm/${file} includes "${name}": ${room} may not use ${first}`);
        }
      } else {
        const may = cpp.libraries[first];
        if (may && !may.includes(room)) {
          found.push(`wasm/${file} includes <${name}>: only ${may.join(' and ')} may`);
        }
        if (cpp.bannedHeaders.includes(name)) {
          found.push(`wasm/${file} includes <${name}>, which the core does without`);
        }
        if (cpp.oneSourceOnly[first] === room) {
          users.set(first, (users.get(first) ?? new Set()).add(file));
        }
      }
    }
    if (room !== 'bindings' && /\b__EMSCRIPTEN__\b|\bEM_(JS|ASM)\b/.test(text)) {
      found.push(`wasm/${file} knows about Emscripten: only bindings.cpp may`);
    }
  }
  for (const [library, files] of users) {
    if (files.size > 1) {
      found.push(`${library} is included by ${[...files].join(' and ')}: one file may`);
    }
  }
  return found;
}

/**
 * Everything that one JavaScript file names: `isType` when only a comment for the type checker does.
 * @param {string} text
 * @returns {{ name: string, isType: boolean }[]}
 */
function importsOf(text) {
  const patterns = [
    /^\s*import\s+[\w*{][^'"();]*?from\s*(['"])([^'"]+)\1/gm,
    /^\s*import\s*(['"])([^'"]+)\1/gm,
    /^\s*export\s*(?:\*|\{[^}]*\})[^'"]*?from\s*(['"])([^'"]+)\1/gm,
    /new\s+URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url/g,
    /\bimport\.meta\.glob\(\s*(['"])([^'"]+)\1/g,
    /\bimport\(\s*(['"])([^'"]+)\1/g,
    /@import\s+[^'"]*?from\s*(['"])([^'"]+)\1/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: whole, 2: name = '', index }) => {
      const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
      return { name, isType: whole.startsWith('@import') || /^\s*\*|\/\*\*/.test(line) };
    }),
  );
}

/**
 * What the JavaScript under `root`/web imports against the rules, one sentence each.
 * @param {string} root
 * @param {Rules} rules
 * @returns {string[]}
 */
export function importViolations(root, { web }) {
  const folder = join(root, 'web');
  /** @type {string[]} */
  const found = [];
  for (const file of sources(folder, /\.js$/)) {
    const [room = ''] = file.split('/');
    const allowed = web.rooms[room];
    if (!allowed) {
      found.push(`web/${file} is in no room`);
      continue;
    }
    for (const { name, isType } of importsOf(readFileSync(join(folder, file), 'utf8'))) {
      if (name.startsWith('node:')) {
        if (!web.nodeOnly.some((prefix) => file.startsWith(prefix))) {
          found.push(`web/${file} imports ${name}: it must run in a page, too`);
        }
      } else if (!name.startsWith('.')) {
        const packages = web.packages[room] ?? [];
        if (!packages.some((one) => name === one || name.startsWith(`${one}/`))) {
          found.push(`web/${file} imports ${name}: ${room} may not use that package`);
        }
      } else {
        const target = posix.join(dirname(file), name);
        if (target.startsWith('../')) {
          if (!web.assets[room]?.includes(target.slice('../'.length))) {
            found.push(`web/${file} names ${name}, which lies outside web/`);
          }
          continue;
        }
        const isOwn = target === room || target.startsWith(`${room}/`);
        const isAllowed = allowed.some((one) => target === one || target.startsWith(`${one}/`));
        const isSharedType = isType && web.typesForAll.includes(target);
        if (!isOwn && !isAllowed && !isSharedType) {
          found.push(`web/${file} imports ${name}: ${room} may not use ${target}`);
        }
      }
    }
  }
  return found;
}

/**
 * Names that a registry lists: the argument of each of its macros.
 * @param {string} file
 * @returns {string[]}
 */
export function registered(file) {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^\s*CKPT_\w+\((\w+)/gm)].map(
    ([, name = '']) => name,
  );
}

/**
 * Formats and rules that web/ knows by name, which would make it change with every new one.
 * @param {string} root
 * @returns {string[]}
 */
export function knowledgeInWeb(root) {
  const names = ['formats/registry.def', 'analysis/rules/registry.def'].flatMap((file) =>
    registered(join(root, 'wasm', file)),
  );
  return sources(join(root, 'web'), /\.js$/)
    .filter((file) => !file.startsWith('samples/'))
    .flatMap((file) => {
      const text = readFileSync(join(root, 'web', file), 'utf8');
      const literals = new Set([...text.matchAll(/(['"`])([\w-]+)\1/g)].map(([, , name]) => name));
      return names
        .filter((name) => literals.has(name))
        .map((name) => `web/${file} knows "${name}" by name`);
    });
}

/**
 * Formats that name another format, rules that name another rule.
 * @param {string} root
 * @returns {string[]}
 */
export function plugInsNamingEachOther(root) {
  return ['formats', 'analysis/rules'].flatMap((room) => {
    const folder = join(root, 'wasm', room);
    const names = registered(join(folder, 'registry.def'));
    return names.flatMap((own) => {
      const file = join(folder, `${own}.cpp`);
      if (!existsSync(file)) return [`${room}/registry.def lists ${own}, which has no ${own}.cpp`];
      const text = readFileSync(file, 'utf8');
      return names
        .filter((other) => other !== own && text.includes(`"${other}"`))
        .map((other) => `wasm/${room}/${own}.cpp names ${other}`);
    });
  });
}
