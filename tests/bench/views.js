/** Drawing a curve of ten million points in Chromium; see views-page.js. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import { chromium } from 'playwright-core';

import { root } from '../../scripts/shell.js';
import { launchOptions } from './chromium.js';

/** @typedef {import('./views-page.js').ViewTimes} ViewTimes */

/** The page reads the repository's own files, and nothing else answers here. */
const ORIGIN = 'https://bench.invalid';
const TYPES = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.wasm', 'application/wasm'],
]);
const PAGE = `<!doctype html><meta charset="utf-8"><script type="importmap">
  {"imports": {"#core": "/build/wasm/core.mjs", "uplot": "/node_modules/uplot/dist/uPlot.esm.js"}}
</script><script type="module">
  import { measureViews } from '/tests/bench/views-page.js';
  window.measureViews = measureViews;
</script>`;

/**
 * @param {number} points
 * @param {number} rounds
 * @returns {Promise<ViewTimes[]>}
 */
export async function measureViews(points, rounds) {
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const body = pathname === '/' ? Buffer.from(PAGE) : readFileSync(join(root, pathname));
      const contentType = TYPES.get(extname(pathname)) ?? 'text/html';
      return route.fulfill({ body, contentType });
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction(() => Reflect.has(window, 'measureViews'));
    return await page.evaluate(
      ([count, times]) => {
        const measure = /** @type {typeof import('./views-page.js').measureViews} */ (
          Reflect.get(window, 'measureViews')
        );
        return measure(Number(count), Number(times));
      },
      [points, rounds],
    );
  } finally {
    await browser.close();
  }
}
