/** Errors: one type, and each sentence in one place. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { CheckpointError, abortError, rejectionError } from '../../web/api/errors.js';
import { fixtures } from './support.js';

const definitions = readFileSync(
  new URL('../../wasm/base/error_codes.def', import.meta.url),
  'utf8',
);
const codes = [
  ...definitions.matchAll(/^CKPT_ERROR\((\w+), "(.*?)", "(.*?)", "(.*?)", "(.*?)"\)/gm),
].map(([, code, sentence, advice, zh, zhAdvice]) => ({
  code: String(code),
  sentence,
  advice,
  zh: { message: zh, advice: zhAdvice },
}));

test('the sentence that a dead engine cannot say reads as the engine would say it', () => {
  const own = codes.find(({ code }) => code === 'out_of_memory');
  const error = new CheckpointError('out_of_memory');
  assert.deepEqual([error.message, error.advice], [own?.sentence, own?.advice]);
  assert.deepEqual(error.zh, own?.zh);
});

test('a rejected input becomes an error that names its place', () => {
  const error = rejectionError({
    source: 'a.json',
    code: 'syntax',
    byte: 12,
    line: 2,
    column: 3,
    message: 'Broken.',
    advice: 'Mend it.',
    zh: { message: '不完整。', advice: '请修正。' },
    excerpt: '{{',
    caret: 1,
  });
  assert.ok(error instanceof Error);
  assert.deepEqual(error.zh, { message: '不完整。', advice: '请修正。' });
  const { name, code, message, source, byte, line, column, excerpt, advice } = error;
  assert.deepEqual(
    [name, code, message, source, byte, line, column, excerpt, advice],
    ['CheckpointError', 'syntax', 'Broken.', 'a.json', 12, 2, 3, '{{', 'Mend it.'],
  );
});

test('a cancelled call fails as cancelled calls do everywhere, with the reason as its cause', () => {
  const reason = new Error('changed my mind');
  const error = abortError(AbortSignal.abort(reason));
  assert.deepEqual([error.name, error.code, error.cause], ['AbortError', 'aborted', reason]);
});

test('each code of the engine has a file in the museum of rejected files', () => {
  const folder = new URL('rejected/', fixtures);
  const shown = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.expected.json'))
      .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')).code),
  );
  // A 64 MB token, 4 GB of text, a failing disk and a full memory are made in tests of their own.
  const madeElsewhere = ['token_too_long', 'inflated_too_large', 'read_failed', 'out_of_memory'];
  assert.ok(codes.length >= 15);
  assert.deepEqual(
    codes
      .map(({ code }) => code)
      .filter((code) => !shown.has(code) && !madeElsewhere.includes(code)),
    [],
  );
});
