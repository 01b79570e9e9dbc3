/** A large file that several workers of the page read together. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { uniform } from '../random.js';
import { dropTrusted, openPage, openSite, runsShown } from './support.js';

const site = openSite();

/** As much JSON Lines as several workers read. */
function log() {
  const next = uniform(7);
  let text = '';
  for (let step = 1; text.length < 66 * 2 ** 20; ++step)
    text += `{"step":${step},"loss":${(2 / step ** 0.1 + 0.05 * next()).toFixed(4)},"note":"${'.'.repeat(900)}"}\n`;
  return text;
}

/** What the page says of a file that so many workers read. @param {string} path @param {number} workers */
async function told(path, workers) {
  const { page, complaints, close } = await openPage(site);
  const helpers = await page.evaluateHandle((count) => {
    const element = document.querySelector('checkpoint-scope');
    const { openRuns } = /** @type {any} */ (element);
    const reading = (/** @type {unknown} */ inputs, /** @type {object} */ options) =>
      openRuns(inputs, { ...options, workers: count });
    Reflect.set(/** @type {Element} */ (element), 'openRuns', reading);
    const asked = { count: 0 };
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
      if (message.call === 'help') asked.count += 1;
      return Reflect.apply(post, this, [message, ...more]);
    };
    return asked;
  }, workers);
  await dropTrusted(page, [path]);
  await runsShown(page, 1);
  const headline = await page.locator('cs-verdict-card h2').textContent();
  const facts = await page.locator('cs-metric-table').first().textContent();
  assert.deepEqual(complaints, []);
  const { count } = await helpers.jsonValue();
  await close();
  return { helpers: count, headline, facts };
}

test('a page that has a large file read by two workers says the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  try {
    const path = join(folder, 'log.jsonl');
    writeFileSync(path, log());
    const alone = await told(path, 1);
    const together = await told(path, 2);
    assert.equal(alone.helpers, 0);
    assert.equal(together.helpers, 1);
    assert.equal(together.headline, alone.headline);
    assert.equal(together.facts, alone.facts);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
