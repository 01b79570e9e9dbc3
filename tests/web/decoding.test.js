/** Files that are packed or in UTF-16 read like their text. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { constants, gzipSync, inflateRawSync } from 'node:zlib';

import { decoded } from '../../web/worker/decoding.js';
import { inflatedByNode } from '../../web/worker/node-inflate.js';
import { command, fixtures } from './support.js';

const TEXT = readFileSync(
  new URL('formats/huggingface_trainer/best_named_and_nan.json', fixtures),
  'utf8',
);

/** @param {string} text @param {boolean} [isBigEndian] */
function utf16(text, isBigEndian = false) {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} pieceBytes
 */
function inPieces(bytes, pieceBytes) {
  return {
    name: 'x',
    sizeBytes: bytes.length,
    async *pieces() {
      // One buffer for every piece, as the readers of files have it.
      const buffer = new Uint8Array(pieceBytes);
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes);
        buffer.set(piece);
        yield buffer.subarray(0, piece.length);
      }
    },
  };
}

/**
 * Decoded by Node's zlib, and by the stream that browsers have.
 * @param {Uint8Array} bytes
 * @param {number} pieceBytes
 */
async function decode(bytes, pieceBytes) {
  const results = [];
  for (const inflate of [inflatedByNode, undefined]) {
    const source = decoded(inPieces(bytes, pieceBytes), inflate);
    /** @type {Uint8Array[]} */
    const parts = [];
    for await (const piece of source.pieces()) parts.push(piece.slice());
    results.push({ text: Buffer.concat(parts).toString(), encodings: source.encodings });
  }
  assert.deepEqual(results[0], results[1]);
  return results[0];
}

test('gzip and UTF-16 become the text in them, in pieces of any size', async () => {
  const wide = `{"loss": 0.5, "name": "损失 \u{1F600}"}`;
  for (const pieceBytes of [1, 2, 3, 7, 4096]) {
    for (const [bytes, encodings] of /** @type {const} */ ([
      [Buffer.from(wide), []],
      [gzipSync(wide), ['gzip']],
      [utf16(wide), ['utf-16le']],
      [utf16(wide, true), ['utf-16be']],
      [gzipSync(utf16(wide)), ['gzip', 'utf-16le']],
      [Buffer.concat([gzipSync(wide.slice(0, 9)), gzipSync(wide.slice(9))]), ['gzip']],
      [Buffer.alloc(0), []],
      [Buffer.from('7'), []],
    ])) {
      const text = bytes.length < 2 ? bytes.toString() : wide;
      assert.deepEqual(await decode(bytes, pieceBytes), { text, encodings });
    }
  }
});

test('a packed file reads as its text does, and a note says that it was packed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'plain.json'), TEXT);
  writeFileSync(join(folder, 'packed.json'), gzipSync(TEXT));
  writeFileSync(join(folder, 'wide.json'), utf16(TEXT));
  writeFileSync(join(folder, 'both.json'), gzipSync(utf16(TEXT, true)));
  const read = async (/** @type {string} */ name) => {
    const { stdout } = await command(['--json', join(folder, name)]);
    const { runs, rejected } = JSON.parse(stdout);
    assert.deepEqual(rejected, []);
    return runs[0];
  };
  const plain = await read('plain.json');
  const packed = {
    'packed.json': ['inflated'],
    'wide.json': ['transcoded'],
    'both.json': ['inflated', 'transcoded'],
  };
  for (const [name, codes] of Object.entries(packed)) {
    const run = await read(name);
    assert.deepEqual(run.metrics, plain.metrics);
    assert.deepEqual(run.checkpoints, plain.checkpoints);
    const of = (/** @type {any} */ { code, line, column }) => ({ code, line, column });
    const own = run.notes.filter((/** @type {any} */ { code }) => codes.includes(code));
    assert.deepEqual(
      own.map((/** @type {any} */ note) => note.code),
      codes,
    );
    assert.deepEqual(
      run.notes.filter((/** @type {any} */ note) => !own.includes(note)).map(of),
      plain.notes.map(of),
    );
  }
});

test('a gzip file that is damaged is refused as that, and one that cannot be read as that', async () => {
  const bytes = gzipSync(TEXT);
  const damaged = Buffer.from(bytes);
  damaged.fill(0xaa, 60, 90);
  await assert.rejects(decode(damaged, 16), { code: 'damaged_gzip' });
  for (const inflate of [inflatedByNode, undefined]) {
    const source = decoded(
      {
        name: 'x',
        sizeBytes: 0,
        async *pieces() {
          yield bytes.subarray(0, 20);
          throw new Error('the disk is gone');
        },
      },
      inflate,
    );
    await assert.rejects(
      async () => {
        for await (const _ of source.pieces());
      },
      { message: 'the disk is gone' },
    );
  }
});

test('a gzip file that is cut off gives all that can be unpacked of it, then says so', async () => {
  const lines = Array.from({ length: 5000 }, (_, step) => `{"step": ${step}, "loss": ${1 / step}}`);
  const text = lines.join('\n');
  const bytes = gzipSync(text);
  for (const size of [12, 1000, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
    const expected = inflateRawSync(bytes.subarray(10, size), {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    for (const pieceBytes of [7, 4096, 1_000_000]) {
      /** @type {Uint8Array[]} */
      const parts = [];
      const read = async () => {
        const source = decoded(inPieces(bytes.subarray(0, size), pieceBytes), inflatedByNode);
        for await (const piece of source.pieces()) parts.push(piece.slice());
      };
      await assert.rejects(read, { code: 'cut_gzip' });
      assert.deepEqual(Buffer.concat(parts), expected);
    }
  }
});

test('a log whose packing is cut off is read up to the cut, and the cut is told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const lines = Array.from(
    { length: 2000 },
    (_, step) => `{"step": ${step}, "loss": ${2 / (1 + step)}}\n`,
  );
  const bytes = gzipSync(lines.join(''));
  const path = join(folder, 'log.jsonl.gz');
  writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
  const { stdout } = await command(['--json', path]);
  const { runs, rejected } = JSON.parse(stdout);
  assert.deepEqual(rejected, []);
  assert.ok(runs[0].metrics[0].points > 500 && runs[0].metrics[0].points < 2000);
  const codes = runs[0].notes.map((/** @type {any} */ { code }) => code);
  assert.ok(codes.includes('truncated') && codes.includes('inflated'), codes);
});

test('a packed file may be left before its end', async () => {
  const source = decoded({
    name: 'x',
    sizeBytes: 0,
    async *pieces() {
      const bytes = gzipSync(Buffer.alloc(20_000_000, 'abc'));
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    },
  });
  for await (const piece of source.pieces()) {
    assert.ok(piece.length > 0);
    break;
  }
});
