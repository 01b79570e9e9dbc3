/**
 * `npm run screenshots`: pictures of every state of the page, from our own samples, in build/screenshots.
 * For people who look at them after a change; the best ones stand in docs/.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  chartsDrawn,
  drop,
  openPage,
  runsShown,
  sample,
  showRun,
  start,
  tableRows,
} from '../tests/browser/support.js';
import { buildPage, compile } from './build.js';
import { setup } from './setup.js';
import { main, root } from './shell.js';

/** @import { BrowserContextOptions, Page } from 'playwright-core' */

const folder = join(root, 'build/screenshots');
const names = [
  'huggingface-healthy.json',
  'openai-overfits.json',
  'diverges-into-nan.jsonl',
  'mistral-job.json',
  'createml-session.json',
];
const wrong = [
  { name: 'page.html', text: '<!DOCTYPE html><title>Log in</title>' },
  {
    name: 'cut.json',
    text: '{"log_history": [\n  {"step": 1, "loss": 0.5},\n  {"step": 2 "loss": 0.4}]}',
  },
];

/** @param {Page} page @param {readonly string[]} files @param {string} shown what the run to show begins with */
async function openSamples(page, files, shown = '') {
  await drop(page, files.map(sample));
  await runsShown(page, files.length);
  if (shown !== '') await showRun(page, shown);
  await chartsDrawn(page);
  await tableRows(page);
}

/**
 * @typedef {object} Shot
 * @property {string} name
 * @property {(page: Page) => Promise<void>} reach
 * @property {BrowserContextOptions} [options]
 * @property {string} [ready] name of the button of the empty page
 * @property {boolean} [isWhole] the whole page, not the window alone
 */

/** @type {readonly Shot[]} */
const shots = [
  {
    name: 'empty',
    reach: (page) => page.locator('cs-empty-page .card .severity').nth(4).waitFor(),
  },
  {
    name: 'loading',
    reach: async (page) => {
      await page.evaluate(() => {
        const element = document.querySelector('checkpoint-scope');
        if (!element) return;
        /** @param {unknown} _ @param {{ onProgress: (progress: object) => void }} options */
        const never = (_, { onProgress }) => {
          onProgress({ phase: 'reading', loadedBytes: 412e6, totalBytes: 1e9, rows: 2.1e6 });
          return new Promise(() => {});
        };
        Reflect.set(element, 'openRuns', never);
      });
      await drop(page, [{ name: 'trainer_state.json', text: '{}' }]);
      await page.locator('cs-open-progress progress').waitFor();
    },
  },
  {
    name: 'one-run',
    isWhole: true,
    reach: (page) => openSamples(page, ['huggingface-healthy.json']),
  },
  {
    name: 'overview',
    options: { viewport: { width: 1280, height: 460 } },
    reach: async (page) => {
      await drop(page, names.map(sample));
      await page
        .locator('cs-overview .open')
        .nth(names.length - 1)
        .waitFor();
      await page.getByRole('button', { name: 'Dismiss' }).click();
    },
  },
  { name: 'many-runs', reach: (page) => openSamples(page, names) },
  {
    name: 'diverged',
    reach: (page) => openSamples(page, ['diverges-into-nan.jsonl']),
  },
  {
    name: 'errors',
    reach: async (page) => {
      await drop(page, wrong);
      await page.locator('cs-rejected-list li').nth(1).waitFor();
    },
  },
  {
    name: 'table',
    reach: async (page) => {
      await openSamples(page, ['huggingface-healthy.json']);
      await page.getByLabel('Filter of the table').fill('eval_loss < 0.4 and step > 100');
      await page.locator('cs-checkpoint-table').getByText(' of ').waitFor();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.locator('cs-checkpoint-table').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'shortcuts',
    reach: async (page) => {
      await openSamples(page, ['huggingface-healthy.json']);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'phone',
    isWhole: true,
    options: { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, hasTouch: true },
    reach: (page) => openSamples(page, ['openai-overfits.json', 'huggingface-healthy.json']),
  },
  {
    name: 'dark',
    options: { colorScheme: 'dark' },
    reach: (page) => openSamples(page, names, 'huggingface'),
  },
  {
    name: 'chinese',
    isWhole: true,
    options: { locale: 'zh-CN' },
    ready: '选择文件',
    reach: (page) => openSamples(page, names),
  },
  {
    name: 'print',
    isWhole: true,
    options: { viewport: { width: 794, height: 1123 } },
    reach: async (page) => {
      await openSamples(page, ['huggingface-healthy.json']);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await page.emulateMedia({ media: 'print' });
    },
  },
];

/** Pictures of the states named, else of all. @param {readonly string[]} only */
async function takeAll(only) {
  mkdirSync(folder, { recursive: true });
  const site = await start();
  try {
    for (const { name, reach, options, ready, isWhole = false } of shots) {
      if (only.length > 0 && !only.includes(name)) continue;
      const { page, close } = await openPage(site, options, ready);
      await reach(page);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole });
      await close();
      console.log(`build/screenshots/${name}.png`);
    }
  } finally {
    await site.close();
  }
}

await main(async () => {
  setup({ forTesting: true });
  compile('wasm');
  buildPage();
  await takeAll(process.argv.slice(2));
});
