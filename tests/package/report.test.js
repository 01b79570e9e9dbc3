/** The interactive report of the packed command: one document that opens from disk without a network. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { execute, expectedHeadline, launch, project, sampleText } from './support.js';

test('a report opens from disk, shows its runs, and asks no address for anything', async () => {
  const folder = await project('report', { 'list.json': sampleText });
  const command = join(folder, 'node_modules/.bin/ckptscope');
  const { stdout } = await execute(command, ['--html', 'list.json'], { cwd: folder });
  const file = join(folder, 'report.html');
  writeFileSync(file, stdout);
  const browser = await launch();
  try {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    /** @type {string[]} */
    const requests = [];
    /** @type {string[]} */
    const complaints = [];
    context.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(pathToFileURL(file).href);
    const headline = page.locator('cs-verdict-card h2');
    await headline.waitFor();
    const words = (/** @type {string | null} */ text) => (text ?? '').replaceAll(/\s+/g, ' ');
    assert.ok(words(await headline.textContent()).includes(await expectedHeadline()));
    await page.locator('cs-metric-chart canvas').first().waitFor();
    const outside = requests.filter((url) => !/^(?:file|blob|data):/.test(url));
    assert.deepEqual([outside, complaints], [[], []]);
  } finally {
    await browser.close();
  }
});
