/** What people do with a run: sort, choose what best means, zoom, follow evidence, use the keyboard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  chartsDrawn,
  chartValues,
  drop,
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
  const opened = await openPage(site, { viewport: { width: 2200, height: 1200 } });
  await drop(opened.page, [sample(name)]);
  await runsShown(opened.page, 1);
  await chartsDrawn(opened.page);
  return opened;
}

/** @typedef {{ step: number, eval_loss?: number, eval_accuracy?: number, loss?: number }} LogRow */

function healthyLog() {
  const { text } = sample('huggingface-healthy.json');
  return /** @type {{ log_history: LogRow[] }} */ (JSON.parse(text)).log_history;
}

test('the table is sorted by any column in the engine, to both sides and back', async () => {
  const { page, close } = await openSample('huggingface-healthy.json');
  const evaluations = healthyLog().filter((row) => row.eval_loss !== undefined);
  const header = page.locator('cs-checkpoint-table').getByRole('button', { name: /^eval_loss/ });
  const steps = async () => (await tableRows(page)).map(({ step }) => Number(step));
  const inOrder = await steps();
  const byLoss = evaluations
    .toSorted((a, b) => (a.eval_loss ?? 0) - (b.eval_loss ?? 0))
    .map(({ step }) => step);

  await header.click();
  await page.locator('cs-checkpoint-table th[aria-sort=ascending]').waitFor();
  const shown = inOrder.length;
  assert.deepEqual(await steps(), byLoss.slice(0, shown));
  await header.click();
  await page.locator('cs-checkpoint-table th[aria-sort=descending]').waitFor();
  assert.deepEqual(await steps(), byLoss.toReversed().slice(0, shown));
  await header.click();
  await page.locator('cs-checkpoint-table th[aria-sort]').waitFor({ state: 'detached' });
  assert.deepEqual(await steps(), inOrder);
  await close();
});

test('what best means is always shown, and choosing it anew analyses the run again', async () => {
  const { page, close } = await openSample('huggingface-healthy.json');
  const metric = page.getByLabel('Metric that decides what best means');
  const direction = page.getByLabel('Direction that is better');
  assert.equal(await metric.inputValue(), 'eval_accuracy');
  assert.equal(await direction.inputValue(), 'higher');

  const evaluations = healthyLog().filter((row) => row.eval_loss !== undefined);
  const worst = evaluations.reduce((a, b) => ((b.eval_loss ?? 0) > (a.eval_loss ?? 0) ? b : a));
  await metric.selectOption('eval_loss');
  await page.getByText('Chosen by you.').waitFor();
  await page.locator('cs-checkpoint-table thead th.primary', { hasText: 'eval_loss' }).waitFor();
  await direction.selectOption('higher');
  await page
    .locator('cs-checkpoint-table tbody tr', { has: page.locator('td.best') })
    .filter({ hasText: String(worst.step) })
    .waitFor();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page
    .locator('cs-checkpoint-table thead th.primary', { hasText: 'eval_accuracy' })
    .waitFor();
  assert.equal(await metric.inputValue(), 'eval_accuracy');
  await close();
});

/** The x range of the first chart. @param {Page} page */
async function visibleRange(page) {
  const plot = page.locator('cs-metric-chart .plot').first();
  const [from, to] = await Promise.all(
    ['aria-valuemin', 'aria-valuemax'].map((name) => plot.getAttribute(name)),
  );
  return { from: Number(from), to: Number(to) };
}

test('dragging over a chart zooms all charts of the run, and zooming is undone', async () => {
  const { page, close } = await openSample('huggingface-healthy.json');
  const whole = await visibleRange(page);
  assert.deepEqual(whole, { from: 10, to: 900 });
  const area = await page.locator('cs-metric-chart .u-over').first().boundingBox();
  assert.ok(area);
  await page.mouse.move(area.x + area.width * 0.25, area.y + 40);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width * 0.5, area.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
  const zoomed = await visibleRange(page);
  assert.ok(
    Math.abs(zoomed.from - 232) < 10 && Math.abs(zoomed.to - 455) < 10,
    JSON.stringify(zoomed),
  );
  const other = await page.locator('cs-metric-chart .plot').nth(1).getAttribute('aria-valuemin');
  assert.equal(Number(other), zoomed.from);
  await page.getByRole('button', { name: 'Reset zoom' }).click();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  assert.deepEqual(await visibleRange(page), whole);

  await page.locator('cs-metric-chart .plot').first().focus();
  await page.keyboard.press('+');
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  await close();
});

test('the cursor of a chart speaks training and validation at every step of the file', async () => {
  const { page, close } = await openSample('huggingface-healthy.json');
  const log = healthyLog().filter((row) => row.loss !== undefined || row.eval_loss !== undefined);
  const steps = [...new Set(log.map(({ step }) => step))].toSorted((a, b) => a - b);
  const chart = await page
    .locator('cs-metric-chart h3')
    .evaluateAll((titles) => titles.findIndex((title) => title.textContent === 'loss'));
  const spoken = await chartValues(page, chart, steps.length);
  const four = (/** @type {number} */ value) =>
    value.toLocaleString('en', { maximumSignificantDigits: 4 });
  steps.forEach((step, index) => {
    const loss = log.find((row) => row.step === step && row.loss !== undefined)?.loss;
    const evalLoss = log.find((row) => row.step === step && row.eval_loss !== undefined)?.eval_loss;
    const parts = [
      `step ${step}`,
      ...(loss === undefined ? [] : [`loss ${four(loss)}`]),
      ...(evalLoss === undefined ? [] : [`eval_loss ${four(evalLoss)}`]),
    ];
    assert.equal(spoken[index], parts.join(', '));
  });
  await close();
});

test('evidence, finding and checkpoint light up wherever they are named', async () => {
  const { page, close } = await openSample('openai-overfits.json');
  const chip = page.locator('cs-verdict-card .chip').first();
  await chip.click();
  await page.locator('cs-verdict-card .chip[aria-pressed=true]').first().waitFor();
  await page.locator('cs-finding-list li.lit').waitFor();
  await page.locator('cs-verdict-card .keep').hover();
  await page.locator('cs-checkpoint-table tbody tr.lit', { hasText: '96' }).waitFor();
  await page.locator('regular-table').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.locator('cs-checkpoint-table tbody tr.lit', { hasText: '192' }).waitFor();
  await close();
});

test('the id and the model name of the recommended checkpoint are copied as they stand', async () => {
  const { page, close } = await openSample('openai-overfits.json');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page
    .getByRole('button', { name: /^Copy the model name/ })
    .or(page.locator('cs-verdict-card .copyable button').nth(1))
    .first()
    .click();
  await page
    .locator('cs-verdict-card [role=status]', { hasText: 'Copied' })
    .waitFor({ state: 'attached' });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, 'ft:gpt-4o-mini-2024-07-18:acme:support:Bq7Zk1Lm:ckpt-step-96');
  await close();
});

test('the theme follows the system until a person chooses, and the choice outlives a reload', async () => {
  const { page, close } = await openPage(site, { colorScheme: 'dark' });
  const background = () =>
    page
      .locator('checkpoint-scope')
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(await background(), 'rgb(20, 22, 25)');
  await page.getByLabel('Theme').selectOption('light');
  assert.equal(await background(), 'rgb(247, 247, 245)');
  await page.reload();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  assert.equal(await background(), 'rgb(247, 247, 245)');
  await close();
});
