/** Where the screen is not as usual: on paper, with the person's own colours, without motion. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

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
  tableRows,
} from './support.js';

const site = openSite();

test('paper has every chart and every row and nothing to press, and is white', async () => {
  const { page, complaints, close } = await openPage(site, { colorScheme: 'dark' });
  await drop(page, [sample('huggingface-healthy.json')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  await tableRows(page);
  /** @type {{ log_history: { eval_loss?: number }[] }} */
  const { log_history: log } = JSON.parse(sample('huggingface-healthy.json').text);
  const evaluations = log.filter((row) => row.eval_loss !== undefined);
  const table = page.locator('cs-checkpoint-table');
  await page.waitForFunction((count) => {
    const view = document
      .querySelector('checkpoint-scope')
      ?.shadowRoot?.querySelector('cs-run-view');
    const part = view?.shadowRoot?.querySelector('cs-checkpoint-table');
    return part && Reflect.get(part, 'printed').length === count;
  }, evaluations.length);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const sheets = await table.locator('table.paper').all();
  const titles = await table.locator('table.paper th').allTextContents();
  for (const sheet of sheets) {
    assert.equal(await sheet.locator('tbody tr').count(), evaluations.length);
  }
  for (const title of ['step', 'eval_loss', 'eval_accuracy', 'learning_rate', 'path']) {
    assert.ok(titles.includes(title), title);
  }
  await keepPicture(page, 'paper');
  for (const control of [
    'input',
    'regular-table',
    'cs-menu button',
    'cs-range-brush',
    'cs-top-bar',
    'cs-run-list',
    'cs-verdict-card .copyable button',
  ]) {
    for (const one of await page.locator(control).all()) {
      assert.equal(await one.isVisible(), false, control);
    }
  }
  const charts = page.locator('cs-metric-chart canvas');
  for (const chart of await charts.all()) assert.ok(await chart.isVisible());
  const background = await page
    .locator('cs-verdict-card section')
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(background, 'rgb(255, 255, 255)');
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 10_000);

  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await table.locator('table.paper').waitFor({ state: 'detached' });
  assert.equal(
    await page
      .locator('checkpoint-scope')
      .evaluate((element) => getComputedStyle(element).backgroundColor),
    'rgb(20, 22, 25)',
  );
  assert.deepEqual(complaints, []);
  await close();
});

test('paper has every run, as wide as the sheet', async () => {
  const { page, complaints, close } = await openPage(site, {
    viewport: { width: 794, height: 1123 },
  });
  const { text } = sample('openai-overfits.json');
  const count = 60;
  await drop(
    page,
    Array.from({ length: count }, (_, number) => ({
      name: `run-${number}.json`,
      text: text.replaceAll('ftjob-Qx3VnHk2sample', `ftjob-${number}`),
    })),
  );
  await page.locator('cs-overview tbody .open').first().waitFor();
  assert.ok((await page.locator('cs-overview tbody .open').count()) < count);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await page
    .locator('cs-overview tbody .open')
    .nth(count - 1)
    .waitFor();
  for (const control of ['cs-overview input', 'cs-overview select', 'cs-open-report']) {
    for (const one of await page.locator(control).all()) {
      assert.equal(await one.isVisible(), false, control);
    }
  }
  const width = await page.locator('cs-overview table').evaluate((table) => table.scrollWidth);
  assert.ok(width <= 794, `${width} px`);
  assert.equal(await overflow(page), 0);
  await keepPicture(page, 'paper-overview');
  assert.deepEqual(complaints, []);
  await close();
});

test('with the colours of the person everything still stands out', async () => {
  const { page, complaints, close } = await openPage(site, { forcedColors: 'active' });
  await drop(page, [sample('openai-overfits.json'), sample('diverges-into-nan.jsonl')]);
  await runsShown(page, 2);
  await chartsDrawn(page);
  await keepPicture(page, 'forced-colors');
  const border = await page
    .locator('cs-run-list .run[aria-current=true]')
    .evaluate((element) => getComputedStyle(element).borderTopWidth);
  assert.equal(border, '2px', 'the selected run is marked without a shadow');
  assert.deepEqual(complaints, []);
  await close();
});

test('without motion nothing moves by itself', async () => {
  const { page, close } = await openPage(site, { reducedMotion: 'reduce' });
  await drop(page, [sample('openai-overfits.json')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const moving = await page.evaluate(() => {
    /** @param {ParentNode} parent @returns {string[]} */
    const below = (parent) =>
      [...parent.querySelectorAll('*')].flatMap((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        const moves = !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none';
        return [
          ...(moves ? [`${element.localName} ${transitionDuration} ${animationName}`] : []),
          ...(element.shadowRoot ? below(element.shadowRoot) : []),
        ];
      });
    return below(document);
  });
  assert.deepEqual(moving, []);
  assert.deepEqual(await accessibilityViolations(page), []);
  await close();
});
