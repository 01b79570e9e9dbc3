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
      <div id="react"></div>
      <script type="module" src="./main.js"></script>`,
    'page.css': `#one::part(top-bar), #one::part(facts) { display: none }
      #one { --cs-page: rgb(1, 2, 3) }`,
    'react.js': `
      import { openRuns } from 'ckptscope';
      import { StrictMode, createElement, useEffect, useState } from 'react';
      import { createRoot } from 'react-dom/client';
      function App() {
        const [runs, setRuns] = useState([]);
        const [count, setCount] = useState(0);
        useEffect(() => {
          const stop = new AbortController();
          let opened;
          openRuns({ url: './list.json' }, stop).then(
            (set) => { opened = set; setRuns(set.runs); },
            () => {},
          );
          return () => { stop.abort(); opened?.close(); };
        }, []);
        const scope = createElement('checkpoint-scope', {
          runs, locale: 'zh-CN', hide: 'run-list charts findings notes facts',
          'onruns-change': (event) => setCount(event.detail.length),
        });
        return createElement('section', null, createElement('output', null, count), scope);
      }
      createRoot(document.querySelector('#react'))
        .render(createElement(StrictMode, null, createElement(App)));`,
    'main.js': `
      import 'ckptscope/element';
      import { openRuns } from 'ckptscope';
      import './react.js';
      globalThis.openRuns = openRuns;
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
    assert.equal(await page.locator('#one cs-fact-list').isVisible(), false);
    assert.equal(await page.locator('#one cs-metric-table').isVisible(), true);
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

test('in a page of React, runs that the page opened are shown, in its language and without what it hides', () =>
  visit(async (page, complaints) => {
    const scope = page.locator('#react checkpoint-scope');
    await scope.locator('cs-verdict-card h2').waitFor();
    assert.match(
      (await scope.locator('cs-verdict-card h2').textContent()) ?? '',
      /\p{Script=Han}/u,
    );
    assert.equal(await page.locator('#react output').textContent(), '1');
    assert.ok(await scope.locator('cs-checkpoint-table').isVisible());
    for (const part of ['run-list', 'chart-group', 'finding-list', 'note-list', 'fact-list'])
      assert.equal(await scope.locator(`cs-${part}`).count(), 0, part);
    assert.equal(await scope.locator('cs-top-bar').count(), 1);
    await scope.evaluate((element) => element.setAttribute('hide', 'top-bar'));
    await scope.locator('cs-metric-chart canvas').first().waitFor();
    assert.equal(await scope.locator('cs-top-bar').count(), 0);
    assert.deepEqual(complaints, []);
  }));

test('runs that are given take the place of all others with one event, and stay open to whoever gave them', () =>
  visit(async (page) => {
    const told = await page.locator('#one').evaluate(async (element) => {
      const scope = /** @type {HTMLElement & { runs: { rows: () => Promise<unknown[]> }[] }} */ (
        element
      );
      const open = Reflect.get(globalThis, 'openRuns');
      const set = await open([{ url: './list.json' }, { url: './other.json' }]);
      /** @type {number[]} */
      const counts = [];
      scope.addEventListener('runs-change', () => counts.push(scope.runs.length));
      const [own] = scope.runs;
      scope.runs = set.runs;
      scope.runs = set.runs;
      const isClosed = await own?.rows().then(
        () => false,
        (error) => error.code === 'closed',
      );
      scope.runs = [];
      const rows = await set.runs[0].rows();
      set.close();
      return { counts, isClosed, rows: rows.length };
    });
    assert.deepEqual(told.counts, [2, 0]);
    assert.equal(told.isClosed, true);
    assert.ok(told.rows > 0);
  }));
