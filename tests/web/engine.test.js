/** The WebAssembly module is what module.d.ts and types.js say it is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { CALLS } from '../../web/engine/calls.js';
import { Engine } from '../../web/engine/engine.js';
import { loadCore } from '../../web/engine/load.js';
import { failureError } from '../../web/api/errors.js';
import { bytesSource } from '../../web/worker/sources.js';
import { documentedProperties, logLines } from './support.js';

const wasm = readFileSync(new URL('../../build/wasm/core.wasm', import.meta.url));
const module = await WebAssembly.compile(wasm);
const { core } = await loadCore(module);

/** @param {string} text */
const source = (text) => bytesSource('log.jsonl', new TextEncoder().encode(text));

/** The names that the declaration file gives to the functions of the module. */
function declaredMembers() {
  const text = readFileSync(new URL('../../web/engine/module.d.ts', import.meta.url), 'utf8');
  const body = /export interface CoreModule \{\n([^]*?)\n\}/.exec(text)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => String(name)).toSorted();
}

test('the module exports the functions that its declaration names, and no others', () => {
  const live = Object.keys(core).filter((name) => typeof Reflect.get(core, name) === 'function');
  assert.deepEqual(live.filter((name) => name !== 'instantiate').toSorted(), declaredMembers());
});

test('texts cross in both directions as they are', async () => {
  const engine = new Engine(core);
  const name = 'Läufe/損失 🦙 "1".jsonl';
  const named = { ...source(logLines(3)), name };
  const { runs } = await engine.open([named], 4096, () => {});
  assert.deepEqual(runs[0]?.sources, [name]);
  engine.reset();
});

/** What an engine says and does with texts. @type {Record<string, { texts: string[], wanted: string }>} */
const orders = {
  'one log': { texts: [logLines(50)], wanted: 'read, all read, analysed' },
  'two logs': {
    texts: [logLines(50), logLines(40)],
    wanted: 'read, analysed, read, all read, analysed',
  },
  'a log of Python, which is read again': {
    texts: ["{'loss': None}\n{'loss': 0.5}\n"],
    wanted: 'read, all read, again, again, analysed',
  },
};
for (const [what, { texts, wanted }] of Object.entries(orders)) {
  test(`that all is read is said once, before the last of it is analysed: ${what}`, async () => {
    /** @type {string[]} */
    const happened = [];
    const finish = () => {
      const isAgain = core.finish();
      happened.push(isAgain ? 'again' : 'analysed');
      return isAgain;
    };
    const engine = new Engine(Object.create(core, { finish: { value: finish } }));
    await engine.open(texts.map(source), 4096, (index) =>
      happened.push(index === texts.length ? 'all read' : 'read'),
    );
    engine.reset();
    assert.equal(happened.join(', '), wanted);
  });
}

test('a module that cannot be instantiated is a failure, not a wait', async () => {
  // It imports a function "x" "y", which nobody has.
  const bytes = '0061736d01000000010401600000020701017801790000';
  const alien = await WebAssembly.compile(Uint8Array.from(Buffer.from(bytes, 'hex')));
  await assert.rejects(loadCore(alien), TypeError);
});

test('the engine answers every call that crosses to a worker, but those about other workers', () => {
  for (const name of Object.keys(CALLS)) {
    if (name !== 'share' && name !== 'help')
      assert.equal(typeof Reflect.get(Engine.prototype, name), 'function', name);
  }
});

/**
 * A run with every kind of remark: it overfits, a value is NaN, and the file is cut.
 * @returns {Promise<Engine>}
 */
async function openedEngine() {
  const engine = new Engine(core);
  const text = logLines(60, (row) => Math.abs(row - 30) / 30 + 0.5).replace(
    '"loss": 1.',
    '"loss": NaN, "n": 1.',
  );
  await engine.open(
    [source(text + '{"step": 99999, "lo'), source('<!doctype html>')],
    4096,
    () => {},
  );
  return engine;
}

