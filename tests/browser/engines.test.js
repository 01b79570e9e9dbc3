/** The way that everyone goes — drop, verdict, table, chart, error — in Firefox and in WebKit. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { root } from '../../scripts/shell.js';
import { serve } from '../../scripts/serve.js';
import { command, pathOf, samples } from '../web/support.js';
import { sample } from './support.js';
import { startFirefox, startWebKit } from './webdriver.js';

/** @import { TextFile } from './support.js' */
/** @import { Driver } from './webdriver.js' */

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  server = await serve(0);
});
after(() => server.close());

/**
 * In the page: what `selector` finds in the shadow root of `host`, once it says something like `text`.
 * @param {string} host
 * @param {string} selector
 * @param {string} text
 * @returns {Promise<string>} all that it says
 */
async function found(host, selector, text) {
  /** @param {ParentNode} parent @returns {Element[]} */
  const below = (parent) =>
    [...parent.querySelectorAll('*')].flatMap((element) => [
      ...(element.matches(host) ? [...(element.shadowRoot?.querySelectorAll(selector) ?? [])] : []),
      ...(element.shadowRoot ? below(element.shadowRoot) : []),
    ]);
  for (;;) {
    const one = below(document).find((element) => (element.textContent ?? '').includes(text));
    if (one) return (one.textContent ?? '').replace(/\s+/g, ' ').trim();
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** In the page: files are dropped on it. @param {readonly TextFile[]} files */
function drop(files) {
  const transfer = new DataTransfer();
  for (const { name, text } of files) transfer.items.add(new File([text], name));
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const options = { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer };
    document.querySelector('checkpoint-scope')?.dispatchEvent(new DragEvent(type, options));
  }
}

/**
 * In the page: the table as it stands, the curve's coloured pixels, and what the cursor of the first
 * chart says at its first point.
 * @param {string} color of the curve
 */
async function look(color) {
  const parts = ['cs-run-view', 'cs-chart-group', 'cs-metric-chart'];
  const deep = (/** @type {readonly string[]} */ path) => {
    /** @type {Element | null | undefined} */
    let at = document.querySelector('checkpoint-scope');
    for (const name of path) at = at?.shadowRoot?.querySelector(name);
    return at?.shadowRoot;
  };
  const ready = async (/** @type {() => unknown} */ isThere) => {
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  const table = () => deep(['cs-run-view', 'cs-checkpoint-table']);
  await ready(() => table()?.querySelector('tbody td'));
  await ready(() => deep(parts)?.querySelector('canvas'));
  const canvas = deep(parts)?.querySelector('canvas');
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(color.slice(at, at + 2), 16),
  );
  const pixels = () => {
    const data =
      canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
    }
    return count;
  };
  await ready(() => pixels() > 0);
  const plot = deep(parts)?.querySelector('.plot');
  plot?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, composed: true }));
  await ready(() => plot?.getAttribute('aria-valuetext')?.includes('step'));
  return {
    titles: [...(table()?.querySelectorAll('thead th') ?? [])].map((th) => th.textContent),
    rows: [...(table()?.querySelectorAll('tbody tr') ?? [])].map((row) =>
      [...row.children].map((cell) => cell.getAttribute('title') ?? ''),
    ),
    pixels: pixels(),
    spoken: plot?.getAttribute('aria-valuetext') ?? '',
    width: document.documentElement.scrollWidth - innerWidth,
  };
}

/** @type {readonly (readonly [string, () => Promise<Driver>])[]} */
const engines = [
  ['Firefox', startFirefox],
  ['WebKit', startWebKit],
];

for (const [name, startEngine] of engines) {
  test(`files are dropped, judged, listed, drawn and refused in ${name} as everywhere`, async () => {
    const driver = await startEngine();
    try {
      await driver.open(server.url);
      await driver.run(found, 'cs-empty-page', 'button', 'Choose files');
      await driver.run(drop, [{ name: 'page.html', text: '<!DOCTYPE html><title>Log in</title>' }]);
      const refused = await driver.run(
        found,
        'cs-rejected-list',
        'li',
        'This is a web page, not JSON.',
      );
      assert.ok(refused.includes('page.html'));

      const file = 'openai-overfits.json';
      await driver.run(drop, [sample(file)]);
      const { stdout } = await command(['--json', pathOf(new URL(file, samples))]);
      const [run] = JSON.parse(stdout).runs;
      const headline = await driver.run(found, 'cs-verdict-card', 'h2', 'step');
      assert.equal(headline, run.verdict.headline);
      const seen = await driver.run(look, '#0072b2');
      const step = seen.titles.indexOf('step');
      assert.equal(step, 0);
      assert.deepEqual(
        seen.rows.map(([first]) => Number(first)),
        run.checkpoints.map((/** @type {{ step: number }} */ checkpoint) => checkpoint.step),
      );
      for (const metric of ['full_valid_loss', 'train_loss']) {
        const column = seen.titles.indexOf(metric);
        assert.ok(column > 0, metric);
        assert.deepEqual(
          seen.rows.map((row) => Number(row[column])),
          run.checkpoints.map(
            (/** @type {{ metrics: Record<string, number> }} */ { metrics }) => metrics[metric],
          ),
        );
      }
      assert.ok(seen.pixels > 100, `${seen.pixels} pixels of the curve`);
      assert.match(seen.spoken, /^step 96, .*full_valid_loss 0\.5417/);
      assert.ok(seen.width <= 0, 'nothing is wider than the window');
      const folder = join(root, 'build/screenshots');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name.toLowerCase()}.png`), await driver.picture());
    } finally {
      await driver.close();
    }
  });
}
