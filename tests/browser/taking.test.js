/** What people take away: tables and points as files, pictures of charts, a summary, a link to the view. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { root } from '../../scripts/shell.js';
import { command, pathOf, samples } from '../web/support.js';
import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  runsShown,
  sample,
  openSite,
} from './support.js';

/** @import { Page } from 'playwright-core' */

const site = openSite();

/** The page with these samples open. @param {readonly string[]} names */
async function openSamples(...names) {
  const opened = await openPage(site);
  await drop(opened.page, names.map(sample));
  await runsShown(opened.page, names.length);
  await chartsDrawn(opened.page);
  return opened;
}

/**
 * Does something that saves a file, and reads that file.
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** @param {Page} page @param {string} item */
async function chooseExport(page, item) {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.locator('cs-top-bar').getByRole('button', { name: item }).first().click();
}

/** What the command prints about samples. @param {string} option @param {readonly string[]} names */
async function printed(option, ...names) {
  const paths = names.map((name) => pathOf(new URL(name, samples)));
  const { stdout } = await command([option, ...paths]);
  // The command calls a file by its path, the page by its name.
  return names.reduce((text, name, at) => text.replaceAll(paths[at] ?? '', name), stdout);
}

test('the table and the summary are saved as the command prints them', async () => {
  const name = 'openai-overfits.json';
  const { page, complaints, close } = await openSamples(name);
  for (const [item, option, file] of /** @type {const} */ ([
    ['Checkpoint table as CSV', '--csv', 'ftjob-Qx3VnHk2sample-checkpoints.csv'],
    ['Summary as Markdown', '--md', 'ftjob-Qx3VnHk2sample.md'],
  ])) {
    const found = await saved(page, () => chooseExport(page, item));
    assert.equal(found.name, file);
    assert.equal(String(found.bytes), await printed(option, name));
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await chooseExport(page, 'Copy the summary');
  await page.locator('[role=status]', { hasText: 'Copied' }).first().waitFor({ state: 'attached' });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await printed('--md', name));
  assert.deepEqual(complaints, []);
  await close();
});

test('all points of all runs are saved as CSV and as JSON', async () => {
  const names = ['openai-overfits.json', 'huggingface-healthy.json'];
  const { page, close } = await openSamples(...names);
  await page.getByRole('button', { name: 'Export' }).click();
  assert.deepEqual(await accessibilityViolations(page), []);
  await keepPicture(page, 'export-menu');
  const menu = page.locator('cs-top-bar').getByRole('button', { name: 'All points as CSV' });
  assert.equal(await menu.count(), 2);
  const csv = await saved(page, () => menu.last().click());
  assert.equal(csv.name, 'runs-points.csv');
  const [head = '', ...rows] = String(csv.bytes).trimEnd().split('\n');
  assert.ok(head.startsWith('run,step,'));
  assert.equal(new Set(rows.map((row) => row.split(',')[0])).size, 2);
  await page.getByRole('button', { name: 'Export' }).click();
  const all = page.locator('cs-top-bar').getByRole('button', { name: 'Everything as JSON' }).last();
  const json = JSON.parse(String((await saved(page, () => all.click())).bytes));
  const { runs } = JSON.parse(await printed('--json', ...names));
  assert.deepEqual(
    json.runs.map((/** @type {{ series: object }} */ { series: _series, ...run }) => run),
    runs,
  );
  assert.deepEqual(
    Object.keys(json.runs[1].series),
    runs[1].metrics.map((/** @type {{ name: string }} */ { name }) => name),
  );
  await close();
});

