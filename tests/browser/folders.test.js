/** Folders: what is read in them, what is passed over, and what is said of either. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { pageFile } from '../../scripts/build.js';
import {
  accessibilityViolations,
  dropTrusted,
  keepPicture,
  openPage,
  openSite,
  runsShown,
  sample,
  tableRows,
} from './support.js';

const site = openSite();
/** @type {string} */
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} path below the folder @param {string} text */
function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** @param {number} factor */
function history(factor) {
  const rows = [1, 2, 3, 4, 5, 6].map((step) => ({ step, val_loss: factor / step }));
  return JSON.stringify({ history: rows });
}

/** Two runs among what lies beside runs. */
function writeRuns() {
  write('runs/alpha/history.json', history(1));
  write('runs/beta/history.json', history(2));
  write('runs/beta/tokenizer.json', JSON.stringify({ vocabulary: ['a', 'b'] }));
  write('runs/beta/broken.json', '{"history": [{"step": 1, "val_loss": 0.5}, {"step" 2}]}');
  for (let part = 0; part < 400; ++part) write(`runs/beta/model-${part}.safetensors`, 'weights');
  write('runs/beta/.git/config.json', history(3));
  write('runs/README.md', 'nothing to read here');
}

test('a dropped folder opens its runs under the names of their folders, and says what it left out', async () => {
  const { page, complaints, close } = await openPage(site);
  writeRuns();
  await dropTrusted(page, [join(folder, 'runs')]);
  await page.locator('cs-overview tbody .open').nth(1).waitFor();
  const names = await page.locator('cs-overview tbody .open').allTextContents();
  assert.match(names.join(), /alpha/);
  assert.match(names.join(), /beta/);

  const report = page.locator('cs-open-report');
  assert.match((await report.locator('header').textContent()) ?? '', /401 passed over/);
  const summaries = report.locator('summary');
  await summaries.filter({ hasText: '400 .safetensors' }).click();
  await report.getByText('runs/beta/model-0.safetensors', { exact: true }).waitFor();
  await summaries.filter({ hasText: 'Recognised' }).click();
  await report.getByText('runs/alpha/history.json').waitFor();
  await summaries.filter({ hasText: 'no run in them' }).click();
  const refused = report.locator('cs-rejected-list li', { hasText: 'tokenizer.json' });
  assert.match((await refused.textContent()) ?? '', /no training metrics/);
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'folder');
  await report.getByRole('button', { name: 'Dismiss' }).click();
  await report.waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  await close();
});

test('which checkpoints exist is told by the folders that lie there', async () => {
  const { page, complaints, close } = await openPage(site);
  const { text } = sample('huggingface-healthy.json');
  /** @type {{ log_history: { step: number }[] }} */
  const state = JSON.parse(text);
  const early = { ...state, log_history: state.log_history.filter(({ step }) => step <= 500) };
  const out = join(folder, 'out');
  for (const [step, content] of /** @type {const} */ ([
    [500, JSON.stringify({ ...early, global_step: 500, best_model_checkpoint: null })],
    [900, text],
  ])) {
    mkdirSync(join(out, `checkpoint-${step}`), { recursive: true });
    writeFileSync(join(out, `checkpoint-${step}`, 'trainer_state.json'), content);
  }
  await dropTrusted(page, [out]);
  await runsShown(page, 1);
  await page.locator('cs-checkpoint-table').getByLabel('saved only').check();
  await page.locator('cs-checkpoint-table').getByText('2 of 18 rows').waitFor();
  assert.deepEqual(
    (await tableRows(page)).map(({ step }) => step),
    ['500', '900'],
  );
  assert.deepEqual(complaints, []);
  await close();
});

test('a folder is chosen as well as dropped', async () => {
  const { page, close } = await openPage(site);
  writeRuns();
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await page.locator('input.folder').setInputFiles(join(folder, 'runs'));
  await page.locator('cs-overview tbody .open').nth(1).waitFor();
  const header = page.locator('cs-open-report header');
  assert.match((await header.textContent()) ?? '', /passed over/);
  await close();
});

test('a folder without a log says what was looked for', async () => {
  const { page, close } = await openPage(site);
  write('empty/weights.bin', 'weights');
  write('empty/notes.md', 'notes');
  await dropTrusted(page, [join(folder, 'empty')]);
  const refused = page.locator('cs-rejected-list li');
  await refused.waitFor();
  const text = (await refused.textContent()) ?? '';
  assert.match(text, /2 files/);
  assert.match(text, /\.jsonl/);
  await close();
});

test('a page opened from disk, which is shown no folder, says so and what to do', async () => {
  const { page, close } = await openPage({ ...site, url: pathToFileURL(pageFile).href });
  writeRuns();
  await dropTrusted(page, [join(folder, 'runs')]);
  const refused = page.locator('cs-rejected-list li');
  await refused.waitFor();
  const text = (await refused.textContent()) ?? '';
  assert.match(text, /runs/);
  assert.match(text, /Choose the folder with the button/);
  await close();
});
