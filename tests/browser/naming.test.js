/** What a person sees is called by its name: records without a step, curves, formats. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  accessibilityViolations,
  chartValues,
  chartsDrawn,
  drop,
  openPage,
  overflow,
  runsShown,
  sample,
  openSite,
  tableRows,
} from './support.js';

const site = openSite();

/** Validation loss that is least in the sixth record; nothing says at which step. */
const LOSSES = [2.2, 1.9, 1.7, 1.55, 1.45, 1.41, 1.52, 1.63, 1.75, 1.9];
const UNNUMBERED = LOSSES.map((loss, index) =>
  JSON.stringify({ train_loss: 2.1 - index / 5, val_loss: loss }),
).join('\n');

test('records that have no step are counted from 1 in headline, card, table and chart', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [{ name: 'log.jsonl', text: UNNUMBERED }]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const card = page.locator('cs-verdict-card');
  assert.match((await card.locator('h2').textContent()) ?? '', /checkpoint 6\b/);
  assert.match((await card.locator('.keep .what').textContent()) ?? '', /Keep checkpoint 6$/);
  const kept = (await tableRows(page)).find(({ mark }) => mark?.includes('keep'));
  assert.equal(kept?.['checkpoint'], '6');
  const values = await chartValues(page, 0, LOSSES.length);
  assert.match(values[0] ?? '', /^record 1\b/);
  assert.match(values[5] ?? '', /^record 6\b.*1\.41/);
  assert.match(values[9] ?? '', /^record 10\b/);
  const axis = page.locator('cs-metric-chart .plot').first();
  assert.equal(await axis.getAttribute('aria-valuemin'), '1');
  assert.equal(await axis.getAttribute('aria-valuemax'), '10');
  await close();
});

test('every curve has its name beside its mark, alone and among those of other runs', async () => {
  const { page, close } = await openPage(site);
  await drop(page, ['huggingface-healthy.json', 'diverges-into-nan.jsonl'].map(sample));
  await page.locator('cs-overview tbody .open').nth(1).waitFor();
  for (const box of await page.locator('cs-overview tbody input').all()) await box.check();
  await page.getByRole('button', { name: 'Compare marked' }).click();
  const legends = page.locator('cs-compare-view cs-metric-chart figcaption');
  await legends.first().locator('.series .name').nth(1).waitFor();
  const compared = await legends.first().locator('.series .name').allTextContents();
  for (const name of ['huggingface-healthy', 'diverges-into-nan']) {
    assert.ok(
      compared.some((text) => text.startsWith(name)),
      compared.join(),
    );
  }
  await page.locator('cs-run-list .run', { hasText: 'diverges' }).click();
  await chartsDrawn(page);
  const charts = page.locator('cs-run-view cs-metric-chart');
  for (const chart of await charts.all()) {
    const marks = await chart.locator('.series svg line').count();
    const names = await chart.locator('.series .name').allTextContents();
    assert.equal(names.filter((name) => name.trim() !== '').length, marks);
  }
  await close();
});

test('the empty page lists what is recognised when it is asked to', async () => {
  const { page, complaints, close } = await openPage(site);
  await page.getByText('What is recognised').click();
  const titles = page.locator('cs-empty-page dt');
  await titles.first().waitFor();
  assert.ok((await titles.count()) > 20);
  assert.ok((await overflow(page)) <= 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.deepEqual(complaints, []);
  await close();
});
