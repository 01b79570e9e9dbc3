/**
 * Walks the fixtures: reading each must give what its expected file says, whatever the size of the
 * windows, the line ends, a byte order mark or the name of the file.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { after, test } from 'node:test';

import { command, fixtures, pathOf, samples } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
after(() => rmSync(folder, { recursive: true }));

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The files of a folder that have an expected file beside them, each of which must have its file.
 * @param {URL} url
 * @returns {{ name: string, path: string, expected: any }[]}
 */
function casesIn(url) {
  const names = readdirSync(url);
  const isExpected = (/** @type {string} */ name) => name.endsWith('.expected.json');
  const expectedOf = (/** @type {string} */ name) =>
    `${name.slice(0, -extname(name).length)}.expected.json`;
  const files = names.filter((name) => !isExpected(name));
  const alone = names.filter(
    (name) => isExpected(name) && !files.some((f) => expectedOf(f) === name),
  );
  assert.deepEqual(alone, [], 'an expected file without its file');
  return files.map((name) => ({
    name,
    path: pathOf(new URL(name, url)),
    expected: JSON.parse(readFileSync(new URL(expectedOf(name), url), 'utf8')),
  }));
}

/**
 * `expected` is part of `actual`: of objects the properties named, of lists all items in order.
 * @param {any} actual
 * @param {any} expected
 * @param {string} where
 */
function assertContains(actual, expected, where) {
  if (Array.isArray(expected)) {
    assert.equal(actual?.length, expected.length, `${where}: number of items`);
    expected.forEach((item, index) => assertContains(actual[index], item, `${where}[${index}]`));
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${where}: is ${actual}`);
    for (const [key, value] of Object.entries(expected)) {
      assertContains(actual[key], value, `${where}.${key}`);
    }
  } else {
    assert.deepEqual(actual, expected, where);
  }
}

/**
 * @param {any} document of `--json`
 * @param {any} expected as tests/reference.js writes it
 */
function assertReadAs(document, expected) {
  assert.deepEqual(document.rejected, []);
  assert.equal(document.runs.length, expected.runs.length, 'number of runs');
  const codes = new Set();
  document.runs.forEach((/** @type {any} */ run, /** @type {number} */ index) => {
    const { metrics, ...rest } = expected.runs[index];
    assert.equal(run.format, expected.format);
    assertContains(run, rest, `runs[${index}]`);
    for (const metric of metrics) {
      const found = run.metrics.find((/** @type {any} */ { name }) => name === metric.name);
      assert.ok(
        found,
        `no metric ${metric.name} among ${run.metrics.map((/** @type {any} */ m) => m.name)}`,
      );
      assertContains(found, metric, metric.name);
    }
    for (const note of run.notes) {
      codes.add(note.code);
      const isAnnounced = expected.notes.includes(note.code);
      assert.ok(isAnnounced || note.severity !== 'data_loss', `unexpected ${note.code}`);
    }
  });
  for (const code of expected.notes) assert.ok(codes.has(code), `no note ${code}`);
}

/**
 * @param {string} path
 * @param {number} [windowBytes]
 * @returns {Promise<any>} the document of `--json`
 */
async function read(path, windowBytes) {
  const internal = windowBytes === undefined ? {} : { windowBytes };
  return JSON.parse((await command(['--json', path], { internal })).stdout);
}

/**
 * What must not change with the guise of a file: everything but names and places.
 * @param {any} document
 */
function withoutPlaces(document) {
  return JSON.parse(
    JSON.stringify(document, (key, value) =>
      ['byte', 'line', 'column', 'source', 'sources', 'excerpt', 'caret'].includes(key)
        ? undefined
        : value,
    ),
  );
}

/**
 * A run that the file does not name goes by the file.
 * @param {any} document
 * @param {string} path
 */
function renamed(document, path) {
  const stem = basename(path, extname(path));
  for (const run of document.runs) {
    if (run.name.startsWith(stem)) run.name = `NAME${run.name.slice(stem.length)}`;
  }
  return document;
}

let guiseCount = 0;
/**
 * Where a file says in its name what it measures, that part of the name stays.
 * @param {string} name
 * @param {string} ending
 */
function otherName(name, ending) {
  const place = join(folder, `${++guiseCount}`);
  mkdirSync(place);
  return join(place, name.includes('-tag-') ? name : `log-${guiseCount}${ending}`);
}

/**
 * @param {string} path
 * @param {Buffer} bytes
 * @returns {{ what: string, path: string }[]}
 */
function guises(path, bytes) {
  const extension = extname(path);
  const crlf = Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
  return [
    { what: 'with CRLF', bytes: crlf, extension },
    { what: 'with a byte order mark', bytes: Buffer.concat([BOM, bytes]), extension },
    { what: 'under another name', bytes, extension: '.txt' },
  ].map(({ what, bytes: content, extension: ending }) => {
    const copy = otherName(basename(path), ending);
    writeFileSync(copy, content);
    return { what, path: copy };
  });
}

let caseCount = 0;
for (const format of readdirSync(new URL('formats/', fixtures))) {
  for (const { name, path, expected } of casesIn(new URL(`formats/${format}/`, fixtures))) {
    ++caseCount;
    test(`${format}/${name} reads as the reference says`, async () => {
      assertReadAs(await read(path), expected);
    });
    test(`${format}/${name} reads the same in any window and in any guise`, async () => {
      const whole = await read(path);
      for (const windowBytes of [1, 7, 4096]) {
        assert.deepEqual(await read(path, windowBytes), whole, `in windows of ${windowBytes}`);
      }
      const content = withoutPlaces(renamed(whole, path));
      for (const guise of guises(path, readFileSync(path))) {
        const document = withoutPlaces(renamed(await read(guise.path), guise.path));
        assert.deepEqual(document, content, guise.what);
      }
    });
  }
}
test('there are fixtures of every format that is known', async () => {
  const { stdout } = await command(['formats', '--json']);
  const known = JSON.parse(stdout).map((/** @type {{ id: string }} */ { id }) => id);
  const covered = new Set(readdirSync(new URL('formats/', fixtures)));
  assert.deepEqual(
    known.filter((/** @type {string} */ id) => !covered.has(id)),
    [],
  );
  assert.ok(caseCount >= 20);
});

for (const { name, path, expected } of casesIn(new URL('rejected/', fixtures))) {
  test(`rejected/${name} is refused as ${expected.code} with its place`, async () => {
    for (const windowBytes of [undefined, 1, 7, 4096]) {
      const { status, stdout } = await command(['--json', path], {
        internal: windowBytes === undefined ? {} : { windowBytes },
      });
      assert.equal(status, 2);
      const { runs, rejected } = JSON.parse(stdout);
      assert.deepEqual([runs, rejected.length], [[], 1]);
      assertContains(rejected[0], expected, `window ${windowBytes}`);
      assert.equal(rejected[0].source, path);
      assert.ok(rejected[0].message.length > 10 && rejected[0].advice.length > 10);
      const { excerpt, caret } = rejected[0];
      assert.ok(caret >= 0 && caret <= [...excerpt].length);
    }
  });
}

for (const name of readdirSync(samples).filter((file) => /\.jsonl?$/.test(file))) {
  test(`the sample ${name} is read without loss and ends in a verdict`, async () => {
    const document = await read(pathOf(new URL(name, samples)));
    assert.deepEqual(document.rejected, []);
    for (const run of document.runs) {
      assert.notEqual(run.verdict.headline, '');
      assert.deepEqual(
        run.notes.filter((/** @type {any} */ { severity }) => severity === 'data_loss'),
        [],
      );
    }
  });
}
