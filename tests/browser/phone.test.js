/** On a phone: one row of what is done often, a menu for the rest, and nothing out of reach. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  openSite,
  overflow,
  runsShown,
  sample,
} from './support.js';

/** @import { Locator } from 'playwright-core' */

const site = openSite();
const phone = { viewport: { width: 360, height: 780 }, hasTouch: true };

/** The page on a phone, with a run open. */
async function openRun() {
  const opened = await openPage(site, phone);
  await drop(opened.page, [sample('huggingface-healthy.json')]);
  await runsShown(opened.page, 1);
  await chartsDrawn(opened.page);
  return opened;
}

/** @param {Locator} part */
async function box(part) {
  const found = await part.boundingBox();
  assert.ok(found);
  return found;
}

test('the bar is one row, and samples, language and theme stand in its menu', async () => {
  const { page, complaints, close } = await openRun();
  const bar = page.locator('cs-top-bar');
  assert.ok((await box(bar)).height < 60);
  await bar.getByRole('button', { name: 'More' }).click();
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.equal(await overflow(page), 0);
  await keepPicture(page, 'phone-menu');
  await bar.getByRole('button', { name: 'Dark' }).click();
  await page.locator('checkpoint-scope[theme=dark]').waitFor();
  await bar.getByRole('button', { name: 'More' }).click();
  await bar.getByRole('button', { name: '✓ Dark' }).waitFor();
  await bar.getByRole('button', { name: '简体中文' }).click();
  await page.locator('cs-run-view').getByRole('button', { name: '阈值' }).waitFor();
  assert.ok((await box(bar)).height < 60);
  await bar.getByRole('button', { name: '更多' }).click();
  await bar.getByRole('button', { name: 'OpenAI' }).click();
  await runsShown(page, 2);
  assert.deepEqual(complaints, []);
  await close();
});

test('every number of a rule and every word on a metric is in reach of the thumb', async () => {
  const { page, close } = await openRun();
  await page.locator('cs-run-view').getByRole('button', { name: 'Thresholds' }).click();
  const input = page.locator('cs-thresholds input[type=number]').first();
  const meaning = page.locator('cs-thresholds td.meaning').first();
  const [number, words] = [await box(input), await box(meaning)];
  assert.ok(number.x >= 0 && number.x + number.width <= 360);
  assert.ok(words.x + words.width <= 360 && words.y >= number.y + number.height);
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'phone-thresholds');

  await page.locator('cs-run-view').getByRole('button', { name: 'Field mapping' }).click();
  for (const choice of ['better is: eval_loss', 'measured on: eval_loss']) {
    const select = page.locator('cs-mapping-form').getByLabel(choice);
    const { x, width } = await box(select);
    assert.ok(x >= 0 && x + width <= 360, choice);
    // Nothing lies over its ends.
    await select.click({ trial: true, position: { x: 4, y: 14 } });
    await select.click({ trial: true, position: { x: width - 4, y: 14 } });
  }
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'phone-mapping');
  await close();
});
