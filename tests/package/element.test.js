/** The element of the packed package in pages of others: several, in a shadow root, under a strict policy. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';

import {
  bin,
  execute,
  expectedHeadline,
  launch,
  project,
  sampleText,
  serveFolder,
} from './support.js';

/** @import { Browser, Page } from 'playwright-core' */

const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; base-uri 'none'";
const secondLine = sampleText.replaceAll('ftjob-', 'other-');

/** @type {Browser} */
let browser;
/** @type {{ url: string, close: () => Promise<unknown> }} */
let site;
before(async () => {
  const folder = await project('element', {
    'index.html': `<!doctype html><meta charset="utf-8"><title>t</title>
      <link rel="stylesheet" href="./page.css">
      <checkpoint-scope id="one" src="./list.json"></checkpoint-scope>
      <div id="host"></div>
      <checkpoint-scope id="empty"><p slot="empty">Nothing yet</p></checkpoint-scope>
      <script type="module" src="./main.js"></script>`,
    'page.css': `#one::part(top-bar) { display: none } #one { --cs-page: rgb(1, 2, 3) }`,
    'main.js': `
      import 'ckptscope/element';
      globalThis.told = [];
      for (const type of ['runs-change', 'checkpoint-select', 'finding-select']) {
        addEventListener(type, (event) => told.push([type, event.target.id, event.detail]));
      }
      const shadow = document.querySelector('#host').attachShadow({ mode: 'open' });
      shadow.innerHTML = '<checkpoint-scope src="./other.json"></checkpoint-scope>';`,
    'public/list.json': sampleText,
    'public/other.json': secondLine,
  });
  const options = ['--base', './', '--assetsInlineLimit', '0', '--logLevel', 'warn'];
  await execute(bin('vite'), ['build', ...options], { cwd: folder });
  site = await serveFolder(join(folder, 'dist'), { 'content-security-policy': policy });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** @param {(page: Page, complaints: string[]) => Promise<void>} look */
async function visit(look) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(site.url);
  await page.locator('#one cs-verdict-card h2').waitFor();
  await page.locator('#host cs-verdict-card h2').waitFor();
  await look(page, complaints);
  await page.close();
}

test('two elements, one in a shadow root, open their sources under a strict policy without complaint', () =>
  visit(async (page, complaints) => {
    const headline = await expectedHeadline();
    for (const place of ['#one', '#host']) {
      const text = (await page.locator(`${place} cs-verdict-card h2`).textContent()) ?? '';
      assert.ok(text.replaceAll(/\s+/g, ' ').includes(headline), text);
      await page.locator(`${place} cs-metric-chart canvas`).first().waitFor();
    }
    assert.deepEqual(complaints, []);
  }));

test('the page hides parts, sets colours and fills the start page', () =>
  visit(async (page) => {
    assert.equal(await page.locator('#one cs-top-bar').isVisible(), false);
    const color = await page
      .locator('#one')
      .evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.equal(color, 'rgb(1, 2, 3)');
    assert.ok(await page.getByText('Nothing yet').isVisible());
    assert.equal(await page.locator('#empty cs-empty-page').isVisible(), false);
  }));

test('events tell of runs, checkpoints and findings, and a new source takes the place of the old', () =>
  visit(async (page) => {
    const told = () =>
      page.evaluate(() =>
        /** @type {[string, string, { run?: unknown, index?: number, finding?: { rule: string } }][]} */ (
          Reflect.get(globalThis, 'told')
        ).map(([type, id, detail]) => [
          type,
          id,
          Array.isArray(detail) ? detail.length : (detail.finding?.rule ?? detail.index),
        ]),
      );
    const first = await told();
    assert.ok(
      first.some(([type, id, detail]) => type === 'runs-change' && id === 'one' && detail === 1),
    );
    // Across the shadow root the event comes from its host.
    assert.ok(first.some(([type, id]) => type === 'runs-change' && id === 'host'));
    await page.locator('#one cs-finding-list button').first().click();
    await page.locator('#one cs-checkpoint-table tbody td').first().hover();
    await page.waitForFunction(() =>
      /** @type {[string][]} */ (Reflect.get(globalThis, 'told')).some(
        ([type]) => type === 'checkpoint-select',
      ),
    );
    const later = await told();
    const finding = later.find(([type]) => type === 'finding-select');
    assert.deepEqual(finding, ['finding-select', 'one', 'possible_overfitting']);
    await page.locator('#one').evaluate((element) => element.setAttribute('src', './other.json'));
    await page.locator('#one cs-run-view h2', { hasText: 'other-' }).first().waitFor();
    const count = await page
      .locator('#one')
      .evaluate(
        (element) =>
          /** @type {{ runs: unknown[] }} */ (/** @type {unknown} */ (element)).runs.length,
      );
    assert.equal(count, 1);
  }));
