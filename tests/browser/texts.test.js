/** Words: every text in every language, each in use, and a page that speaks the one that was chosen. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../../scripts/shell.js';
import { languages, textsFor } from '../../web/dashboard/texts.js';
import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  overflow,
  runsShown,
  sample,
  openSite,
} from './support.js';

const site = openSite();

/**
 * Every text of a language: path and kind, functions with how many values they take.
 * @param {object} texts
 * @param {string} [path]
 * @returns {readonly string[]}
 */
function kindsOf(texts, path = '') {
  return Object.entries(texts).flatMap(([key, text]) => {
    const name = `${path}${key}`;
    if (typeof text === 'function') return `${name}(${text.length})`;
    return typeof text === 'string' ? name : kindsOf(text, `${name}.`);
  });
}

/** Texts without a word to translate: names, signs and numbers. */
const WORDLESS = new Set([
  'language',
  'title',
  'pastedName',
  'roles.none',
  'progress',
  'trendTitle',
  'columns.id',
  'copyId',
  'runEditor.hue',
  'compare.difference',
  'compare.judged',
]);

/** Every sentence, functions filled with the same few values. @param {object} texts @param {string} [path] @returns {readonly (readonly [string, string])[]} */
function sentencesOf(texts, path = '') {
  return Object.entries(texts).flatMap(([key, text]) => {
    const name = `${path}${key}`;
    if (typeof text === 'object') return sentencesOf(text, `${name}.`);
    const values = [['a.json', 'b.json'], 'step', 'x'];
    const said =
      typeof text !== 'function'
        ? text
        : key === 'reading'
          ? text(values[0])
          : text(...['step', '7', 'x', '8', 'y'].slice(0, text.length));
    return [/** @type {const} */ ([name, said])];
  });
}

test('every text stands in every language, and none is empty but where it is in English', () => {
  const english = textsFor('en');
  for (const { texts } of languages) {
    assert.deepEqual(kindsOf(texts), kindsOf(english), texts.language);
    for (const [name, said] of sentencesOf(texts)) {
      assert.ok(!said.includes('undefined'), `${texts.language} ${name}: ${said}`);
      assert.equal(said === '', name === 'roles.none', `${texts.language} ${name}`);
    }
  }
});

test('every Chinese text is written in Chinese', () => {
  for (const [name, said] of sentencesOf(textsFor('zh'))) {
    const hasChinese = /[\p{Script=Han}、]/u.test(said);
    assert.equal(hasChinese, !WORDLESS.has(name), `${name}: ${said}`);
  }
});

test('no text stands there unused', () => {
  const folder = join(root, 'web/dashboard');
  const code = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const used = new Set(
    [...code.matchAll(/\b(?:t|texts|texts\(\)|texts\?)\.(\w+)/g)].map(([, key]) => key),
  );
  assert.deepEqual(
    Object.keys(textsFor('en')).filter((key) => !used.has(key)),
    [],
  );
});

test('a language is found by its first part, in the order wished, else it is English', () => {
  assert.equal(textsFor('zh-TW', 'en').language, 'zh-CN');
  assert.equal(textsFor('fr-FR', 'zh').language, 'zh-CN');
  assert.equal(textsFor('EN-gb', 'zh').language, 'en');
  assert.equal(textsFor('fr').language, 'en');
  assert.equal(textsFor().language, 'en');
});

test('the page speaks the language of the browser until a person chooses another', async () => {
  const { page, complaints, close } = await openPage(site, { locale: 'zh-CN' }, '选择文件');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await drop(page, [sample('openai-overfits.json'), { name: 'x.html', text: '<!doctype html>' }]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const headline = (await page.locator('cs-verdict-card h2').textContent()) ?? '';
  assert.match(headline, /\p{Script=Han}/u);
  await page.getByText('这是网页，不是 JSON。').waitFor();
  await page.locator('cs-checkpoint-table').getByRole('button', { name: '步数' }).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.equal(await overflow(page), 0);
  await keepPicture(page, 'loaded-chinese');

  await page.getByLabel('语言').selectOption('en');
  await page.getByText('This is a web page, not JSON.').waitFor();
  await page.locator('cs-checkpoint-table').getByRole('button', { name: 'step' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  const english = (await page.locator('cs-verdict-card h2').textContent()) ?? '';
  assert.doesNotMatch(english, /\p{Script=Han}/u);

  await page.reload();
  await page.getByRole('button', { name: 'Choose files', exact: true }).waitFor();
  await page.getByLabel('Language').selectOption('auto');
  await page.getByRole('button', { name: '选择文件', exact: true }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});