test('what the engine says has the properties that types.js describes, all of them and no others', async () => {
  const engine = await openedEngine();
  const { runs, rejected, ruleset } = JSON.parse(
    JSON.stringify(await engine.open([], 1, () => {})),
  );
  assert.equal(ruleset, '1');
  const [run] = runs;
  const rows = engine.rows(0, 0, 5, '', false, '');
  const { verdict } = run;
  const compared = engine.compare(
    ['a', 'b'].map((name) => ({
      name,
      group: '',
      noiseBand: NaN,
      points: { x: Float64Array.of(1, 2), y: Float64Array.of(2, 1) },
      facts: [],
    })),
    'loss',
    'lower',
  );
  /** @type {[string, object | null | undefined][]} */
  const shapes = [
    ['RunSummary', run],
    ['Metric', run.metrics[0]],
    ['Trend', withoutVerdict(run.metrics[0]?.trend)],
    ['TrendWindows', engine.trends(0, 0)],
    ['Verdict', verdict],
    ['Recommended', verdict.recommended],
    ['Finding', run.findings[0]],
    ['Note', run.notes[0]],
    ['Message', verdict.headline],
    ['CheckpointRow', rows[0]],
    ['Rejected', rejected[0]],
    ['FormatInfo', engine.formats()[0]],
    ['RuleInfo', engine.rules()[0]],
    [
      'ThresholdInfo',
      engine.rules().find(({ thresholds }) => thresholds.length > 0)?.thresholds[0],
    ],
    ['Stopping', run.stopping],
    ['StopReplay', run.stopping.replays[0]],
    ['Forecast', run.forecast],
    ['ComparedRun', compared.runs[0]],
    ['RunGroup', compared.groups[0]],
    ['MeanCurve', compared.groups[0]?.curve],
    ['GroupPair', compared.pairs[0]],
  ];
  for (const [type, value] of shapes) {
    assert.ok(value, `the test file must yield a ${type}`);
    assert.deepEqual(Object.keys(value).toSorted(), documentedProperties(type).toSorted(), type);
  }
  engine.reset();
});

/** @param {import('../../web/api/types.js').Metric['trend'] | undefined} trend */
function withoutVerdict(trend) {
  assert.ok(trend);
  const { verdict: _verdict, ...others } = trend;
  return others;
}

test('points leave the engine as copies of their own', async () => {
  const engine = await openedEngine();
  const before = engine.series(0, 0, 0);
  const copy = { x: [...before.x], y: [...before.y] };
  // Whatever is read next moves or overwrites the engine's memory.
  await engine.open([source(logLines(20_000))], 2 ** 20, () => {});
  assert.deepEqual({ x: [...before.x], y: [...before.y] }, copy);
  assert.equal(before.x.byteOffset, 0);
  assert.equal(before.x.buffer.byteLength, before.x.byteLength);
  engine.reset();
});

test('a source that breaks off is rejected as read_failed, and the next one is read', async () => {
  const engine = new Engine(core);
  const text = logLines(10);
  const broken = {
    name: 'log.jsonl',
    sizeBytes: text.length,
    async *pieces() {
      yield new TextEncoder().encode(text.slice(0, 100));
      throw new Error('gone');
    },
  };
  const { runs, rejected } = await engine.open([broken, source(text)], 4096, () => {});
  assert.deepEqual(
    rejected.map(({ code, source: name, byte }) => [code, name, byte]),
    [['read_failed', 'log.jsonl', 100]],
  );
  assert.equal(runs.length, 1);
  engine.reset();
});

test('a file that will not fit is refused before it is all read, with what would fit', async () => {
  const piece = new Uint8Array(2 ** 20).fill(0x20);
  let read = 0;
  const tooLarge = {
    name: 'log.jsonl',
    sizeBytes: 2 ** 35,
    async *pieces() {
      while (read < 2 ** 35) {
        read += piece.length;
        yield piece;
      }
    },
  };
  // Every byte of the file takes a byte of memory.
  const engine = new Engine(core, () => read);
  await assert.rejects(
    engine.open([tooLarge], 2 ** 20, () => {}),
    { code: 'out_of_memory', fittingBytes: 3 * 2 ** 30 },
  );
  assert.ok(read < 2 ** 29, `${read} bytes were read`);
  engine.reset();
});

test('how much of a file would fit is said in both languages', () => {
  const error = failureError({ code: 'out_of_memory', detail: '', fittingBytes: 2.14e9 });
  assert.match(error.advice, /2\.1 GB/);
  assert.match(error.zh.advice, /2\.1 GB/);
  assert.equal(failureError({ code: 'out_of_memory', detail: 'x' }).cause, 'x');
});

test('a source is read again only to find the lines of what is said about it', async () => {
  const engine = new Engine(core);
  /** @type {number[]} */
  const reads = [];
  const counted = (/** @type {string} */ text) => {
    const index = reads.push(0) - 1;
    return {
      name: 'log.jsonl',
      sizeBytes: text.length,
      async *pieces() {
        reads[index] = (reads[index] ?? 0) + 1;
        for (let at = 0; at < text.length; at += 10) {
          yield new TextEncoder().encode(text.slice(at, at + 10));
        }
      },
    };
  };
  const { runs, rejected } = await engine.open(
    [counted(logLines(10)), counted(logLines(10) + '{"step":'), counted('[1,2\n,,]')],
    4096,
    () => {},
  );
  // The last one is tried as a dialect of JSON in between.
  assert.deepEqual(reads, [1, 2, 3]);
  assert.equal(runs[1]?.notes[0]?.line, 11);
  assert.deepEqual([rejected[0]?.line, rejected[0]?.column], [2, 2]);
  engine.reset();
});

test('the engine runs where text may not become code', () => {
  const glue = readFileSync(new URL('../../build/wasm/core.mjs', import.meta.url), 'utf8');
  assert.doesNotMatch(glue, /\bnew Function\b|\beval\(|\bFunction\(/);
});
