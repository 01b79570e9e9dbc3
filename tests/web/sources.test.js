/** Bytes on their way into the engine: slices, files, and how far reading has come. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openNodeSource } from '../../web/worker/node-sources.js';
import { reportProgress } from '../../web/worker/serve.js';
import { bytesSource, slicedSource } from '../../web/worker/sources.js';

/** @import { Progress } from '../../web/api/types.js' */
/** @import { Source } from '../../web/engine/engine.js' */

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

/**
 * Reads at pseudo-random places with many sizes and compares with the bytes themselves.
 * @param {Source} source
 */
function assertReadsLikeBytes(source) {
  let seed = 7;
  for (let round = 0; round < 500; ++round) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const offset = seed % 1100;
    const view = new Uint8Array(seed % 97);
    const expected = bytes.subarray(offset, offset + view.length);
    assert.equal(source.read(offset, view), expected.length, `at ${offset}`);
    assert.deepEqual(view.subarray(0, expected.length), expected, `at ${offset}`);
  }
}

for (const aheadBytes of [1, 10, 64, 999, 1000, 5000]) {
  test(`slices of ${aheadBytes} bytes give the same bytes wherever they are read`, () => {
    const readSlice = (/** @type {number} */ begin, /** @type {number} */ end) =>
      bytes.slice(begin, end).buffer;
    assertReadsLikeBytes(slicedSource('x', bytes.length, readSlice, aheadBytes));
  });
}

test('reading ahead serves many pulls from one slice', () => {
  let sliceCount = 0;
  const source = slicedSource(
    'x',
    bytes.length,
    (begin, end) => (++sliceCount, bytes.slice(begin, end).buffer),
    400,
  );
  for (let offset = 0; offset < 1000; offset += 100) source.read(offset, new Uint8Array(100));
  assert.equal(sliceCount, 3);
});

test('a file that became shorter is a failure, not an early end', () => {
  const source = slicedSource('x', 1000, (begin) => bytes.slice(begin, 500).buffer, 1000);
  assert.throws(() => source.read(0, new Uint8Array(10)), /shorter/);
});

test('memory and files give the same bytes wherever they are read', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x');
  writeFileSync(path, bytes);
  assertReadsLikeBytes(bytesSource('x', bytes));
  assertReadsLikeBytes(await openNodeSource({ kind: 'bytes', name: 'x', bytes }));
  assertReadsLikeBytes(await openNodeSource({ kind: 'blob', name: 'x', blob: new Blob([bytes]) }));
  const file = await openNodeSource({ kind: 'path', name: 'x', path });
  assert.equal(file.sizeBytes, 1000);
  assertReadsLikeBytes(file);
  file.close();
});

test('a file that is missing fails when it is read, not when it is named', async () => {
  const source = await openNodeSource({ kind: 'path', name: 'x', path: '/nowhere/x.json' });
  assert.throws(() => source.read(0, new Uint8Array(1)), /ENOENT/);
  source.close();
});

/**
 * @param {readonly number[]} sizes
 * @param {readonly [number, number][]} reads index of the source and bytes of it that are loaded
 * @returns {Progress[]}
 */
function progressOf(sizes, reads) {
  /** @type {Progress[]} */
  const posted = [];
  const sources = sizes.map((sizeBytes, index) => ({
    ...bytesSource(`source ${index}`, new Uint8Array(0)),
    sizeBytes,
  }));
  const post = (/** @type {any} */ reply) => posted.push(reply.progress);
  const onBytes = reportProgress({ post }, 1, sources);
  for (const [index, loaded] of reads) onBytes(index, loaded);
  return posted;
}

test('progress counts over all sources, never falls, and ends at the total', () => {
  const posted = progressOf(
    [100, 50, 200],
    [
      [0, 40],
      [1, 10],
      [2, 200],
      [3, 0],
    ],
  );
  assert.deepEqual(posted.at(0), {
    phase: 'reading',
    loadedBytes: 40,
    totalBytes: 350,
    source: 'source 0',
    sourceIndex: 0,
    sourceCount: 3,
  });
  assert.deepEqual(posted.at(-1), {
    phase: 'analysing',
    loadedBytes: 350,
    totalBytes: 350,
    source: 'source 2',
    sourceIndex: 2,
    sourceCount: 3,
  });
  for (let i = 1; i < posted.length; ++i) {
    assert.ok((posted[i]?.loadedBytes ?? 0) >= (posted[i - 1]?.loadedBytes ?? 0));
  }
});

test('a source that is longer than it said raises the total', () => {
  const last = progressOf(
    [0],
    [
      [0, 70],
      [1, 0],
    ],
  ).at(-1);
  assert.deepEqual([last?.loadedBytes, last?.totalBytes], [70, 70]);
});

test('a thousand reads in a moment are a handful of messages', () => {
  const reads = Array.from({ length: 1000 }, (_, i) => /** @type {[number, number]} */ ([0, i]));
  assert.ok(progressOf([1000], reads).length < 30);
});
