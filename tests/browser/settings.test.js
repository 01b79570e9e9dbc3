/** How files are read and judged is changed in the page: thresholds, and where things stand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { listRules, openRuns, parseSettings } from '../../web/api/node.js';
import {
  accessibilityViolations,
  drop,
  keepPicture,
  openPage,
  overflow,
  runsShown,
  sample,
  openSite,
} from './support.js';

/** @import { Page } from 'playwright-core' */
/** @import { OpenOptions } from '../../web/api/types.js' */

const site = openSite();

/** A threshold that changes the verdict on the sample: at 1 every difference in it is noise. */
const RULE = 'noise';
const THRESHOLD = 'floor_share';

/** What the engine says of a text. @param {string} text @param {OpenOptions} options */
async function headlineOf(text, options) {
  const set = await openRuns({ name: 'x.json', data: text }, options);
  const [run] = set.runs;
  const headline = run ? run.say(run.verdict.headline) : '';
  set.close();
  return headline;
}

/** @param {Page} page @param {string} text */
async function says(page, text) {
  await page.locator('cs-verdict-card h2', { hasText: text }).waitFor();
}

/** A file whose fields nobody can guess. */
const SERIES = JSON.stringify({
  entries: [1, 2, 3, 4, 5, 6, 7].map((n) => ({ n: 100 * n, left: 0.5, right: 1 / n, third: n })),
});
/** A file of which everything is found but what it means. */
const LOG = JSON.stringify(
  [1, 2, 3, 4, 5, 6].map((step) => ({ step, goodness: step / 10, other: 1 - step / 20 })),
);

test('a threshold is changed with effect at once, kept as a file, taken back and loaded', async () => {
  const { page, complaints, close } = await openPage(site);
  const { name, text } = sample('openai-overfits.json');
  const rules = { [RULE]: { [THRESHOLD]: 1 } };
  const before = await headlineOf(text, {});
  const changed = await headlineOf(text, { rules });
  assert.notEqual(changed, before);
  await drop(page, [{ name, text }]);
  await runsShown(page, 1);
  await says(page, before);
  await page.getByRole('button', { name: 'Thresholds' }).click();
  const panel = page.locator('cs-thresholds');
  await panel.getByRole('searchbox').fill(RULE);
  const known = (await listRules()).find(({ id }) => id === RULE);
  assert.ok(known);
  const heads = panel.locator('.rule', { hasText: new RegExp(`^\\s*${RULE}\\s`) });
  const head = await heads.first().innerText();
  assert.ok(head.includes(`version ${known.version} · ${known.source}`), head);
  const input = panel.getByRole('spinbutton', { name: new RegExp(`^${RULE} ${THRESHOLD},`) });
  await input.fill('1');
  await input.press('Enter');
  await says(page, changed);
  await panel.getByText('1 changed').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'thresholds');

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as a file' }).click();
  const path = await (await download).path();
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { rules, best: [] });
  await panel.getByRole('button', { name: 'Reset all' }).click();
  await says(page, before);
  await panel.locator('input[type=file]').setInputFiles(path);
  await says(page, changed);
  // What is opened later is judged by the same numbers.
  await drop(page, [{ name: 'again.json', text }]);
  await runsShown(page, 2);
  await says(page, changed);
  assert.deepEqual(complaints, []);
  await close();
});

test('what best means is kept with the thresholds, and holds for what is opened later', async () => {
  const { page, complaints, close } = await openPage(site);
  const { name, text } = sample('huggingface-healthy.json');
  await drop(page, [{ name, text }]);
  await runsShown(page, 1);
  await page.getByLabel('Metric that decides what best means').selectOption('eval_loss');
  await page.getByText('chosen by you').waitFor();
  await page.getByRole('button', { name: 'Thresholds' }).click();
  const panel = page.locator('cs-thresholds');
  await panel.getByText('Best means eval_loss lowest').waitFor();
  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as a file' }).click();
  const path = await (await download).path();
  const settings = { rules: {}, best: [{ name: 'eval_loss', direction: 'lower' }] };
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), settings);

  await page.reload();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await drop(page, [{ name, text }]);
  await runsShown(page, 1);
  await page.getByRole('button', { name: 'Thresholds' }).click();
  await panel.locator('input[type=file]').setInputFiles(path);
  await page.getByText('chosen by you').waitFor();
  await drop(page, [{ name: 'again.json', text }]);
  await runsShown(page, 2);
  await page.getByText('chosen by you').waitFor();
  const { best } = parseSettings(settings);
  const set = await openRuns({ name, data: text }, { metric: best });
  await says(page, String(set.runs[0]?.say(set.runs[0].verdict.headline)));
  set.close();
  assert.deepEqual(complaints, []);
  await close();
});