test('a chart is saved as a drawing with its title, its curves and its findings', async () => {
  const { page, complaints, close } = await openSamples('diverges-into-nan.jsonl');
  const chart = page.locator('cs-metric-chart').first();
  const press = async (/** @type {string} */ item) => {
    await chart.getByRole('button', { name: /^Save a picture of/ }).click();
    await chart.getByRole('button', { name: item }).click();
  };
  const title = (await chart.locator('h3').textContent()) ?? '';
  const { name, bytes } = await saved(page, () => press('Drawing as SVG'));
  assert.ok(name.endsWith(`-${title}.svg`), name);
  const found = await page.evaluate((text) => {
    const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
    const root = drawing.documentElement;
    return {
      error: drawing.querySelector('parsererror')?.textContent ?? '',
      texts: [...root.querySelectorAll('text')].map((one) => one.textContent ?? ''),
      longest: Math.max(
        ...[...root.querySelectorAll('path')].map((one) => one.getAttribute('d')?.length ?? 0),
      ),
    };
  }, String(bytes));
  assert.equal(found.error, '');
  assert.equal(found.texts[0], title);
  assert.equal(found.texts[1], await page.locator('cs-run-view .title h2').textContent());
  assert.ok(found.texts.some((text) => text.includes('not finite')));
  assert.ok(found.texts.filter((text) => /^[\d.]+k?$/.test(text)).length > 4, 'labels of axes');
  assert.ok(found.longest > 400, 'a curve');

  const picture = await saved(page, () => press('Picture as PNG'));
  writeFileSync(join(root, 'build/screenshots/chart.png'), picture.bytes);
  assert.deepEqual([...picture.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
  assert.ok(picture.bytes.readUInt32BE(16) >= 1600, 'wide enough for a document');
  assert.deepEqual(complaints, []);
  await close();
});

/** What a view consists of, as the page shows it. @param {Page} page */
async function view(page) {
  const plot = page.locator('cs-metric-chart .plot').first();
  return {
    run: await page.locator('cs-run-view .title h2').textContent(),
    metric: await page.getByLabel('Metric that decides what best means').inputValue(),
    axis: await page.getByLabel('Horizontal axis').inputValue(),
    logY: await page.getByLabel('log y').isChecked(),
    smooth: await page.getByLabel('Smooth', { exact: true }).inputValue(),
    from: Number(await plot.getAttribute('aria-valuemin')),
    to: Number(await plot.getAttribute('aria-valuemax')),
  };
}

for (const place of ['a server', 'the file itself']) {
  test(`a link shows the same of the same files, when the page comes from ${place}`, async () => {
    const names = ['openai-overfits.json', 'huggingface-healthy.json'];
    const url =
      place === 'a server' ? site.url : String(pathToFileURL(join(root, 'build/page/index.html')));
    const { page, complaints, close } = await openPage({ ...site, url });
    await drop(page, names.map(sample));
    await runsShown(page, 2);
    await page.locator('cs-run-list .run', { hasText: 'huggingface' }).click();
    await page.locator('cs-run-view .title h2', { hasText: 'huggingface' }).waitFor();
    await page.getByLabel('Metric that decides what best means').selectOption('eval_loss');
    await page.getByText('Chosen by you.').waitFor();
    await page.getByLabel('Horizontal axis').selectOption('epoch');
    await page.getByLabel('log y').check();
    await page.getByLabel('Smooth', { exact: true }).fill('0.5');
    await chartsDrawn(page);
    await page.locator('cs-metric-chart .plot').first().focus();
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
    await page.waitForFunction(() => location.hash.includes('zoom='));
    const shown = await view(page);
    const link = page.url();
    await close();

    const other = await openPage({ ...site, url: link });
    await other.page.getByText('This link shows').waitFor();
    assert.deepEqual(await accessibilityViolations(other.page), []);
    await keepPicture(other.page, 'link-awaits');
    await drop(other.page, names.map(sample));
    await other.page.getByText('Chosen by you.').waitFor();
    await other.page.getByRole('button', { name: 'Reset zoom' }).waitFor();
    await chartsDrawn(other.page);
    assert.deepEqual(await view(other.page), shown);
    assert.deepEqual([...complaints, ...other.complaints], []);
    await other.close();
  });
}
