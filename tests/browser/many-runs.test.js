/** Many runs: the table of all of them, what is marked in it, and what is compared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  accessibilityViolations,
  drop,
  keepPicture,
  openPage,
  overflow,
  sample,
  openSite,
} from './support.js';

/** @import { Page } from 'playwright-core' */
/** @import { TextFile } from './support.js' */

const site = openSite();

/** Evaluations of every run here, at steps 10, 20, ... */
const EVALUATIONS = 12;

/**
 * A run of our own making: its loss falls to a value of its own, by a fixed formula.
 * @param {number} number
 * @param {{ readonly rate?: number, readonly seed?: number }} [settings]
 * @returns {TextFile}
 */
function run(number, { rate = 0.001, seed = number } = {}) {
  const rows = Array.from({ length: EVALUATIONS }, (_, index) => ({
    step: 10 * (index + 1),
    train_loss: lossAt(number, index) - 0.1,
    valid_loss: lossAt(number, index),
  }));
  const config = { learning_rate: rate, seed };
  return { name: `run-${number}.json`, text: JSON.stringify({ config, history: rows }) };
}

/** @param {number} number @param {number} index */
function lossAt(number, index) {
  const wobble = ((number * 37 + index * 17) % 11) / 1000;
  return Number((2 * 0.7 ** index + 0.4 + number / 100 + wobble).toFixed(6));
}

/** @param {number} number */
function bestOf(number) {
  return Math.min(...Array.from({ length: EVALUATIONS }, (_, index) => lossAt(number, index)));
}

/** Names in the table of all runs, as they stand. @param {Page} page */
function names(page) {
  return page
    .locator('cs-overview tbody .open')
    .evaluateAll((buttons) => buttons.map((button) => button.textContent?.trim() ?? ''));
}

/** @param {Page} page @param {readonly TextFile[]} files */
async function dropMany(page, files) {
  await drop(page, files);
  await page.locator('cs-overview tbody .open').first().waitFor();
}

/** Marks the runs of these rows, and compares them. @param {Page} page @param {readonly number[]} rows */
async function compare(page, rows) {
  for (const row of rows) await page.locator('cs-overview tbody input').nth(row).click();
  await page.locator('cs-overview').getByRole('button', { name: 'Compare marked' }).click();
  await page.locator('cs-pair-table tbody tr').first().waitFor();
}

test('several runs stand in a table with their exact values, and sort by any column', async () => {
  const { page, complaints, close } = await openPage(site);
  await dropMany(page, [run(3), run(1), run(2), sample('diverges-into-nan.jsonl')]);
  await page
    .locator('cs-overview')
    .getByRole('combobox', { name: 'Values of' })
    .selectOption('valid_loss');
  const best = page.locator('cs-overview tbody tr', { hasText: 'run-2' }).locator('td.number');
  assert.ok((await best.first().getAttribute('title'))?.includes(String(bestOf(2))));

  await page.locator('cs-overview th.best button').click();
  assert.deepEqual(await names(page), ['run-1', 'run-2', 'run-3', 'diverges-into-nan']);
  await page.locator('cs-overview th.best button').click();
  assert.deepEqual(
    await names(page),
    ['run-3', 'run-2', 'run-1', 'diverges-into-nan'],
    'what has no value stands last either way',
  );
  await page.locator('cs-overview th.verdict button').click();
  assert.equal((await names(page))[0], 'diverges-into-nan', 'the gravest verdict comes first');
  assert.equal(await page.locator('cs-overview .leading').count(), 1);
  assert.deepEqual(complaints, []);
  await close();
});

test('the table is filtered by words and by the severity of the verdict', async () => {
  const { page, close } = await openPage(site);
  await dropMany(page, [run(1), run(2), run(12), sample('diverges-into-nan.jsonl')]);
  const filter = page.locator('cs-overview').getByRole('searchbox');
  await filter.fill('run-1');
  assert.deepEqual(await names(page), ['run-1', 'run-12']);
  await filter.fill('not a finite number');
  assert.deepEqual(await names(page), ['diverges-into-nan']);
  await filter.fill('');
  await page
    .locator('cs-overview')
    .getByRole('button', { name: /^Critical/ })
    .click();
  assert.deepEqual(await names(page), ['diverges-into-nan']);
  await filter.fill('no such run');
  await page.locator('cs-overview .none').waitFor();
  await close();
});

test('the keyboard moves through the table, marks runs and opens one', async () => {
  const { page, close } = await openPage(site);
  await dropMany(
    page,
    [1, 2, 3, 4, 5].map((number) => run(number)),
  );
  await page.locator('cs-overview tbody input').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  assert.equal(await page.locator('cs-overview tr.marked').count(), 2);
  await page.keyboard.press('Control+a');
  assert.equal(await page.locator('cs-overview tr.marked').count(), 5);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('cs-run-view .title h2', { hasText: 'run-5' }).waitFor();
  // The marks are the same beside the run.
  assert.equal(await page.locator('cs-run-list .mark:checked').count(), 5);
  await close();
});

test('a run is called and coloured as the person wants, everywhere', async () => {
  const { page, close } = await openPage(site);
  await dropMany(page, [run(1), run(2)]);
  const row = page.locator('cs-overview tbody tr').first();
  await row.hover();
  await row.locator('.edit').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('my baseline');
  await dialog.getByRole('radio', { name: 'purple' }).check();
  assert.deepEqual(await accessibilityViolations(page), []);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.locator('.open', { hasText: 'my baseline' }).waitFor();
  assert.equal(await row.locator('.swatch.hue-4').count(), 1);
  await row.locator('.open').click();
  await page.locator('cs-run-view .title h2', { hasText: 'my baseline' }).waitFor();
  assert.equal(await page.locator('cs-run-list .run.hue-4').count(), 1);
  await close();
});

