/**
 * The analysis in WebAssembly gives the very bits that it gives natively, where the C++ tests compare
 * them with the published numbers: so those hold in WebAssembly too.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { configure } from '../../scripts/build.js';
import { root, run } from '../../scripts/shell.js';

/**
 * @param {string} preset @param {string} command @param {string[]} args
 * @returns {string[]} lines
 */
function numbers(preset, command, args) {
  configure(preset);
  run('cmake', ['--build', join(root, 'build', preset), '--target', 'ckpt_numbers']);
  // Into a file: Emscripten's program exits with what a slow reader has not yet taken from a pipe.
  const file = join(root, 'build', `${preset}.numbers`);
  const output = openSync(file, 'w');
  const { status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', output, 'pipe'],
  });
  closeSync(output);
  assert.equal(status, 0, stderr);
  return readFileSync(file, 'utf8').trim().split('\n');
}

test('natively and in WebAssembly every number has the same bits', () => {
  const native = join(root, 'build/sanitized/tests/numbers/ckpt_numbers');
  const script = join(root, 'build/wasm/tests/numbers/ckpt_numbers.js');
  const expected = numbers('sanitized', native, []);
  const actual = numbers('wasm', process.execPath, [script]);
  assert.ok(expected.length > 500, `${expected.length} numbers`);
  assert.deepEqual(
    actual.filter((line, index) => line !== expected[index]),
    [],
  );
  assert.equal(actual.length, expected.length);
});