test('a threshold judges at once: nothing is read again', async () => {
  const { page, close } = await openPage(site);
  const { name, text } = sample('openai-overfits.json');
  await drop(page, [{ name, text }]);
  await runsShown(page, 1);
  await page.evaluate(() => {
    const element = document.querySelector('checkpoint-scope');
    if (element) Reflect.set(element, 'openRuns', () => Promise.reject(new Error('read again')));
  });
  await page.getByRole('button', { name: 'Thresholds' }).click();
  const panel = page.locator('cs-thresholds');
  const input = panel.getByRole('spinbutton', { name: new RegExp(`^${RULE} ${THRESHOLD},`) });
  await input.fill('1');
  await input.press('Enter');
  const changed = await headlineOf(text, { rules: { [RULE]: { [THRESHOLD]: 1 } } });
  assert.notEqual(changed, await headlineOf(text, {}));
  await says(page, changed);
  await close();
});

test('in Chinese every threshold says in Chinese what it means', async () => {
  const { page, close } = await openPage(site, { locale: 'zh-CN' }, '选择文件');
  await drop(page, [sample('openai-overfits.json')]);
  await runsShown(page, 1);
  await page.getByRole('button', { name: '阈值' }).click();
  const meanings = page.locator('cs-thresholds td.meaning');
  await meanings.first().waitFor();
  for (const meaning of await meanings.allTextContents()) assert.match(meaning, /\p{Script=Han}/u);
  assert.deepEqual(await accessibilityViolations(page), []);
  await close();
});

test('a file of thresholds that is none is refused in words, and nothing changes', async () => {
  const { page, close } = await openPage(site);
  const { name, text } = sample('openai-overfits.json');
  await drop(page, [{ name, text }]);
  await runsShown(page, 1);
  await page.getByRole('button', { name: 'Thresholds' }).click();
  const panel = page.locator('cs-thresholds');
  await panel.locator('input[type=file]').setInputFiles({
    name: 'rules.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"no_such_rule": {"x": 1}}'),
  });
  await panel.getByRole('alert').filter({ hasText: 'no_such_rule' }).waitFor();
  await says(page, await headlineOf(text, {}));
  await close();
});

test('a person says which way is better and what is no metric, and the browser remembers it', async () => {
  const { page, complaints, close } = await openPage(site);
  await drop(page, [{ name: 'log.json', text: LOG }]);
  await runsShown(page, 1);
  await page.getByRole('button', { name: 'Field mapping' }).click();
  const form = page.locator('cs-mapping-form');
  await form.getByRole('checkbox', { name: /other/ }).uncheck();
  await page.locator('cs-metric-table tbody tr').nth(1).waitFor({ state: 'detached' });
  await form.getByRole('combobox', { name: 'better is: goodness' }).selectOption('higher');
  await form.getByRole('combobox', { name: 'measured on: goodness' }).selectOption('valid');
  const row = page.locator('cs-metric-table tbody tr', { hasText: 'goodness' });
  await row.filter({ hasText: 'validation' }).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.ok((await overflow(page)) <= 0);
  await keepPicture(page, 'mapping');

  const download = page.waitForEvent('download');
  await form.getByRole('button', { name: 'Save as a file' }).click();
  const map = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  assert.deepEqual(map, { metrics: { goodness: { direction: 'higher', role: 'valid' } } });
  await page.reload();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await drop(page, [{ name: 'another.json', text: LOG }]);
  await runsShown(page, 1);
  await row.filter({ hasText: 'validation' }).waitFor();
  await page.getByRole('button', { name: 'Field mapping' }).click();
  await form.getByRole('button', { name: 'Forget' }).click();
  await page.locator('cs-metric-table tbody tr').nth(1).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('a file that says nothing by itself is read as the person says', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [{ name: 'series.json', text: SERIES }]);
  await page.locator('cs-rejected-list').getByRole('button', { name: 'Say where' }).click();
  const form = page.locator('cs-mapping-form');
  await form.getByRole('combobox', { name: 'Field of the step' }).fill('n');
  await form.getByRole('combobox', { name: 'Another metric' }).fill('right');
  await form.getByRole('button', { name: 'Add' }).click();
  await form.getByRole('button', { name: 'Read the file so' }).click();
  await runsShown(page, 1);
  const row = page.locator('cs-metric-table tbody tr');
  assert.match((await row.first().textContent()) ?? '', /right/);
  assert.equal(await page.locator('cs-rejected-list').count(), 0);

  // What was said of one such file is remembered for the next.
  await page.reload();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await drop(page, [{ name: 'another.json', text: SERIES }]);
  await runsShown(page, 1);
  assert.match((await row.first().textContent()) ?? '', /right/);
  assert.equal(await page.locator('cs-rejected-list').count(), 0);
  await close();
});