test('of five hundred runs only the rows in view exist, and any of them is reached', async () => {
  const { page, close } = await openPage(site);
  const many = Array.from({ length: 500 }, (_, number) => run(number + 1));
  await dropMany(page, many);
  assert.ok((await page.locator('cs-overview tbody .open').count()) < 60);
  await page.locator('cs-overview tbody input').first().focus();
  await page.keyboard.press('End');
  await page.locator('cs-overview tr.active', { hasText: 'run-500' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('cs-overview tr.active', { hasText: 'run-1' }).waitFor();
  await keepPicture(page, 'many-runs');
  await close();
});

test('marked runs are overlaid by quantity, each in its colour, and the values are true', async () => {
  const { page, complaints, close } = await openPage(site);
  await dropMany(page, [run(1), run(2), run(3)]);
  await compare(page, [0, 2]);
  const plot = page.locator('cs-compare-view cs-metric-chart .plot').first();
  await page.locator('cs-compare-view cs-metric-chart canvas').first().waitFor();
  await plot.focus();
  await page.keyboard.press('Home');
  const spoken = (await plot.getAttribute('aria-valuetext')) ?? '';
  for (const number of [1, 3]) {
    assert.match(spoken, new RegExp(`run-${number} · valid_loss ${lossAt(number, 0)}`));
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('what most of the compared runs have stands first, though best means something else in one', async () => {
  const { page, close } = await openPage(site);
  const training = (/** @type {number} */ number) => ({
    name: `only-${number}.jsonl`,
    text: Array.from({ length: 30 }, (_, step) =>
      JSON.stringify({ step: step + 1, loss: Number((3 / (step + number)).toFixed(4)) }),
    ).join('\n'),
  });
  await dropMany(page, [sample('huggingface-healthy.json'), training(1), training(2)]);
  await compare(page, [0, 1, 2]);
  const quantity = page.locator('cs-compare-view cs-metric-chart h3').first();
  await quantity.waitFor();
  assert.equal(await quantity.textContent(), 'loss');
  const groups = page.locator('cs-seed-groups section').first();
  await groups.locator('tbody tr').nth(2).waitFor();
  assert.equal(await groups.getByRole('combobox').inputValue(), 'loss');
  await close();
});

test('two runs stand beside each other at the same step, with the difference', async () => {
  const { page, close } = await openPage(site);
  await dropMany(page, [run(1), run(2)]);
  await compare(page, [0, 1]);
  const row = page.locator('cs-pair-table tbody tr', { hasText: 'valid_loss' });
  const exact = () =>
    row
      .locator('td.number[title]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('title'))));
  const last = EVALUATIONS - 1;
  assert.deepEqual(await exact(), [lossAt(1, last), lossAt(2, last)]);
  const slider = page.locator('cs-pair-table input[type=range]');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(
    (value) =>
      [...document.querySelectorAll('checkpoint-scope')].some((scope) =>
        scope.shadowRoot
          ?.querySelector('cs-compare-view')
          ?.shadowRoot?.querySelector('cs-pair-table')
          ?.shadowRoot?.querySelector(`td[title="${value}"]`),
      ),
    lossAt(1, 0),
  );
  assert.deepEqual(await exact(), [lossAt(1, 0), lossAt(2, 0)]);
  await close();
});

test('seeds are grouped with their mean, settings stand beside results, and too few runs are refused', async () => {
  const { page, close } = await openPage(site, { viewport: { width: 1600, height: 1400 } });
  const slow = [1, 2, 3].map((seed) => run(seed, { rate: 0.001, seed }));
  const fast = [11, 12].map((seed) => run(seed, { rate: 0.01, seed }));
  await dropMany(page, [...slow, ...fast]);
  await compare(page, [0, 1, 2, 3, 4]);
  const groups = page.locator('cs-seed-groups section').first();
  await groups.locator('tbody tr').first().waitFor();
  const runs = await groups.locator('tbody tr td:nth-child(2)').allTextContents();
  assert.deepEqual(
    runs.map((text) => text.trim()),
    ['3', '2'],
  );
  await groups.locator('canvas').waitFor();
  assert.match((await groups.locator('.pairs li').first().textContent()) ?? '', /three|3/);
  const settings = page.locator('cs-seed-groups .settings');
  const heads = await settings.locator('th.setting').allTextContents();
  assert.ok(heads.some((head) => head.includes('learning_rate')));
  assert.equal(await settings.locator('tbody tr').count(), 5);
  await keepPicture(page, 'compare');
  await close();
});

test('the table and the comparison are clean for assistive technology in both themes and on a phone', async () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const width of [360, 1280, 3840]) {
      const viewport = { width, height: 900 };
      const { page, complaints, close } = await openPage(site, { viewport, colorScheme });
      await dropMany(page, [run(1), run(2), run(3)]);
      const where = `${colorScheme}, ${width} px`;
      assert.deepEqual(await accessibilityViolations(page), [], `overview, ${where}`);
      assert.ok((await overflow(page)) <= 0, `overview, ${where}`);
      await compare(page, [0, 1, 2]);
      await page.locator('cs-seed-groups tbody tr').first().waitFor();
      assert.deepEqual(await accessibilityViolations(page), [], `compare, ${where}`);
      assert.ok((await overflow(page)) <= 0, `compare, ${where}`);
      assert.deepEqual(complaints, []);
      await keepPicture(page, `compare-${colorScheme}-${width}`);
      await close();
    }
  }
});
