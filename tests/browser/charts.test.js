/** Curves: on every axis, on every scale, smoothed, with what a line cannot show marked and said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ChartAxis } from '../../web/dashboard/chart-axis.js';
import { strengthOf, weightOf } from '../../web/dashboard/chart-weight.js';
import { extent } from '../../web/dashboard/chart-range.js';
import {
  accessibilityViolations,
  chartsDrawn,
  chartValues,
  drop,
  keepPicture,
  openPage,
  runsShown,
  sample,
  openSite,
} from './support.js';

/** @import { Page } from 'playwright-core' */

const site = openSite();

/** A log that was resumed at step 30, with a spike, a NaN and a loss below zero. */
const log = [
  ...Array.from({ length: 50 }, (_, step) => ({ step, loss: 4 - step / 20 })),
  ...Array.from({ length: 70 }, (_, index) => ({ step: index + 30, loss: 2 - index / 50 })),
]
  .map(({ step, loss }, index) => {
    const shown = step === 60 ? 'NaN' : step === 80 ? '900' : step === 90 ? '-1' : String(loss);
    return `{"step": ${step}, "epoch": ${step / 10}, "time": ${1_700_000_000 + index * 60}, "num_tokens": ${step * 100}, "loss": ${shown}}`;
  })
  .join('\n');

/** @param {string} [text] */
async function openLog(text = log) {
  const opened = await openPage(site);
  await drop(opened.page, [{ name: 'resumed.jsonl', text }]);
  await runsShown(opened.page, 1);
  await chartsDrawn(opened.page);
  return opened;
}

/** The chart of the loss. @param {Page} page */
const lossChart = (page) =>
  page.locator('cs-metric-chart', { has: page.locator('h3', { hasText: /^loss$/ }) });

/** @param {Page} page */
async function range(page) {
  const plot = lossChart(page).locator('.plot');
  const [from, to] = await Promise.all(
    ['aria-valuemin', 'aria-valuemax'].map((name) => plot.getAttribute(name)),
  );
  return { from: Number(from), to: Number(to) };
}

