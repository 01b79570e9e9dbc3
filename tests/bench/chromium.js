/**
 * The same measurements in Chromium: the package in a bare page, the page as it is served, and a bare page
 * for the plain way.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';

export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
};

/** Where nothing answers but this file. */
const ORIGIN = 'https://bench.invalid';

/** @typedef {import('./run.js').Measurement} Measurement */

/**
 * @param {string} plainSource text of plain.js
 * @returns {Promise<{ measure: (what: string, path: string, shape: string) => Promise<Measurement>, close: () => Promise<void> }>}
 */
export async function openBrowser(plainSource) {
  const server = await serve(0);
  return {
    measure: async (what, path, shape) => {
      const browser = await chromium.launch(launchOptions);
      try {
        const page = await browser.newPage();
        const [who, idle] = what.split(' ');
        const file = idle ? null : path;
        const result =
          who === 'plain'
            ? await measurePlain(page, plainSource, file, shape)
            : who === 'page'
              ? await measurePage(page, server.url, file)
              : await measurePackage(page, file);
        return { ...result, peakBytes: await peakBytes(browser) };
      } finally {
        await browser.close();
      }
    },
    close: server.close,
  };
}

/**
 * Opens the file with the npm package, whose engine waits for it, in a page that has nothing else.
 * @param {import('playwright-core').Page} page @param {string | null} path
 */
async function measurePackage(page, path) {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname === '/'
      ? route.fulfill({ contentType: 'text/html', body: '<!doctype html><input type="file">' })
      : route.fulfill({ contentType: 'text/javascript', path: join(root, 'dist', pathname) });
  });
  await page.goto(`${ORIGIN}/`);
  await page.evaluate(async () => {
    const name = '/index.js';
    const ckptscope = await import(name);
    await ckptscope.prepare();
    Reflect.set(window, 'openRuns', ckptscope.openRuns);
  });
  await quiet(page);
  if (!path) return { elapsedMs: 0, outcome: '' };
  await page.setInputFiles('input', path);
  await quiet(page);
  return page.evaluate(async () => {
    const file = document.querySelector('input')?.files?.[0];
    const start = performance.now();
    const set = await Reflect.get(window, 'openRuns')(file);
    const elapsedMs = performance.now() - start;
    return { elapsedMs, outcome: String(set.runs[0].verdict.kind) };
  });
}

/**
 * Drops the file on the page, as the system would, and waits until a verdict stands there.
 * @param {import('playwright-core').Page} page @param {string} url @param {string | null} path
 */
async function measurePage(page, url, path) {
  // A person drops a file on a page that has settled: the samples have been read.
  const samplesAreRead = page.waitForEvent('worker');
  await page.goto(url);
  const worker = await samplesAreRead;
  if (page.workers().includes(worker)) await worker.waitForEvent('close');
  await quiet(page);
  if (!path) return { elapsedMs: 0, outcome: '' };
  const outcome = page.evaluate(
    () =>
      new Promise((resolve) => {
        let start = 0;
        /** @param {Document | ShadowRoot} root @returns {Element | null} */
        const headline = (root) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.matches('h2.headline') && element.textContent) return element;
            const inside = element.shadowRoot && headline(element.shadowRoot);
            if (inside) return inside;
          }
          return null;
        };
        const look = () => {
          const found = headline(document);
          if (found)
            resolve({ elapsedMs: performance.now() - start, outcome: found.textContent.trim() });
          else requestAnimationFrame(look);
        };
        addEventListener(
          'drop',
          () => {
            start = performance.now();
            look();
          },
          { capture: true, once: true },
        );
      }),
  );
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop']))
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  return /** @type {Promise<{ elapsedMs: number, outcome: string }>} */ (outcome);
}

/**
 * @param {import('playwright-core').Page} page @param {string} plainSource
 * @param {string | null} path @param {string} shape
 */
async function measurePlain(page, plainSource, path, shape) {
  await page.setContent('<input type="file">');
  await page.addScriptTag({ content: plainSource.replace('export function', 'function') });
  if (!path) return { elapsedMs: 0, outcome: '' };
  await page.setInputFiles('input', path);
  await quiet(page);
  return page.evaluate(async (fileShape) => {
    const file = document.querySelector('input')?.files?.[0];
    const plain = /** @type {(text: string, shape: string) => number} */ (
      Reflect.get(window, 'plainColumns')
    );
    if (!file) throw new Error('no file');
    const start = performance.now();
    const stored = plain(await file.text(), fileShape);
    return { elapsedMs: performance.now() - start, outcome: `${stored} values` };
  }, shape);
}

/**
 * Waits until the browser has done with its own start: its processes use under a tenth of one core.
 * @param {import('playwright-core').Page} page
 */
export async function quiet(page) {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const intervalMs = 250;
  for (let before = -Infinity; ;) {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const seconds = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    if (seconds - before < intervalMs / 1e4) return;
    before = seconds;
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}

/**
 * High-water mark of the largest renderer.
 * @param {import('playwright-core').Browser} browser
 */
async function peakBytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
  return Math.max(...peaks.map(Number)) * 1024;
}
