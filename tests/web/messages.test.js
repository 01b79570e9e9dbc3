/** Numbers and sentences for people: one table for each kind of slot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  columnFormatter,
  formatBytes,
  formatDuration,
  formatInteger,
  formatMessage,
  formatP,
  formatPercent,
  formatTime,
  formatValue,
} from '../../web/api/index.js';

/**
 * Narrow spaces and minus signs are written plainly in the tables below.
 * @param {string} text
 */
const typed = (text) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-');

/** @type {[number | 'NaN' | 'Infinity' | '-Infinity' | null, string][]} */
const values = [
  [0, '0'],
  [-0, '0'],
  [0.5213, '0.5213'],
  [0.52134, '0.5213'],
  [0.1 + 0.2, '0.3'],
  [1.0004, '1'],
  [-8.1, '-8.1'],
  [1234.5, '1235'],
  [12345, '12,350'],
  [9999999, '10,000,000'],
  [10000000, '1e7'],
  [1.2345678e21, '1.235e21'],
  [0.001, '0.001'],
  [0.000999, '9.99e-4'],
  [4.9e-6, '4.9e-6'],
  [-4.9e-6, '-4.9e-6'],
  [5e-324, '4.941e-324'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
  [null, '–'],
];
for (const [value, text] of values) {
  test(`a value ${value} reads ${text}`, () => assert.equal(typed(formatValue(value)), text));
}

/** @type {[number, string, string][]} */
const shares = [
  [0.17, '17 %', '+17 %'],
  [0.1732, '17 %', '+17 %'],
  [0.0173, '1.7 %', '+1.7 %'],
  [-0.081, '-8.1 %', '-8.1 %'],
  [0, '0 %', '0 %'],
  [1.234, '123 %', '+123 %'],
  [123.4, '12,340 %', '+12,340 %'],
  [NaN, 'NaN %', 'NaN %'],
  [Infinity, 'Infinity %', '+Infinity %'],
];
for (const [share, text, signed] of shares) {
  test(`a share ${share} reads ${text}, signed ${signed}`, () => {
    assert.equal(typed(formatPercent(share)), text);
    assert.equal(typed(formatPercent(share, 'en', { signed: true })), signed);
  });
}

/** @type {[number | null, string][]} */
const chances = [
  [1, '1'],
  [0.0312, '0.0312'],
  [1.1268e-4, '1.127e-4'],
  [1e-16, '1e-16'],
  [0.99e-16, '<1e-16'],
  [0, '<1e-16'],
  [null, '–'],
];
for (const [p, text] of chances) {
  test(`a chance of ${p} reads ${text}`, () => assert.equal(typed(formatP(p)), text));
}

/** @type {[number, string][]} */
const durations = [
  [0, '0 sec'],
  [0.254, '0.25 sec'],
  [9.96, '10 sec'],
  [45, '45 sec'],
  [59.7, '1 min'],
  [61, '1 min 1 sec'],
  [3599.6, '1 hr'],
  [4980, '1 hr 23 min'],
  [86_399, '1 day'],
  [187_200, '2 days 4 hr'],
  [-61, '-1 min 1 sec'],
];
for (const [seconds, text] of durations) {
  test(`${seconds} seconds read ${text}`, () => assert.equal(typed(formatDuration(seconds)), text));
}

/** @type {[number, string][]} */
const integers = [
  [60, '60'],
  [1000, '1000'],
  [12_400, '12,400'],
  [59.6, '60'],
  [-12_400, '-12,400'],
  [2 ** 60, '1.153e18'],
];
for (const [value, text] of integers) {
  test(`a count ${value} reads ${text}`, () => assert.equal(typed(formatInteger(value)), text));
}

/** @type {[number, string][]} */
const sizes = [
  [0, '0 byte'],
  [812, '812 byte'],
  [1200, '1.2 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [134e6, '134 MB'],
];
for (const [bytes, text] of sizes) {
  test(`${bytes} bytes read ${text}`, () => assert.equal(typed(formatBytes(bytes)), text));
}

test('a time is shown in the zone asked for', () => {
  const text = formatTime('2024-07-23T20:03:20Z', 'en-GB', { timeZone: 'UTC' });
  assert.match(text, /23 Jul 2024.*20:03:20/);
  assert.equal(formatTime(null), '–');
  assert.equal(formatTime('yesterday'), 'yesterday');
});

/**
 * @param {string} en
 * @param {Record<string, number | 'NaN' | string>} slots
 * @param {string} [zh]
 */
const message = (en, slots, zh = en) => ({ id: 'test', text: { en, zh }, slots });

test('a template takes each slot as the kind it names', () => {
  const text = formatMessage(
    message(
      '{metric} rose {rise:percent} ({change:signed_percent}) to {value:value} in {steps:integer} steps, {time:duration}: {names:list}.',
      {
        metric: 'eval_loss',
        rise: 0.17,
        change: 0.17,
        value: 0.61234,
        steps: 12_000,
        time: 90,
        names: 'a\nb\nc',
      },
    ),
  );
  const expected =
    'eval_loss rose 17 % (+17 %) to 0.6123 in 12,000 steps, 1 min 30 sec: a, b, and c.';
  assert.equal(typed(text), expected);
});

test('numbers that are not finite read as such in every kind', () => {
  const slots = { a: 'NaN', b: 'Infinity', c: '-Infinity', d: 'NaN' };
  const text = formatMessage(message('{a:value} {b:integer} {c:duration} {d:percent}', slots));
  assert.equal(typed(text), 'NaN Infinity -Infinity NaN %');
});

test('a place on an axis is never rounded to another', () => {
  assert.equal(formatMessage(message('epoch {x:integer}', { x: 7.625 })), 'epoch 7.625');
  assert.equal(formatMessage(message('step {x:integer}', { x: 20_000 })), 'step 20,000');
});

test('a text slot keeps a text that spells a number, and writes a number as a value', () => {
  assert.equal(formatMessage(message('{id} {x}', { id: '0012', x: 0.12345 })), '0012 0.1235');
});

test('slots that the message lacks stay visible, and what a slot holds is not read as a template', () => {
  assert.equal(
    formatMessage(message('{gone} {name} {toString}', { name: '{other} $& $1', other: 'x' })),
    '{gone} {other} $& $1 {toString}',
  );
});

test('Chinese has its own template and no space before the per cent sign', () => {
  const subject = message('Rose {rise:percent}.', { rise: 0.17 }, '上升 {rise:percent}。');
  assert.equal(formatMessage(subject, 'zh-CN'), '上升 17%。');
  assert.equal(formatMessage(subject, 'zh'), '上升 17%。');
  assert.equal(typed(formatMessage(subject, 'de')), 'Rose 17 %.');
});

test('a column writes all its values with the same decimals', () => {
  const loss = columnFormatter([0.52, 0.6134, null, 'NaN', 1.2]);
  assert.deepEqual(
    [0.52, 0.6134, null, 'NaN', 1.2].map((v) => loss(/** @type {number} */ (v))),
    ['0.520', '0.613', '–', 'NaN', '1.200'],
  );
  const rate = columnFormatter([5e-5, 4.9e-6]);
  assert.deepEqual([5e-5, 4.9e-6].map(rate).map(typed), ['5.000e-5', '4.900e-6']);
  const steps = columnFormatter([10, 20_000]);
  assert.deepEqual([10, 20_000].map(steps), ['10', '20,000']);
  assert.equal(columnFormatter([])(0), '0');
});
