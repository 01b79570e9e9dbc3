/**
 * What a person feels of the page in Chromium: when it is there, how long a file takes to the finished
 * screen, whether zooming, panning and scrolling stutter, what the main thread keeps, how large it is.
 */
import { readFileSync, statSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { chromium } from 'playwright-core';

import { pageFile } from '../../scripts/build.js';
import { serve } from '../../scripts/serve.js';
import { launchOptions, quiet } from './chromium.js';
import { benchFile, evaluationsFile, runFiles, seriesFile } from './data.js';

/** @import { Page } from 'playwright-core' */

const FRAMES = 150;

/** @param {readonly number[]} numbers @param {number} share */
const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[
    Math.min(numbers.length - 1, Math.floor(numbers.length * share))
  ] ?? NaN;

/** @param {string} what @param {string} found */
const say = (what, found) => process.stdout.write(`${what.padEnd(52)}  ${found}\n`);

/** @param {readonly number[]} times */
const spread = (times) =>
  `${quantile(times, 0.5).toFixed(0)} ms (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})`;

/** Frames follow each other as fast as they are done, not at the 60 Hz of a display. */
const UNLIMITED = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/**
 * The page in a browser of its own, settled.
 * @template Value
 * @param {string} url
 * @param {(page: Page) => Promise<Value>} work
 * @param {readonly string[]} [args] of the browser
 */
async function withPage(url, work, args = []) {
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...launchOptions.args, ...args],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(url);
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    await quiet(page);
    return await work(page);
  } finally {
    await browser.close();
  }
}

/** Milliseconds until the first of the page's own words stood on the screen. @param {Page} page */
function firstPaint(page) {
  return page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
}

/**
 * Drops a file; resolves with the milliseconds until verdict, first chart and table stand there.
 * @param {Page} page
 * @param {string} path
 * @returns {Promise<number>}
 */
async function openFile(page, path) {
  const finished = page.evaluate(
    () =>
      new Promise((resolve) => {
        let start = 0;
        const scope = document.querySelector('checkpoint-scope');
        const look = () => {
          const view = scope?.shadowRoot?.querySelector('cs-run-view')?.shadowRoot;
          const part = (/** @type {string} */ name) => view?.querySelector(name)?.shadowRoot;
          const chart = part('cs-chart-group')?.querySelector('cs-metric-chart')?.shadowRoot;
          const table = part('cs-checkpoint-table');
          const isThere =
            part('cs-verdict-card')?.querySelector('.headline')?.textContent &&
            chart?.querySelector('canvas') &&
            (!table?.querySelector('section') || table.querySelector('tbody td'));
          if (isThere) requestAnimationFrame(() => resolve(performance.now() - start));
          else requestAnimationFrame(look);
        };
        const onDrop = () => {
          start = performance.now();
          look();
        };
        addEventListener('drop', onDrop, { capture: true, once: true });
      }),
  );
  await dropPath(page, path);
  return /** @type {Promise<number>} */ (finished);
}

/** Drops a file or a folder as a person does. @param {Page} page @param {string} path */
async function dropPath(page, path) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop']))
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
}

/**
 * Milliseconds between frames while something is done in every one of them.
 * @param {Page} page
 * @param {'zoom' | 'scroll'} what
 */
function frames(page, what) {
  return page.evaluate(
    async ({ count, isZoom }) => {
      const view = document
        .querySelector('checkpoint-scope')
        ?.shadowRoot?.querySelector('cs-run-view')?.shadowRoot;
      const plot = view
        ?.querySelector('cs-chart-group')
        ?.shadowRoot?.querySelector('cs-metric-chart')
        ?.shadowRoot?.querySelector('.plot');
      const table = view
        ?.querySelector('cs-checkpoint-table')
        ?.shadowRoot?.querySelector('regular-table');
      const box = plot?.getBoundingClientRect();
      const nextFrame = () => new Promise(requestAnimationFrame);
      const turn = (/** @type {WheelEventInit} */ options) =>
        plot?.dispatchEvent(
          new WheelEvent('wheel', {
            bubbles: true,
            cancelable: true,
            clientX: (box?.left ?? 0) + (box?.width ?? 0) * 0.6,
            clientY: (box?.top ?? 0) + 40,
            ...options,
          }),
        );
      /** @type {number[]} */
      const deltas = [];
      let before = await nextFrame();
      for (let frame = 0; frame < count; frame += 1) {
        if (!isZoom && table) table.scrollTop += 700;
        else if (frame < count / 3) turn({ ctrlKey: true, deltaY: -60 });
        else if (frame < (count * 2) / 3) turn({ deltaX: 40 });
        else turn({ ctrlKey: true, deltaY: 60 });
        const now = await nextFrame();
        deltas.push(Number(now) - Number(before));
        before = now;
      }
      return deltas;
    },
    { count: FRAMES, isZoom: what === 'zoom' },
  );
}

