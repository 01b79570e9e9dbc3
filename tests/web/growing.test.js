/** A file that grows is gone on with: the same as reading it whole, at the cost of what is new. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';
import { Engine } from '../../web/engine/engine.js';
import { loadCore } from '../../web/engine/load.js';
import { bytesSource } from '../../web/worker/sources.js';
import { uniform } from '../random.js';
import { fixtures, logLines, threadlessWorker } from './support.js';

/** @import { RunSet } from '../../web/api/types.js' */
/** @import { Source } from '../../web/engine/engine.js' */
/** @import { Kept } from '../../web/engine/growing.js' */

const wasm = readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
const { core } = await loadCore(await WebAssembly.compile(wasm));

const lines = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((name) => !name.includes('.expected.'))
  .filter((name) => name.endsWith('.jsonl') || name.endsWith('.json'))
  .map((name) => ({ name, bytes: readFileSync(new URL(name, fixtures)) }))
  .filter(({ bytes }) => bytes.includes('\n{'));

/**
 * @param {Uint8Array} bytes
 * @param {{ count: number }} read how many bytes were taken from it
 * @returns {Source}
 */
function counted(bytes, read) {
  const source = bytesSource('log.jsonl', bytes);
  const count = (/** @type {Source} */ { pieces }) =>
    async function* () {
      for await (const piece of pieces()) {
        read.count += piece.length;
        yield piece;
      }
    };
  return {
    ...source,
    pieces: count(source),
    part(begin, end) {
      const part = /** @type {NonNullable<Source['part']>} */ (source.part)(begin, end);
      return { ...part, pieces: count(part) };
    },
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {Kept} [before]
 */
async function opened(bytes, before) {
  const engine = new Engine(core);
  const read = { count: 0 };
  const { kept, ...told } = await engine.open([counted(bytes, read)], 512, () => {}, [before]);
  const points = told.runs.map((run) =>
    run.metrics.map(({ index }) => engine.series(run.index, index, 0)),
  );
  engine.reset();
  return { told: { ...told, points }, kept: kept?.[0], readBytes: read.count };
}

/** What reading it at once says. @param {Uint8Array} bytes */
async function whole(bytes) {
  const engine = new Engine(core);
  const told = await engine.open([bytesSource('log.jsonl', bytes)], 512, () => {});
  const points = told.runs.map((run) =>
    run.metrics.map(({ index }) => engine.series(run.index, index, 0)),
  );
  engine.reset();
  return { ...told, points };
}

test('every fixture that grows piece by piece is at each length what reading it at once says', async () => {
  assert.ok(lines.length > 40);
  const next = uniform(5);
  let goneOnWith = 0;
  for (const { name, bytes } of lines) {
    /** @type {Kept | undefined} */
    let kept;
    const step = Math.ceil(bytes.length / 6);
    for (let size = 1 + Math.floor(step * next()); ; size += 1 + Math.floor(step * next())) {
      const part = bytes.subarray(0, size);
      goneOnWith += kept ? 1 : 0;
      const now = await opened(part, kept);
      assert.deepEqual(now.told, await whole(part), `${name}, ${size} bytes`);
      kept = now.kept;
      if (size >= bytes.length) break;
    }
  }
  assert.ok(goneOnWith > 100, `${goneOnWith} times`);
});

test('of lines that were added only these are read, and a look at both ends of what was there', async () => {
  const text = logLines(20_000);
  const border = text.indexOf('\n', text.length - 5000) + 1;
  const bytes = new TextEncoder().encode(text);
  const before = await opened(bytes.subarray(0, border));
  assert.equal(before.kept?.endBytes, border);
  const after = await opened(bytes, before.kept);
  assert.deepEqual(after.told, await whole(bytes));
  // Twice 4096 bytes are compared, and twice as many are kept to be compared the next time.
  assert.ok(after.readBytes <= bytes.length - border + 4 * 4096, `${after.readBytes} bytes`);
});

test('a file that was written anew is read anew', async () => {
  const [first, second] = [logLines(300), logLines(600, (row) => row)].map((text) =>
    new TextEncoder().encode(text),
  );
  assert.ok(first && second);
  const { kept } = await opened(first);
  assert.ok(kept);
  assert.deepEqual((await opened(second, kept)).told, await whole(second));
  const shorter = first.subarray(0, 5000);
  assert.deepEqual((await opened(shorter, kept)).told, await whole(shorter));
});

test('one document, and a last line that never ends, are not gone on with', async () => {
  const document = new TextEncoder().encode('{"log_history": [{"step": 1, "loss": 2}]}');
  assert.equal((await opened(document)).kept, undefined);
  const long = new TextEncoder().encode(
    `{"step":1,"loss":2}\n{"step":2,"note":"${'x'.repeat(3e6)}"}`,
  );
  const { told, kept } = await opened(long);
  assert.equal(kept, undefined);
  assert.deepEqual(told, await whole(long));
});

/** @param {RunSet} set */
async function saidBy({ runs, rejected }) {
  const points = [];
  for (const run of runs) for (const { name } of run.metrics) points.push(await run.series(name));
  return { text: JSON.stringify({ runs, rejected }), points };
}

test('a set goes on with what was appended, and with files that grow', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log.jsonl');
  const text = logLines(900);
  const cuts = [text.length / 3, text.length / 2, text.length - 7, text.length].map(Math.floor);
  writeFileSync(path, '');
  /** @type {RunSet | undefined} */
  let onDisk;
  /** @type {RunSet | undefined} */
  let inMemory;
  let begin = 0;
  const options = { live: true, worker: threadlessWorker };
  for (const cut of cuts) {
    const piece = text.slice(begin, cut);
    begin = cut;
    appendFileSync(path, piece);
    onDisk = onDisk
      ? await onDisk.append([])
      : await openRuns({ path, name: 'log.jsonl' }, options);
    const more = { name: 'log.jsonl', data: piece };
    inMemory = inMemory ? await inMemory.append(more) : await openRuns(more, options);
    const expected = await openRuns({ name: 'log.jsonl', data: text.slice(0, cut) }, options);
    const said = await saidBy(expected);
    assert.deepEqual(await saidBy(onDisk), said);
    assert.deepEqual(await saidBy(inMemory), said);
    expected.close();
  }
  onDisk?.close();
  inMemory?.close();
});
