/**
 * Opens the built page in Chromium, served as it is meant to be served, and does to it what people
 * do: drop, paste, look. Everything waits for conditions, nothing for time.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';

/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */

/** @typedef {{ readonly name: string, readonly text: string }} TextFile */

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Screenshots are kept here, for people. */
const pictures = join(root, 'build/screenshots');

/**
 * A browser and the server of the page, for all tests of a file.
 * @param {{ readonly proxy?: string }} [options] `proxy`: where traffic that leaves the machine goes
 */
export async function start({ proxy } = {}) {
  const server = await serve(0);
  const browser = await chromium.launch({
    executablePath,
    args,
    ...(proxy ? { proxy: { server: proxy, bypass: '127.0.0.1' } } : {}),
  });
  return {
    browser,
    url: server.url,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** A browser and the server of the page from the first test of a file to its last. */
export function openSite() {
  const site = /** @type {Awaited<ReturnType<typeof start>>} */ ({});
  before(async () => {
    Object.assign(site, await start());
  });
  after(() => site.close());
  return site;
}

/**
 * The page, ready. Whatever it writes to the console as an error, or throws, ends up in `complaints`.
 * @param {{ readonly browser: Browser, readonly url: string }} site
 * @param {BrowserContextOptions} [options]
 * @param {string} [ready] name of the button that says so, in the language of the browser
 */
export async function openPage({ browser, url }, options = {}, ready = 'Choose files') {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  context.on('request', (request) => requests.push(request.url()));
  await page.addInitScript({ content: axe.source });
  await page.goto(url);
  await page
    .locator('checkpoint-scope')
    .getByRole('button', { name: ready, exact: true })
    .waitFor();
  return { page, complaints, requests, close: () => context.close() };
}

/** A sample of the page, as text. @param {string} name @returns {TextFile} */
export function sample(name) {
  return { name, text: readFileSync(join(root, 'web/samples', name), 'utf8') };
}

/**
 * Drops files on the page by events of its own making.
 * @param {Page} page
 * @param {readonly TextFile[]} files
 */
export async function drop(page, files) {
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, text } of list) transfer.items.add(new File([text], name));
    const target = document.querySelector('checkpoint-scope');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const options = { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer };
      target?.dispatchEvent(new DragEvent(type, options));
    }
  }, files);
}

/**
 * Drops paths of this machine on the page as a person does: the browser trusts these events.
 * @param {Page} page
 * @param {readonly string[]} paths
 */
export async function dropTrusted(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
}

/** Waits until the list names this many runs, and shows one of them. @param {Page} page @param {number} count */
export async function runsShown(page, count) {
  const last = page.locator('cs-run-list li').nth(count - 1);
  const overview = page.locator('cs-overview');
  await last.or(overview).first().waitFor();
  // Several runs at once are first shown in a table.
  if ((await overview.count()) > 0) await overview.locator('.open').first().click();
  await last.waitFor();
  await page.locator('cs-verdict-card h2').waitFor();
}

/** Shows a run of the list by what its name begins with. @param {Page} page @param {string} name */
export async function showRun(page, name) {
  await page.locator('cs-run-list .run', { hasText: name }).first().click();
  await page.locator('cs-run-view .title h2', { hasText: name }).waitFor();
}

/** Waits until every chart on screen has drawn. @param {Page} page */
export async function chartsDrawn(page) {
  await page.locator('cs-metric-chart canvas').first().waitFor();
  await page.waitForFunction(() => {
    const view = document
      .querySelector('checkpoint-scope')
      ?.shadowRoot?.querySelector('cs-run-view');
    const group = view?.shadowRoot?.querySelector('cs-chart-group');
    const charts = [...(group?.shadowRoot?.querySelectorAll('cs-metric-chart') ?? [])];
    return charts.length > 0 && charts.every((chart) => chart.shadowRoot?.querySelector('canvas'));
  });
}

/**
 * The checkpoint table as it stands: exact values by title of the column.
 * @param {Page} page
 * @returns {Promise<readonly Readonly<Record<string, string>>[]>}
 */
export async function tableRows(page) {
  await page.locator('cs-checkpoint-table tbody td').first().waitFor();
  return page.locator('cs-checkpoint-table regular-table').evaluate((table) => {
    const titles = [...table.querySelectorAll('thead th')].map((th) =>
      (th.textContent ?? '').replace(/ [↑↓]$/, ''),
    );
    return [...table.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries(
        [...row.children].map((cell, index) => [
          titles[index] ?? '',
          cell.getAttribute('title') ?? '',
        ]),
      ),
    );
  });
}

/**
 * What a chart says at each of its points, first to last: its cursor is moved with the keyboard.
 * @param {Page} page
 * @param {number} chart from 0
 * @param {number} count of points
 */
export async function chartValues(page, chart, count) {
  const plot = page.locator('cs-metric-chart .plot').nth(chart);
  await plot.focus();
  /** @type {string[]} */
  const values = [];
  for (let index = 0; index < count; ++index) {
    await page.keyboard.press(index === 0 ? 'Home' : 'ArrowRight');
    values.push((await plot.getAttribute('aria-valuetext')) ?? '');
  }
  return values;
}

/** Violations that axe finds on the page as it stands, in words. @param {Page} page */
export async function accessibilityViolations(page) {
  const result = await page.evaluate(async () => {
    const { axe: engine } = /** @type {{ axe: typeof import('axe-core') }} */ (
      /** @type {unknown} */ (globalThis)
    );
    return engine.run(document, { resultTypes: ['violations'] });
  });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`),
  );
}

/** Keeps a picture of the whole page. @param {Page} page @param {string} name */
export async function keepPicture(page, name) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** How far the page is wider than its window, in px. @param {Page} page */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
