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

/**
 * One of several trainings that differ in their seed alone: a loss that falls, with noise of its own.
 * @param {number} seed
 * @param {number} rate
 */
function repetition(seed, rate) {
  const history = Array.from({ length: 40 }, (_, index) => {
    const noise = Math.sin(seed * 12.9898 + rate * 7e4 + index * 78.233) * 0.04;
    const loss = 0.5 + 1.8 * Math.exp(-index / (rate > 0.005 ? 6 : 11)) + noise;
    return { step: 50 * (index + 1), train_loss: loss - 0.08, valid_loss: loss + 0.1 * rate };
  });
  const text = JSON.stringify({ config: { learning_rate: rate, seed }, history });
  return { name: `lr-${rate}-seed-${seed}.json`, text };
}

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
          const progress = { phase: 'reading', loadedBytes: 412e6, totalBytes: 1e9, rows: 2.1e6 };
          setTimeout(() => onProgress(progress), 2000);
          return new Promise(() => {});
        };
        Reflect.set(element, 'openRuns', never);
      });
      await drop(page, [{ name: 'trainer_state.json', text: '{}' }]);
      await page.locator('cs-open-progress .bytes', { hasText: '412 MB' }).waitFor();
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
    name: 'compare',
    isWhole: true,
    reach: async (page) => {
      const seeds = [1, 2, 3].flatMap((seed) => [repetition(seed, 0.001), repetition(seed, 0.01)]);
      await drop(page, seeds);
      const overview = page.locator('cs-overview');
      await overview.locator('thead input').check();
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await overview.getByRole('button', { name: 'Compare marked' }).click();
      await page.locator('cs-seed-groups canvas').waitFor();
    },
  },
  {
    name: 'thresholds',
    reach: async (page) => {
      await openSamples(page, ['huggingface-healthy.json']);
      await page.getByRole('button', { name: 'Thresholds' }).click();
      await page.locator('cs-thresholds input[type=number]').first().waitFor();
    },
  },
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
      await page.mouse.move(0, 0);
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path, fullPage: isWhole, animations: 'disabled' });
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
