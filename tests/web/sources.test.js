/** Bytes on their way into the engine: slices, files, and how far reading has come. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openNodeSource } from '../../web/worker/node-sources.js';
import { reportProgress } from '../../web/worker/progress.js';
import { bytesSource, piecesOf } from '../../web/worker/sources.js';

/** @import { Progress } from '../../web/api/types.js' */
/** @import { Source } from '../../web/engine/engine.js' */

const bytes = Uint8Array.from({ length: 10_000_000 }, (_, index) => index % 251);

/**
 * All bytes of a source, as it hands them out.
 * @param {Source} source
 */
async function readAll(source) {
  const all = new Uint8Array(bytes.length);
  let size = 0;
  for await (const piece of source.pieces()) {
    all.set(piece, size);
    size += piece.length;
  }
  return all.subarray(0, size);
}

test('memory, blobs and files give the same bytes, as often as they are asked', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x');
  writeFileSync(path, bytes);
  for (const source of [
    openNodeSource({ kind: 'bytes', name: 'x', bytes }),
    openNodeSource({ kind: 'blob', name: 'x', blob: new Blob([bytes]) }),
    openNodeSource({ kind: 'path', name: 'x', path }),
  ]) {
    assert.equal(source.sizeBytes, bytes.length);
    for (const _ of [1, 2]) assert.ok(Buffer.from(await readAll(source)).equals(bytes));
  }
});

test('a stream that cannot fill a buffer of ours gives the same bytes', async () => {
  const parts = [bytes.slice(0, 10), bytes.slice(10, 70_000), bytes.slice(70_000, 300_000)];
  const stream = new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else controller.close();
    },
  });
  const source = { name: 'x', sizeBytes: 0, pieces: () => piecesOf(stream) };
  assert.ok(Buffer.from(await readAll(source)).equals(bytes.subarray(0, 300_000)));
});

test('a file may be left before its end, and be read again from its start', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x');
  writeFileSync(path, bytes);
  for (const source of [
    openNodeSource({ kind: 'path', name: 'x', path }),
    openNodeSource({ kind: 'blob', name: 'x', blob: new Blob([bytes]) }),
  ]) {
    for await (const piece of source.pieces()) {
      assert.equal(piece[0], 0);
      break;
    }
    assert.equal((await readAll(source)).length, bytes.length);
  }
});

test('a file that is missing fails when it is read, not when it is named', async () => {
  const source = openNodeSource({ kind: 'path', name: 'x', path: '/nowhere/x.json' });
  await assert.rejects(() => source.pieces().next(), /ENOENT/);
});

/**
 * @param {readonly number[]} sizes
 * @param {readonly (readonly [index: number, loadedBytes: number, rows?: number])[]} reads of the sources
 * @returns {Progress[]}
 */
function progressOf(sizes, reads) {
  /** @type {Progress[]} */
  const posted = [];
  const sources = sizes.map((sizeBytes, index) => ({
    ...bytesSource(`source ${index}`, new Uint8Array(0)),
    sizeBytes,
  }));
  const onBytes = reportProgress(sources, (progress) => posted.push(progress));
  for (const [index, loaded, rows = 0] of reads) onBytes(index, loaded, rows);
  return posted;
}

test('progress counts over all sources, never falls, and ends at the total', () => {
  const posted = progressOf(
    [100, 50, 200],
    [
      [0, 40, 4],
      [1, 10, 1],
      [2, 200, 20],
      [3, 0],
    ],
  );
  assert.deepEqual(posted.at(0), {
    phase: 'reading',
    loadedBytes: 40,
    totalBytes: 350,
    rows: 4,
    source: 'source 0',
    sourceIndex: 0,
    sourceCount: 3,
  });
  assert.deepEqual(posted.at(-1), {
    phase: 'analysing',
    loadedBytes: 350,
    totalBytes: 350,
    rows: 25,
    source: 'source 2',
    sourceIndex: 2,
    sourceCount: 3,
  });
  for (let i = 1; i < posted.length; ++i) {
    assert.ok((posted[i]?.loadedBytes ?? 0) >= (posted[i - 1]?.loadedBytes ?? 0));
    assert.ok((posted[i]?.rows ?? 0) >= (posted[i - 1]?.rows ?? 0));
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
