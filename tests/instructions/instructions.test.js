/**
 * How many instructions reading costs, counted by callgrind in the optimised native build: a guard
 * against slow creep that no noise can fool. The budget is what the code cost when it was last looked
 * at; who makes it cheaper, or has a reason to make it dearer, writes the new numbers into budget.json.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { configure } from '../../scripts/build.js';
import { capture, root, run, which } from '../../scripts/shell.js';
import { benchFile } from '../bench/data.js';

/** @type {{ compiler: string, instructionsPerByte: Record<'json_lines' | 'trainer_state', number> }} */
const budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'));
const toleratedExcess = 1.05;
const built = join(root, 'build/release/tests/instructions');

/** @returns {string | false} why nothing is counted here */
function reasonToSkip() {
  if (!which('valgrind')) return 'valgrind is not installed';
  configure('release');
  const compiler = readFileSync(join(built, 'compiler.txt'), 'utf8');
  return compiler === budget.compiler
    ? false
    : `the budget is of ${budget.compiler}, not ${compiler}`;
}

const skip = reasonToSkip();
for (const shape of /** @type {const} */ (['json_lines', 'trainer_state'])) {
  test(`reading ${shape} costs no more instructions than its budget`, { skip }, async (t) => {
    run('cmake', ['--build', '--preset', 'release', '--target', 'ckpt_read_columns']);
    const { path, bytes } = benchFile(join(root, 'build/bench/'), shape, 1);
    const { status, output } = await capture('valgrind', [
      '--tool=callgrind',
      '--toggle-collect=ckpt_read_columns',
      '--callgrind-out-file=/dev/null',
      join(built, 'ckpt_read_columns'),
      path,
    ]);
    assert.equal(status, 0, output);
    const collected = Number(/Collected\s*:\s*(\d+)/.exec(output)?.[1]);
    const perByte = collected / bytes;
    t.diagnostic(`${perByte.toFixed(3)} instructions a byte`);
    assert.ok(
      perByte <= budget.instructionsPerByte[shape] * toleratedExcess,
      `${perByte.toFixed(3)} instructions a byte, and ${budget.instructionsPerByte[shape]} are budgeted`,
    );
  });
}
