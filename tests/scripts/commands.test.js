/** `npm start` on a machine that has everything, and on one that has nothing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { pageFile } from '../../scripts/build.js';
import { root } from '../../scripts/shell.js';

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
const node = (args, env) =>
  spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...(env ? { env } : {}) });

test('npm start serves the page, and does not build again what has not changed', () => {
  const files = [pageFile, join(root, 'build/wasm/core.wasm')];
  const before = files.map((file) => statSync(file).mtimeMs);
  const { status, stdout, stderr } = node(['scripts/start.js', '--check']);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /ckptscope is at http:\/\/127\.0\.0\.1:\d+\/\n/);
  assert.deepEqual(
    files.map((file) => statSync(file).mtimeMs),
    before,
  );
});

test('what is missing and may not be installed is named, with the command that installs it', () => {
  const empty = mkdtempSync(join(tmpdir(), 'no-tools-'));
  try {
    const { status, stdout, stderr } = node(['scripts/start.js', '--check'], { PATH: empty });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /cannot be installed from here: .*cmake, ninja-build/);
    assert.match(
      stderr,
      /sudo apt-get update && sudo apt-get install -y --no-install-recommends .*cmake ninja-build\n/,
    );
    assert.doesNotMatch(stderr, /\n\s+at /, 'a person is told, not shown a stack');
  } finally {
    rmdirSync(empty);
  }
});
