/** Where the screen is not as usual: on paper, with the person's own colours, without motion. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  runsShown,
  sample,
  start,
  tableRows,
} from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => {
  site = await start();
});
after(() => site.close());

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
  assert.equal(await table.locator('table.paper tbody tr').count(), evaluations.length);
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
