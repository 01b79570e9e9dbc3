/**
 * What the module and the scripts weigh, room by room. The module is linked once more with the names of
 * its functions; the room of a function is that of the object file which the linker took it from, so a
 * template of the library counts where it was made, and what was inlined where it ended.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { rolldown } from 'rolldown';

import { compile } from '../../scripts/build.js';
import { buildPackage } from '../../scripts/package.js';
import { emscriptenRoot } from '../../scripts/setup.js';
import { Failure, environment, root } from '../../scripts/shell.js';
import { wasmSizes } from './wasm-functions.js';

const built = join(root, 'build/wasm');
/** What no object file of ours holds: libc, libc++, Embind, malloc. */
const RUNTIME = 'runtime';

/** @param {string} command @param {readonly string[]} args */
function output(command, args) {
  const options = { cwd: built, env: environment, maxBuffer: 2 ** 30 };
  const { status, stdout, stderr } = spawnSync(command, args, { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${command} failed: ${stderr}`);
  return stdout;
}

/** @returns {{ wasm: Uint8Array, objects: string[] }} with names; in the order that the linker meets them */
function linkWithNames() {
  const link = output('ninja', ['-t', 'commands', 'core.mjs']).trim().split('\n').at(-1) ?? '';
  const folder = join(root, 'build/bench/size');
  mkdirSync(folder, { recursive: true });
  const target = '-o core.mjs';
  if (!link.includes(target)) throw new Failure(`There is no "${target}" in: ${link}`);
  const named = `--profiling-funcs -Wl,--no-demangle -o ${join(folder, 'core.mjs')}`;
  output('sh', ['-c', link.replace(target, named)]);
  const direct = link.match(/\S+\.o\b/g) ?? [];
  const inLibrary = output('ninja', ['-t', 'query', 'libckpt_core.a']).match(/\S+\.o$/gm) ?? [];
  const objects = [...new Set([...direct, ...inLibrary])];
  return { wasm: readFileSync(join(folder, 'core.wasm')), objects };
}

/**
 * @param {readonly string[]} objects
 * @returns {Map<string, string[]>} for each function the rooms that have one of the name, in order
 */
function roomsOfFunctions(objects) {
  const nm = join(emscriptenRoot() ?? '', 'emnm');
  const rooms = new Map();
  for (const line of output(nm, ['-A', '--defined-only', ...objects]).split('\n')) {
    const [, object, type, name] = line.match(/^(.*?):\s*\S*\s+([tTwW])\s+(\S+)$/) ?? [];
    if (!object || !type || !name) continue;
    const room = object.match(/wasm\/(\w+)(?:\/|\.cpp)/)?.[1] ?? RUNTIME;
    const known = rooms.get(name);
    if (!known) rooms.set(name, [room]);
    else if (type === 't') known.push(room); // a local function is another one in every file
  }
  return rooms;
}

/**
 * What optimisers add to names: of several with one name, and of one part that several share.
 * @param {string} name
 */
function plainName(name) {
  const [, shared] = name.match(/^byn\$\w+-shared\$(.*)$/) ?? [];
  const [, plain = '', number = '0'] = (shared ?? name).match(/^(.*?)(?:\.(\d+))?$/) ?? [];
  return { plain, index: Number(number) };
}

/** @param {Uint8Array | string} data */
const packed = (data) => brotliCompressSync(data).length;

/** @param {string} title @param {readonly (number | string)[]} cells */
function print(title, cells) {
  const shown = cells.map((cell) =>
    (typeof cell === 'number' ? cell.toLocaleString('en') : cell).padStart(12),
  );
  process.stdout.write(`${title.padEnd(32)}${shown.join('')}\n`);
}

function benchModule() {
  compile('wasm');
  const { wasm, objects } = linkWithNames();
  const { functions, code, data } = wasmSizes(wasm);
  const rooms = roomsOfFunctions(objects);
  /** @type {Map<string, number>} */
  const bytes = new Map();
  for (const { name, bytes: size } of functions) {
    const { plain, index } = plainName(name);
    const known = rooms.get(name) ?? rooms.get(plain) ?? [RUNTIME];
    const room = known[Math.min(index, known.length - 1)] ?? RUNTIME;
    bytes.set(room, (bytes.get(room) ?? 0) + size);
  }
  const share = packed(code) / code.length;
  process.stdout.write('\nThe module by rooms, in bytes; packed: its share of the code\n');
  print('', ['code', 'packed']);
  for (const [room, size] of [...bytes].toSorted((a, b) => b[1] - a[1]))
    print(room, [size, Math.round(size * share)]);
  print('all code', [code.length, packed(code)]);
  print('all data (texts, tables)', [data.length, packed(data)]);
  const whole = readFileSync(join(built, 'core.wasm'));
  print('core.wasm', [whole.length, packed(whole)]);
}

/**
 * @param {RegExp[]} apart what is left out
 * @returns {Promise<string>} the worker as one minified script
 */
async function bundledWorker(apart) {
  const input = 'web/worker/worker.js';
  const bundle = await rolldown({ cwd: root, input, external: apart, logLevel: 'silent' });
  const { output: files } = await bundle.generate({
    format: 'esm',
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
  return files[0].code;
}

/** @param {string} file of dist/ @returns {[plain: number, packed: number]} */
function sizesOf(file) {
  const bytes = readFileSync(join(root, 'dist', file));
  return [bytes.length, packed(bytes)];
}

async function benchScripts() {
  await buildPackage();
  process.stdout.write('\nWhat a page loads to open a file and show its verdict, in bytes\n');
  print('', ['plain', 'packed']);
  const api = sizesOf('index.js');
  const worker = sizesOf('worker.js');
  const ownWorker = await bundledWorker([/^#core$/]);
  const own = [ownWorker.length, packed(ownWorker)];
  print('api (index.js)', api);
  print('worker, engine, glue (worker.js)', worker);
  print('  of these worker and engine', own);
  print("  and Emscripten's glue", [worker[0] - (own[0] ?? 0), worker[1] - (own[1] ?? 0)]);
  print('all scripts', [api[0] + worker[0], api[1] + worker[1]]);
  print('core.wasm', sizesOf('core.wasm'));
  process.stdout.write('\nWhat is loaded when it is asked for\n');
  print('exports, filters, … (later.js)', sizesOf('later.js'));
  print('where a bundler left the worker', sizesOf('inline.js'));
  process.stdout.write('\nThe files of the package\n');
  for (const name of readdirSync(join(root, 'dist')).filter((file) =>
    /\.(js|wasm|html)$/.test(file),
  )) {
    print(name, sizesOf(name));
  }
}

export async function benchSize() {
  benchModule();
  await benchScripts();
}
