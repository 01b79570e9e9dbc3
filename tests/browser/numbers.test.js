/** Every number on the screen is the one that `ckptscope --json` prints for the same file. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { command, fixtures, pathOf, samples } from '../web/support.js';
import { columnFormatter } from '../../web/api/messages.js';
import { chartsDrawn, drop, openPage, runsShown, openSite } from './support.js';

/** @import { Page } from 'playwright-core' */
/** @import { CheckpointRow, Metric, Numeric, PointRef, Recommended } from '../../web/api/types.js' */

/** What the command prints of a run. @typedef {{ name: string, x: string, primary: { name: string } | null, checkpoints: CheckpointRow[], metrics: Metric[],
 *   verdict: { headline: string, action: string | null, recommended: Recommended | null }, findings: { message: string }[], notes: { message: string }[] }} Printed */

const site = openSite();

const files = [
  ...['openai-overfits.json', 'huggingface-healthy.json', 'diverges-into-nan.jsonl'].map(
    (name) => new URL(name, samples),
  ),
  ...['mistral-job.json', 'createml-session.json'].map((name) => new URL(name, samples)),
  ...['formats/openai_checkpoints/list_newest_first.json'].map((name) => new URL(name, fixtures)),
];

/** @param {Numeric | null | undefined} value as a cell's title has it */
const exact = (value) => (value === null || value === undefined ? '' : String(value));

/**
 * Every cell of the table, though it only has those on screen: by column of the row with a step, and exact.
 * @param {Page} page
 * @param {number} count of rows
 */
async function wholeTable(page, count) {
  const table = page.locator('cs-checkpoint-table regular-table');
  await page.locator('cs-checkpoint-table tbody td').first().waitFor();
  return table.evaluate(async (element, rowCount) => {
    /** @type {Record<string, string>[]} */
    const rows = Array.from({ length: rowCount }, () => ({}));
    const meta = /** @type {{ getMeta(cell: Element): { type: string, y: number } }} */ (
      /** @type {unknown} */ (element)
    );
    const draw = /** @type {{ draw(options: object): Promise<void> }} */ (
      /** @type {unknown} */ (element)
    );
    for (let top = 0; top <= rowCount * 28; top += 280) {
      for (let left = 0; ; left += 200) {
        element.scrollTop = top;
        element.scrollLeft = left;
        await draw.draw({ invalid_viewport: true });
        const titles = [...element.querySelectorAll('thead th')].map((th) => th.textContent ?? '');
        for (const tr of element.querySelectorAll('tbody tr')) {
          for (const [at, cell] of [...tr.children].entries()) {
            const row = rows[meta.getMeta(cell).y];
            if (row) row[titles[at] ?? ''] = cell.getAttribute('title') ?? '';
          }
        }
        if (left >= element.scrollWidth - element.clientWidth) break;
      }
    }
    return rows;
  }, count);
}

/** Values of the table of metrics: exact and where. @param {Page} page */
function metricTable(page) {
  return page.locator('cs-metric-table').evaluate((part) => {
    const root = /** @type {ShadowRoot} */ (part.shadowRoot);
    return [...root.querySelectorAll('tbody tr')].map((tr) => ({
      name: tr.querySelector('th')?.textContent ?? '',
      values: [...tr.querySelectorAll('td.number')].map((cell) => ({
        title: cell.getAttribute('title') ?? '',
        text: cell.textContent?.trim() ?? '',
      })),
    }));
  });
}

const POINTS = /** @type {const} */ (['first', 'last', 'best', 'min', 'max']);

for (const url of files) {
  const name = basename(url.pathname);
  test(`what the page shows of ${name} is what the command prints`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
    const text = readFileSync(pathOf(url), 'utf8');
    writeFileSync(join(folder, name), text);
    const { stdout } = await command(['--json', join(folder, name)]);
    rmSync(folder, { recursive: true });
    /** @type {Printed} */
    const run = JSON.parse(stdout).runs[0];

    const { page, close } = await openPage(site, { viewport: { width: 2200, height: 1400 } });
    await drop(page, [{ name, text }]);
    await runsShown(page, 1);
    await chartsDrawn(page);

    const { headline, action, recommended } = run.verdict;
    assert.equal((await page.locator('cs-verdict-card h2').textContent())?.trim(), headline);
    if (action)
      assert.ok((await page.locator('cs-verdict-card .action').textContent())?.includes(action));
    if (recommended) {
      const value = page.locator('cs-verdict-card .keep .quiet');
      assert.equal(await value.getAttribute('title'), exact(recommended.value));
    }
    const findings = await page.locator('cs-finding-list li p:first-child').allTextContents();
    assert.deepEqual(
      findings.map((one) => one.trim()),
      run.findings.map(({ message }) => message),
    );
    const notes = await page
      .locator('cs-note-list')
      .evaluate((part) => part.shadowRoot?.textContent ?? '');
    for (const { message } of run.notes) assert.ok(notes.includes(message), message);

    const rows = run.checkpoints.length > 0 ? await wholeTable(page, run.checkpoints.length) : [];
    assert.equal(rows.length, run.checkpoints.length);
    let compared = 0;
    rows.forEach((row, index) => {
      const printed = /** @type {CheckpointRow} */ (run.checkpoints[index]);
      const expected = {
        step: printed.step,
        epoch: printed.epoch,
        ...printed.metrics,
        'Δ best': printed.deltaBest,
        'Δ before': printed.deltaPrevious,
        gap: printed.gap,
      };
      for (const [title, value] of Object.entries(expected)) {
        if (row[title] === undefined) continue;
        assert.equal(row[title], exact(value), `${title} in row ${index}`);
        compared += 1;
      }
      for (const key of /** @type {const} */ (['id', 'model', 'path'])) {
        assert.equal(row[key] ?? '', printed[key]);
      }
      for (const metric of Object.keys(printed.metrics)) assert.ok(metric in row, metric);
    });
    assert.ok(compared > 0 || rows.length === 0);

    const lines = await metricTable(page);
    assert.equal(lines.length, Math.min(run.metrics.length, 30));
    for (const line of lines) {
      const metric = /** @type {Metric} */ (run.metrics.find((one) => one.name === line.name));
      const format = columnFormatter(POINTS.map((key) => metric[key]?.value));
      for (const [at, key] of POINTS.entries()) {
        const point = /** @type {PointRef | null} */ (metric[key]);
        const shown = line.values[at];
        assert.equal(shown?.text, point ? format(point.value) : '–', `${key} of ${line.name}`);
        if (point) assert.ok(shown?.title.startsWith(`${exact(point.value)} `), shown?.title);
      }
    }
    await close();
  });
}