/**
 * Drops a folder; resolves with the milliseconds until the table of its runs stands there.
 * @param {Page} page
 * @param {string} path
 */
async function openFolder(page, path) {
  const start = performance.now();
  await dropPath(page, path);
  await page.locator('cs-overview tbody .open').first().waitFor();
  return performance.now() - start;
}

/** Milliseconds between frames while the table of all runs scrolls. @param {Page} page */
function overviewFrames(page) {
  return page.evaluate(async (count) => {
    const scroll = document
      .querySelector('checkpoint-scope')
      ?.shadowRoot?.querySelector('cs-overview')
      ?.shadowRoot?.querySelector('.scroll');
    const nextFrame = () => new Promise(requestAnimationFrame);
    /** @type {number[]} */
    const deltas = [];
    let before = await nextFrame();
    for (let frame = 0; frame < count; frame += 1) {
      if (scroll) scroll.scrollTop += frame < count / 2 ? 260 : -260;
      const now = await nextFrame();
      deltas.push(Number(now) - Number(before));
      before = now;
    }
    return deltas;
  }, FRAMES);
}

/** Bytes that the main thread's JavaScript keeps, after a collection. @param {Page} page */
async function heapBytes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** @param {string} what @param {readonly number[]} deltas */
function sayFrames(what, deltas) {
  say(
    what,
    `frame: median ${quantile(deltas, 0.5).toFixed(1)} ms, 99th percentile ${quantile(deltas, 0.99).toFixed(1)} ms`,
  );
}

/**
 * @param {string} folder of the files to read
 * @param {{ readonly rounds: number, readonly points: number, readonly megabytes: number }} options
 */
export async function benchPage(folder, { rounds, points, megabytes }) {
  process.stdout.write(`\nThe page in Chromium; median (range) of ${rounds} rounds\n`);
  const html = readFileSync(pageFile);
  say(
    'the page, compressed',
    `${(gzipSync(html, { level: 9 }).length / 1e3).toFixed(0)} kB gzip, ${(brotliCompressSync(html).length / 1e3).toFixed(0)} kB brotli`,
  );
  const server = await serve(0);
  try {
    const small = benchFile(folder, 'trainer_state', 1).path;
    /** @type {number[]} */
    const paints = [];
    /** @type {number[]} */
    const finishes = [];
    for (let round = 0; round < rounds; round += 1) {
      await withPage(server.url, async (page) => {
        paints.push(await firstPaint(page));
        finishes.push(await openFile(page, small));
      });
    }
    say('first useful paint', spread(paints));
    say('drop of 1 MB to verdict, chart and table', spread(finishes));

    const long = seriesFile(folder, points);
    for (const [what, args] of /** @type {const} */ ([
      ['at 60 Hz', []],
      ['unlimited', UNLIMITED],
    ])) {
      const zoomed = await withPage(
        server.url,
        async (page) => {
          await openFile(page, long);
          await quiet(page);
          return frames(page, 'zoom');
        },
        args,
      );
      sayFrames(`zoom and pan, ${(points / 1e6).toFixed(1)} million points, ${what}`, zoomed);
    }
    const many = evaluationsFile(folder, 100_000);
    sayFrames(
      'scroll through 100,000 rows',
      await withPage(server.url, async (page) => {
        await openFile(page, many);
        await quiet(page);
        return frames(page, 'scroll');
      }),
    );
    const runs = runFiles(folder, 500);
    await withPage(server.url, async (page) => {
      say(
        'drop of a folder of 500 runs to their table',
        `${(await openFolder(page, runs)).toFixed(0)} ms`,
      );
      await quiet(page);
      sayFrames('scroll through the table of 500 runs', await overviewFrames(page));
    });
    for (const path of [small, benchFile(folder, 'trainer_state', megabytes).path]) {
      const bytes = await withPage(server.url, async (page) => {
        await openFile(page, path);
        await quiet(page);
        return heapBytes(page);
      });
      say(
        `main thread keeps, ${(statSync(path).size / 1e6).toFixed(0)} MB file open`,
        `${(bytes / 1e6).toFixed(1)} MB`,
      );
    }
  } finally {
    await server.close();
  }
}