test('a run is drawn by step, epoch, wall time, relative time and tokens', async () => {
  const { page, complaints, close } = await openLog();
  const axis = page.getByLabel('Horizontal axis');
  assert.deepEqual(
    await axis
      .locator('option')
      .evaluateAll((options) =>
        options.map((option) => (option instanceof HTMLOptionElement ? option.value : '')),
      ),
    ['step', 'epoch', 'time', 'tokens', 'relative'],
  );
  assert.deepEqual(await range(page), { from: 0, to: 99 });
  const cases = /** @type {const} */ ([
    ['epoch', { from: 0, to: 9.9 }, 'epoch 9.9 · step 99'],
    ['tokens', { from: 0, to: 9900 }, '9900 tokens · step 99'],
    ['relative', { from: 0, to: 119 * 60 }, 'after 1 hr 59 min · step 99'],
  ]);
  for (const [kind, full, last] of cases) {
    await axis.selectOption(kind);
    await page.waitForFunction((to) => {
      const view = document
        .querySelector('checkpoint-scope')
        ?.shadowRoot?.querySelector('cs-run-view')
        ?.shadowRoot?.querySelector('cs-chart-group')
        ?.shadowRoot?.querySelector('cs-metric-chart')
        ?.shadowRoot?.querySelector('.plot');
      return Number(view?.getAttribute('aria-valuemax')) === to;
    }, full.to);
    assert.deepEqual(await range(page), full);
    await lossChart(page).locator('canvas').waitFor();
    await lossChart(page).locator('.plot').focus();
    await page.keyboard.press('End');
    await lossChart(page).locator('.place', { hasText: last }).waitFor();
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('what a line cannot show is marked, counted and said', async () => {
  const { page, close } = await openLog();
  const chart = lossChart(page);
  await chart.getByText('1 not finite').waitFor();
  await chart.getByText('20 replaced').waitFor();
  await chart.getByText('1 beyond the axis: 900').waitFor();
  await keepPicture(page, 'charts-marks');
  await page.getByLabel('Clip outliers').uncheck();
  await chart.getByText('beyond the axis').waitFor({ state: 'detached' });
  await page.getByLabel('log y').check();
  await chart.getByText('1 not above 0').waitFor();
  await page.getByLabel('log x').check();
  await chart.getByText('2 not above 0').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await close();
});

test('a smoothed curve is the moving average of all points, and raw values stay', async () => {
  const values = [4, 3, 2, 1];
  const { page, close } = await openLog(
    values.map((loss, index) => `{"step": ${index + 1}, "loss": ${loss}}`).join('\n'),
  );
  const raw = await chartValues(page, 0, 4);
  await page.getByLabel('Smooth', { exact: true }).fill('0.33');
  await lossChart(page).locator('canvas').waitFor();
  await lossChart(page).locator('.plot').focus();
  await page.keyboard.press('Home');
  await lossChart(page).getByText('≈ 4').waitFor();
  await page.keyboard.press('ArrowRight');
  // A third of the slider stands for 0.898: (0.898 · 4 + 3) / 1.898.
  await lossChart(page).getByText('≈ 3.473').waitFor();
  assert.deepEqual(await chartValues(page, 0, 4), raw);
  await close();
});

test('wheel, brush and keys zoom and pan, and a double click shows everything again', async () => {
  const { page, close } = await openLog();
  await lossChart(page).locator('.plot').scrollIntoViewIfNeeded();
  const area = await lossChart(page).locator('.u-over').boundingBox();
  assert.ok(area);
  await page.mouse.move(area.x + area.width / 2, area.y + 40);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
  const zoomed = await range(page);
  assert.ok(Math.abs(zoomed.to - zoomed.from - 49.5) < 2, JSON.stringify(zoomed));
  await lossChart(page).locator('.plot').focus();
  await page.keyboard.press(']');
  const panned = await range(page);
  assert.ok(panned.from > zoomed.from, JSON.stringify(panned));
  assert.ok(Math.abs(panned.to - panned.from - (zoomed.to - zoomed.from)) < 1e-6);
  await page.getByLabel('Begin of what is shown').focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(() => {
    const chart = document
      .querySelector('checkpoint-scope')
      ?.shadowRoot?.querySelector('cs-run-view')
      ?.shadowRoot?.querySelector('cs-chart-group')
      ?.shadowRoot?.querySelector('cs-metric-chart')
      ?.shadowRoot?.querySelector('.plot');
    return Number(chart?.getAttribute('aria-valuemin')) === 0;
  });
  await lossChart(page)
    .locator('.u-over')
    .dblclick({ position: { x: 300, y: 60 } });
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  assert.deepEqual(await range(page), { from: 0, to: 99 });
  await close();
});

test('the cursor of one chart stands at the same place in all of them', async () => {
  const { page, close } = await openPage(site, { viewport: { width: 1280, height: 1600 } });
  await drop(page, [sample('huggingface-healthy.json')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const area = await page.locator('cs-metric-chart .u-over').first().boundingBox();
  assert.ok(area);
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
  const places = page.locator('cs-metric-chart .place');
  await places.first().filter({ hasText: 'step' }).waitFor();
  const steps = (await places.allTextContents()).map((text) => Number(/\d+/.exec(text)?.[0]));
  assert.ok(steps.length > 4);
  for (const step of steps) assert.ok(Math.abs(step - (steps[0] ?? NaN)) <= 50, steps.join(' '));
  await page.mouse.move(area.x + area.width / 2, area.y - 60);
  await places.nth(2).filter({ hasNotText: 'step' }).waitFor({ state: 'attached' });
  await close();
});

test('one chart is shown large and goes back among the others', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [sample('huggingface-healthy.json')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const count = await page.locator('cs-metric-chart').count();
  assert.ok(count > 1);
  await page.getByRole('button', { name: 'Show learning_rate large' }).click();
  await page.getByRole('button', { name: 'All charts' }).waitFor();
  assert.equal(await page.locator('cs-metric-chart').count(), 1);
  await chartsDrawn(page);
  await keepPicture(page, 'charts-expanded');
  await page.getByRole('button', { name: 'All charts' }).click();
  await page
    .locator('cs-metric-chart')
    .nth(count - 1)
    .waitFor();
  await close();
});

test('a press on the tick of a checkpoint leads to its row', async () => {
  const { page, close } = await openPage(site, { viewport: { width: 1280, height: 2200 } });
  await drop(page, [sample('openai-overfits.json')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  await page.locator('cs-checkpoint-table tbody td').first().waitFor();
  const area = await page.locator('cs-metric-chart .u-over').first().boundingBox();
  assert.ok(area);
  // The second of three checkpoints, at 192 of 96 to 288, stands in the middle.
  await page.mouse.click(area.x + area.width / 2, area.y + area.height - 6);
  await page.locator('cs-checkpoint-table tbody tr.lit', { hasText: '192' }).waitFor();
  await page.getByRole('button', { name: 'Show the one to keep' }).click();
  await page.locator('cs-checkpoint-table tbody tr.lit', { hasText: '96' }).waitFor();
  await close();
});

test('every chart has a table for those who do not see it', async () => {
  const { page, close } = await openLog();
  const table = lossChart(page).locator('table');
  await table.locator('tbody tr').first().waitFor({ state: 'attached' });
  assert.match((await table.locator('caption').textContent()) ?? '', /Values of loss/);
  const first = await table.locator('tbody tr').first().innerText();
  assert.match(first, /step 0\s+4/);
  await close();
});

test('an axis leaves out what is far outside only when the rest gains from it', () => {
  const plain = { isLog: false, isClipping: true };
  const values = Array.from({ length: 100 }, (_, index) => index);
  assert.deepEqual(extent(values, plain), [0, 99]);
  const [, greatest = 0] = extent([...values, 1e9], plain) ?? [];
  assert.ok(greatest >= 99 && greatest < 200, String(greatest));
  assert.deepEqual(extent([...values, 1e9], { ...plain, isClipping: false }), [0, 1e9]);
  assert.deepEqual(extent([1, 2, 1e9], plain), [1, 1e9]);
  assert.deepEqual(extent([], plain), null);
  assert.deepEqual(
    extent([1, 10, 100], { isLog: true, isClipping: true })?.map((value) => Math.round(value)),
    [1, 100],
  );
});

test('an axis finds places between records, and panning stops at its ends', () => {
  const places = { x: Float64Array.of(0, 10, 20), y: Float64Array.of(5, 6, 10) };
  const axis = new ChartAxis('epoch', { from: 5, to: 10 }, places, false);
  assert.equal(axis.placeOf(15), 8);
  assert.equal(axis.ownAt(8), 15);
  assert.equal(axis.placeOf(21), null);
  assert.deepEqual(axis.changed({ from: 6, to: 8 }, { by: -10 }), { from: 5, to: 7 });
  assert.equal(axis.changed({ from: 6, to: 8 }, { factor: 10 }), null);
  assert.deepEqual(axis.changed({ from: 6, to: 8 }, { around: 6, factor: 0.5 }), {
    from: 6,
    to: 7,
  });
});

test('the slider reaches every weight and its ends are off and the most', () => {
  assert.equal(weightOf(0), 0);
  assert.equal(weightOf(1), 0.999);
  for (const weight of [0.1, 0.5, 0.9, 0.99]) {
    assert.ok(Math.abs(weightOf(strengthOf(weight)) - weight) < 1e-9);
  }
});
