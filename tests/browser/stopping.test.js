/** What could have been done otherwise: callbacks replayed, what was in vain, and what to average. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';
import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  openPage,
  openSite,
  overflow,
  runsShown,
  sample,
} from './support.js';

const site = openSite();
const healthy = sample('huggingface-healthy.json');

/** What the engine says of that run. */
async function expected() {
  const set = await openRuns({ name: healthy.name, data: healthy.text });
  const [run] = set.runs;
  assert.ok(run);
  set.close();
  return run;
}

/** @param {Parameters<typeof openPage>[1]} [options] @param {string} [ready] */
async function openHealthy(options, ready) {
  const opened = await openPage(site, options, ready);
  await drop(opened.page, [healthy]);
  await runsShown(opened.page, 1);
  await chartsDrawn(opened.page);
  return opened;
}

test('the callbacks stand folded below the checkpoints, open by a key, and say what the engine says', async () => {
  const { page, complaints, close } = await openHealthy();
  const { stopping } = await expected();
  const panel = page.locator('cs-stopping-panel details.stopping');
  const table = panel.locator('table');
  assert.equal(await table.isVisible(), false);
  assert.match(
    await panel.locator('summary').innerText(),
    /gained nothing beyond noise after step/,
  );
  await panel.locator('summary').focus();
  await page.keyboard.press('Enter');
  await table.waitFor();
  const shown = await panel.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      acts: row.querySelector('button')?.textContent?.trim() ?? null,
      exact: [...row.querySelectorAll('td.number')].map((cell) => cell.getAttribute('title')),
    })),
  );
  const text = (/** @type {number | string | null | undefined} */ value) =>
    value === null || value === undefined ? null : String(value);
  assert.deepEqual(
    shown,
    stopping.replays.map(({ actsAt, best, saved, regret }) => ({
      acts: actsAt && `step ${actsAt.step}`,
      exact: [text(best?.value), text(saved), text(regret)],
    })),
  );
  assert.ok(shown.some(({ acts }) => acts !== null) && shown.some(({ acts }) => acts === null));
  assert.deepEqual(complaints, []);
  await close();
});

test('checkpoints worth averaging stand best first, and each leads to its row', async () => {
  const { page, close } = await openHealthy();
  const { verdict } = await expected();
  const panel = page.locator('cs-stopping-panel details.averaging');
  await panel.locator('summary').click();
  const names = await panel.locator('li button').allInnerTexts();
  assert.deepEqual(
    names,
    verdict.recommended?.averaging?.checkpoints.map(({ step }) => `step ${step}`),
  );
  assert.match(await panel.locator('p').innerText(), /evaluate the result before you use it/);
  await panel.getByRole('button', { name: 'step 850' }).click();
  await page
    .locator('cs-checkpoint-table tbody tr.lit')
    .filter({ hasText: '850' })
    .first()
    .waitFor();
  await close();
});

test('where nothing was in vain, nothing would have acted and nothing is to average, nothing is said', async () => {
  const { page, close } = await openPage(site);
  const log = [6, 5, 4, 3, 2, 1].map((loss, index) => ({
    step: 100 * (index + 1),
    eval_loss: loss,
  }));
  await drop(page, [
    { name: 'falling.jsonl', text: log.map((row) => JSON.stringify(row)).join('\n') },
  ]);
  await runsShown(page, 1);
  await page.locator('cs-stopping-panel').waitFor({ state: 'attached' });
  assert.equal(await page.locator('cs-stopping-panel details').count(), 0);
  assert.equal(await page.locator('cs-stopping-panel').isVisible(), false);
  await close();
});

test('in Chinese, in the dark and on a phone it is readable, clean and no wider than the page', async () => {
  const { page, close } = await openHealthy(
    { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
    '选择文件',
  );
  for (const summary of await page.locator('cs-stopping-panel summary').all())
    await summary.click();
  assert.match(await page.locator('cs-stopping-panel details.stopping').innerText(), /何时停止/);
  const averaging = await page.locator('cs-stopping-panel details.averaging').innerText();
  assert.match(averaging, /权重的平均[\s\S]*第 850 步/);
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.ok((await overflow(page)) <= 0);
  await close();
});

test('on paper nothing of it is folded away', async () => {
  const { page, close } = await openHealthy();
  assert.equal(await page.locator('cs-stopping-panel details[open]').count(), 0);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.locator('cs-stopping-panel details.averaging[open]').waitFor();
  await page.locator('cs-stopping-panel details.stopping[open]').waitFor();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.locator('cs-stopping-panel details[open]').first().waitFor({ state: 'detached' });
  await close();
});
