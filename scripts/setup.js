/**
 * Sees to it that everything a build needs is there: npm packages from the lock file, the native
 * tools from Debian's packages. What is missing is installed where that is allowed (root, or sudo
 * without a password); else the exact command is printed. Needs Node alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { ask, environment, Failure, isMain, main, root, run, which } from './shell.js';

const nodeMin = [20, 19];

/** @param {readonly string[]} places */
const anyExists = (...places) => places.some((place) => existsSync(place));
/** @param {string} header */
const hasHeader = (header) =>
  anyExists(...['/usr/include', '/usr/local/include'].map((folder) => join(folder, header)));
const hasSanitizers = () =>
  existsSync(
    (ask('clang++', ['-print-file-name=libclang_rt.asan-x86_64.a']) ?? '').trim() || 'nowhere',
  ) ||
  existsSync(
    join((ask('clang++', ['-print-runtime-dir']) ?? 'nowhere').trim(), 'libclang_rt.asan.a'),
  );

/**
 * The folder of Emscripten, in the order of scripts/emscripten.cmake: an SDK before the system's.
 * @returns {string | null}
 */
export function emscriptenRoot() {
  const sdk = process.env['EMSDK'];
  const places = [
    ...(sdk ? [join(sdk, 'upstream/emscripten')] : []),
    join(homedir(), 'emsdk/upstream/emscripten'),
    '/opt/emsdk/upstream/emscripten',
    '/usr/share/emscripten',
  ];
  return places.find((place) => existsSync(join(place, 'emcc.py'))) ?? null;
}

/** @returns {string | null} */
export function chromium() {
  return which('chromium') ?? which('chromium-browser') ?? which('google-chrome');
}

/**
 * Debian package, and whether what we want of it is already there, from wherever it came.
 * @type {readonly (readonly [string, () => boolean])[]}
 */
const forBuild = [
  ['emscripten', () => emscriptenRoot() !== null],
  ['rapidjson-dev', () => hasHeader('rapidjson/reader.h')],
  ['libfast-float-dev', () => hasHeader('fast_float/fast_float.h')],
  ['cmake', () => which('cmake') !== null],
  ['ninja-build', () => which('ninja') !== null],
];
/** @type {typeof forBuild} */
const forTests = [
  ['g++', () => which('g++') !== null],
  ['clang', () => which('clang++') !== null],
  ['libclang-rt-dev', hasSanitizers],
  ['clang-format', () => which('clang-format') !== null],
  ['clang-tidy', () => which('clang-tidy') !== null],
  ['catch2', () => hasHeader('catch2/catch.hpp') || hasHeader('catch2/catch_all.hpp')],
  ['valgrind', () => which('valgrind') !== null],
  ['chromium', () => chromium() !== null],
  ['firefox-esr', () => which('firefox-esr') !== null],
  ['webkit2gtk-driver', () => which('WebKitWebDriver') !== null],
  ['xvfb', () => which('Xvfb') !== null], // WebKit has no way to run without a screen
  ['parallel', () => which('parallel') !== null], // of a recipe that is run
];

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = nodeMin;
  if (major < majorMin || (major === majorMin && minor < minorMin)) {
    throw new Failure(
      `ckptscope needs Node ${nodeMin.join('.')} or later; this is ${process.versions.node}.`,
    );
  }
}

/** Whether node_modules holds what the lock file says, for this machine. */
function arePackagesCurrent() {
  /** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  /** @param {string} file @returns {Lock} */
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const installed = read(installedFile).packages;
  return Object.entries(read(join(root, 'package-lock.json')).packages).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** @param {readonly string[]} packages */
function installDebianPackages(packages) {
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=120'];
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const isRoot = process.getuid?.() === 0;
  const maySudo = !isRoot && which('sudo') !== null && ask('sudo', ['-n', 'true']) !== null;
  if (!which('apt-get') || (!isRoot && !maySudo)) {
    throw new Failure(
      `These are missing and cannot be installed from here: ${packages.join(', ')}.\n` +
        'On Debian 12 or later, install them with\n\n' +
        `  sudo apt-get update && sudo apt-get ${install.join(' ')}\n\n` +
        (packages.includes('emscripten')
          ? 'Elsewhere, install the Emscripten SDK (https://emscripten.org) and set EMSDK.\n'
          : '') +
        'and run the same command again.',
    );
  }
  console.log(`Installing ${packages.join(', ')} with apt-get.`);
  const [command = '', ...args] = isRoot ? apt : ['sudo', '-n', ...apt];
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  // A fresh machine has no package lists, an old one stale lists. Some other source of packages may be
  // out of reach; whether ours is, the installation will tell.
  spawnSync(command, [...args, 'update'], { stdio: 'inherit', env });
  run(command, [...args, ...install], env);
}

/**
 * @param {{ forTesting: boolean }} options tests need compilers with sanitizers and a browser, too
 */
export function setup({ forTesting }) {
  checkNode();
  const wanted = forTesting ? [...forBuild, ...forTests] : forBuild;
  const listMissing = () => wanted.filter(([, isThere]) => !isThere()).map(([name]) => name);
  const missing = listMissing();
  if (missing.length > 0) {
    installDebianPackages(missing);
    const still = listMissing();
    if (still.length > 0) throw new Failure(`Installed, but still not found: ${still.join(', ')}.`);
  }
  if (!arePackagesCurrent()) run('npm', ['ci', '--no-audit', '--no-fund']);
}

if (isMain(import.meta.url)) {
  await main(() => setup({ forTesting: process.argv.includes('--test') }));
}
