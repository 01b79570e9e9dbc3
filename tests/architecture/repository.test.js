/** What must not stand in any file of the repository. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { sources } from './rooms.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file under version control; where there is no git, every file that git would not ignore. */
const files = (tracked() ?? present()).filter((file) => existsSync(join(root, file)));

/** @returns {string[] | null} */
function tracked() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\0').filter((file) => file !== '') : null;
}

/** @returns {string[]} */
function present() {
  return readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !['.git', 'node_modules', 'build', 'dist'].includes(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? sources(join(root, entry.name), /./).map((file) => `${entry.name}/${file}`)
        : [entry.name],
    );
}

// The words are put together here, so that this file does not hold them.
const machineWords = [['/wo', 'rk/'].join(''), ['bash', '_jobs'].join(''), ['/ro', 'ot/'].join('')];

test('no file speaks of the machine it was made on', () => {
  assert.ok(files.length > 50);
  const found = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return machineWords.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
  });
  assert.deepEqual(found, []);
});

test('the lock file is whole, and names no registry', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  assert.ok(!lock.includes('"resolved"'));
  // npm drops a platform's package that it could not look up, and `npm ci` then refuses everywhere.
  /** @type {Record<string, { optionalDependencies?: Record<string, string> }>} */
  const packages = JSON.parse(lock).packages;
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !packages[`node_modules/${name}`]);
  assert.deepEqual(missing, []);
});

test('no file is left from a merge', () => {
  const found = files.filter((file) =>
    /^(<{7}|>{7}) /m.test(readFileSync(join(root, file), 'utf8')),
  );
  assert.deepEqual(found, []);
});

test('no C++ test has a semicolon in its name, which would break a list of CTest', () => {
  const found = files
    .filter((file) => /^tests\/cpp\/.*_test\.cpp$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^TEST_CASE\(\s*"([^"]*;[^"]*)"/gm)].map(
        ([, name]) => `${file}: ${name}`,
      ),
    );
  assert.deepEqual(found, []);
});
