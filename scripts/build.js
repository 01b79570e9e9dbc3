/**
 * Builds the WebAssembly module and the page, each only when something it is made of has changed:
 * build/wasm/core.mjs and core.wasm, build/page/index.html.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { emscriptenRoot, setup } from './setup.js';
import { filesBelow, hashOf, isMain, main, root, run } from './shell.js';

/** The built page, one file that holds everything. */
export const pageFile = join(root, 'build/page/index.html');

/**
 * Whether the text kept in a stamp file is still the same; `keep` writes it down.
 * @param {string} name
 * @param {string} text
 */
export function stamp(name, text) {
  const file = join(root, 'build', name);
  return {
    isCurrent: existsSync(file) && readFileSync(file, 'utf8') === text,
    keep() {
      mkdirSync(join(root, 'build'), { recursive: true });
      writeFileSync(file, text);
    },
  };
}

/**
 * Runs CMake for a preset when that has not been done, or with another Emscripten; ninja sees to
 * everything after that.
 * @param {string} preset
 */
export function configure(preset) {
  const folder = join(root, 'build', preset);
  const made = stamp(
    `${preset}.configured`,
    [hashOf(['CMakePresets.json']), preset === 'wasm' ? emscriptenRoot() : ''].join(' '),
  );
  if (made.isCurrent && existsSync(join(folder, 'build.ninja'))) return;
  rmSync(folder, { recursive: true, force: true });
  run('cmake', ['--preset', preset]);
  made.keep();
}

/** @param {string} preset */
export function compile(preset) {
  configure(preset);
  run('cmake', ['--build', '--preset', preset]);
}

export function buildPage() {
  const made = stamp(
    'page.built',
    hashOf([
      ...filesBelow([
        'web',
        'vite.config.js',
        'package.json',
        'package-lock.json',
        'scripts/page.js',
      ]),
      'build/wasm/core.mjs',
      'build/wasm/core.wasm',
    ]),
  );
  if (made.isCurrent && existsSync(pageFile)) return;
  run('vite', ['build', '--logLevel', 'warn']);
  made.keep();
}

if (isMain(import.meta.url)) {
  await main(() => {
    setup({ forTesting: false });
    compile('wasm');
    buildPage();
  });
}
