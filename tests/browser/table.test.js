/** The checkpoint table in people's hands: filtered, ordered, its columns chosen, its names copied; and the keys. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shortcuts } from '../../web/dashboard/shortcuts.js';
import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  runsShown,
  sample,
  openSite,
  tableRows,
} from './support.js';

/** @import { Page } from 'playwright-core' */

const site = openSite();

/** The page with one run open. @param {string} name */
async function openSample(name) {
  const opened = await openPage(site, { viewport: { width: 1600, height: 1000 } });
  await drop(opened.page, [sample(name)]);
  await runsShown(opened.page, 1);
  await chartsDrawn(opened.page);
  await tableRows(opened.page);
  return opened;
}

/** @param {Page} page @param {string} text */
async function filter(page, text) {
  await page.getByLabel('Filter of the table').fill(text);
}

/** @type {{ step: number, eval_loss?: number }[]} */
const log = JSON.parse(sample('huggingface-healthy.json').text).log_history;
const evaluations = log.filter((row) => row.eval_loss !== undefined);

test('a filter shows the rows that meet it and how many, and says what it does not understand', async () => {
  const { page, complaints, close } = await openSample('huggingface-healthy.json');
  const table = page.locator('cs-checkpoint-table');
  const losses = evaluations.map(({ eval_loss = 0 }) => eval_loss).toSorted((a, b) => a - b);
  const border = losses[4] ?? 0;
  await filter(page, `eval_loss < ${border} and step > 100`);
  const met = evaluations.filter(({ eval_loss = 0, step }) => eval_loss < border && step > 100);
  await table.getByText(`${met.length} of ${evaluations.length} rows`).waitFor();
  await page.waitForFunction(() => location.hash.includes('filter='));
  const shown = (await tableRows(page)).map(({ step }) => Number(step));
  assert.deepEqual(
    shown,
    met.map(({ step }) => step),
  );
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'table-filtered');

  await filter(page, 'colour < 3');
  await table.getByText('“colour” is no column.').waitFor();
  assert.equal((await tableRows(page)).length, met.length, 'the last filter that made sense stays');
  await filter(page, 'nowhere');
  await table.getByText('No row meets the filter.').waitFor();
  await table.getByRole('button', { name: 'Show all rows' }).click();
  await table.getByText(`${evaluations.length} rows`, { exact: true }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('differences and the gap are sorted by like any other column', async () => {
  const { page, close } = await openSample('openai-overfits.json');
  for (const title of ['Δ best', 'Δ before', 'gap', 'mark']) {
    await page.locator('cs-checkpoint-table').getByRole('button', { name: title }).click();
    const header = page.locator('cs-checkpoint-table th[aria-sort=ascending]', { hasText: title });
    await header.waitFor();
    if (title === 'mark') break;
    const values = (await tableRows(page)).map((row) => row[title]).filter((value) => value !== '');
    const numbers = values.map(Number);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
      title,
    );
    assert.ok(numbers.length > 1);
  }
  await close();
});

test('columns are hidden and pinned, and pinned ones stay while the others scroll', async () => {
  const { page, complaints, close } = await openSample('openai-overfits.json');
  await page.setViewportSize({ width: 700, height: 900 });
  const table = page.locator('cs-checkpoint-table');
  await table.getByRole('button', { name: 'Columns' }).click();
  await table.getByLabel('Pin: id').check();
  await table.getByLabel('Show: time').uncheck();
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'table-columns');
  await page.keyboard.press('Escape');
  await table.locator('thead th', { hasText: 'time' }).waitFor({ state: 'detached' });
  const heads = () => table.locator('tbody tr').first().locator('th').allTextContents();
  assert.deepEqual(await heads(), ['96', 'ftckpt_sample96']);
  await table.locator('regular-table').evaluate((element) => {
    element.scrollLeft = element.scrollWidth;
  });
  await table.locator('thead th', { hasText: 'mark' }).waitFor({ state: 'detached' });
  assert.deepEqual(await heads(), ['96', 'ftckpt_sample96']);
  await page.waitForFunction(
    () => location.hash.includes('pin=id') && location.hash.includes('hide=time'),
  );
  assert.deepEqual(complaints, []);
  await close();
});

test('of a hundred thousand rows only those in view exist, and any of them is reached', async () => {
  const { page, complaints, close } = await openPage(site);
  const count = 100_000;
  await page.evaluate((rows) => {
    const log = Array.from({ length: rows }, (_, row) => ({
      step: row + 1,
      eval_loss: 1 / (row + 1),
    }));
    const transfer = new DataTransfer();
    transfer.items.add(new File([JSON.stringify({ log_history: log })], 'trainer_state.json'));
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
    document.body.dispatchEvent(new DragEvent('drop', options));
  }, count);
  await runsShown(page, 1);
  const table = page.locator('cs-checkpoint-table');
  await table.getByText('100,000 rows').waitFor();
  for (const [share, step] of /** @type {const} */ ([
    [1, '100,000'],
    [0, '1'],
  ])) {
    await table.locator('regular-table').evaluate((element, part) => {
      element.scrollTop = part * element.scrollHeight;
    }, share);
    await table.locator('tbody th', { hasText: new RegExp(`^${step}$`) }).waitFor();
    assert.ok((await table.locator('tbody tr').count()) < 30);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('the names of a row are copied with a press or a key', async () => {
  const { page, close } = await openSample('openai-overfits.json');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const table = page.locator('cs-checkpoint-table');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await table.locator('regular-table').focus();
  await page.keyboard.press('ArrowDown');
  await table.locator('tr.lit').waitFor();
  await page.keyboard.press('c');
  await table.getByText('Copied: ftckpt_sample96').waitFor();
  assert.equal(await copied(), 'ftckpt_sample96');
  await page.keyboard.press('m');
  await table.getByText('Copied: ft:').waitFor();
  assert.match(await copied(), /:ckpt-step-96$/);
  await table.locator('regular-table').evaluate((element) => {
    element.scrollLeft = element.scrollWidth;
  });
  await table.locator('td.name', { hasText: 'ftckpt_sample192' }).click();
  await table.getByText('Copied: ftckpt_sample192').waitFor();
  assert.equal(await copied(), 'ftckpt_sample192');
  await close();
});

test('a question mark lists every key there is, and Escape leads back to where the focus was', async () => {
  const { page, complaints, close } = await openSample('huggingface-healthy.json');
  const plot = page.locator('cs-metric-chart .plot').first();
  await plot.focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.waitFor();
  assert.equal(await dialog.locator('dd').count(), shortcuts.length);
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await plot.evaluate((element) => element.matches(':focus')));
  await page.keyboard.press('/');
  const isWriting = page.getByLabel('Filter of the table');
  assert.ok(await isWriting.evaluate((element) => element.matches(':focus')));
  await page.keyboard.type('j?');
  assert.equal(await isWriting.inputValue(), 'j?');
  assert.equal(await dialog.isVisible(), false);
  assert.deepEqual(complaints, []);
  await close();
});

test('keys lead from run to run', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [sample('openai-overfits.json'), sample('huggingface-healthy.json')]);
  await runsShown(page, 2);
  const title = page.locator('cs-run-view .title h2');
  const first = (await title.textContent()) ?? '';
  await page.keyboard.press('j');
  await page.locator('cs-run-view .title h2', { hasText: 'huggingface' }).waitFor();
  await page.keyboard.press('k');
  await page.locator('cs-run-view .title h2', { hasText: first }).waitFor();
  await close();
});
