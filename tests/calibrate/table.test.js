/** The README quotes the table that is kept, and no promise in it is broken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { brokenPromises, keptCalibration, readmeFile, table, withTable } from './table.js';

test('the README quotes the table of the counts that are kept', () => {
  const readme = readFileSync(readmeFile, 'utf8');
  assert.ok(readme.includes(table(keptCalibration())));
  assert.equal(withTable(readme, keptCalibration()), readme);
});

test('ten thousand trials or more a cell keep every promise', () => {
  const calibration = keptCalibration();
  assert.ok(calibration.trials >= 10_000);
  assert.deepEqual(brokenPromises(calibration), []);
});

test('a rate whose bound lies above its promise is named', () => {
  const cell = {
    group: 'runs',
    name: 'any',
    atMost: 0.01,
    atLeast: 0,
    trials: 10_000,
    count: 102,
    first: 0,
  };
  const broken = (/** @type {number} */ count, /** @type {number} */ trials) =>
    brokenPromises({ trials, cells: [{ ...cell, count, trials }] });
  assert.deepEqual(broken(102, 10_000), ['runs, any: 1.02 %, at most 1.00 %']);
  assert.deepEqual(broken(90, 10_000), ['runs, any: 0.90 %, at most 1.00 %']);
  assert.deepEqual(broken(70, 10_000), []);
});
