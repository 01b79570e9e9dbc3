/** Files come in by drop, choice and paste, are refused with a place, and can be given up. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { constants, gzipSync, inflateRawSync } from 'node:zlib';

import {
  chartsDrawn,
  chartValues,
  drop,
  dropTrusted,
  keepPicture,
  openPage,
  runsShown,
  sample,
  showRun,
  openSite,
  tableRows,
} from './support.js';

const site = openSite();

/**
 * @typedef {{ id: string, created_at: number, step_number: number, fine_tuned_model_checkpoint: string,
 *   metrics: Record<string, number> }} OpenaiCheckpoint
 */

/** The sample job, oldest first, parsed by the browser's own means. */
function openaiCheckpoints() {
  const { text } = sample('openai-overfits.json');
  const { data } = /** @type {{ data: OpenaiCheckpoint[] }} */ (JSON.parse(text));
  return data.toSorted((a, b) => a.step_number - b.step_number);
}

test('a drop of several files lists their runs, and table and charts hold their numbers', async () => {
  const { page, complaints, close } = await openPage(site, {
    viewport: { width: 2200, height: 1200 },
  });
  await drop(page, [sample('openai-overfits.json'), sample('mistral-job.json')]);
  await runsShown(page, 2);
  await showRun(page, 'ftjob-');
  await chartsDrawn(page);

  const checkpoints = openaiCheckpoints();
  const rows = await tableRows(page);
  assert.equal(rows.length, checkpoints.length);
  checkpoints.forEach((checkpoint, index) => {
    const row = rows[index] ?? {};
    assert.equal(row.step, String(checkpoint.step_number));
    assert.equal(row.id, checkpoint.id);
    assert.equal(row.model, checkpoint.fine_tuned_model_checkpoint);
    for (const name of ['train_loss', 'full_valid_loss', 'full_valid_mean_token_accuracy']) {
      assert.equal(row[name], String(checkpoint.metrics[name]), `${name} of row ${index}`);
    }
  });
  assert.match(rows[0]?.mark ?? '', /best/);
  assert.match(rows[2]?.mark ?? '', /last/);
  const losses = checkpoints.map(({ metrics }) => metrics.full_valid_loss ?? NaN);
  const best = Math.min(...losses);
  rows.forEach((row, index) => {
    assert.ok(Math.abs(Number(row['Δ best']) - ((losses[index] ?? NaN) - best)) < 1e-12);
  });

  assert.deepEqual(
    await chartValues(page, 0, 3),
    checkpoints.map(
      ({ step_number: step, metrics }) =>
        `step ${step}, train_loss ${metrics.train_loss}, full_valid_loss ${metrics.full_valid_loss}`,
    ),
  );
  await keepPicture(page, 'openai-job');
  assert.deepEqual(complaints, []);
  await close();
});

test('a drop that the browser trusts opens files and folders of the machine', async () => {
  const { page, close } = await openPage(site);
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  try {
    const run = join(folder, 'output', 'checkpoint-900');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'trainer_state.json'), sample('huggingface-healthy.json').text);
    writeFileSync(join(run, 'model.safetensors'), 'weights that nobody should read');
    writeFileSync(join(folder, 'job.json'), sample('mistral-job.json').text);
    await page.evaluate(() => {
      const seen = /** @type {{ wasTrusted?: boolean }} */ (globalThis);
      document.addEventListener('drop', (event) => (seen.wasTrusted = event.isTrusted));
    });
    await dropTrusted(page, [join(folder, 'job.json'), join(folder, 'output')]);
    await runsShown(page, 2);
    const wasTrusted = await page.evaluate(
      () => /** @type {{ wasTrusted?: boolean }} */ (globalThis).wasTrusted,
    );
    assert.equal(wasTrusted, true);
    const names = await page.locator('cs-run-list .name').allTextContents();
    assert.equal(names.length, 2);
    assert.equal(await page.locator('cs-rejected-list').count(), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await close();
  }
});

test('pasted JSON is opened like a file', async () => {
  const { page, close } = await openPage(site);
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const options = { bubbles: true, cancelable: true, composed: true, clipboardData };
    document.body.dispatchEvent(new ClipboardEvent('paste', options));
  }, sample('openai-overfits.json').text);
  await runsShown(page, 1);
  assert.equal((await tableRows(page)).length, 3);
  await close();
});

test('chosen files are opened beside the runs that are there, and a run can be closed', async () => {
  const { page, close } = await openPage(site);
  await page.locator('input[type=file]:not(.folder)').setInputFiles({
    name: 'first.json',
    mimeType: 'application/json',
    buffer: Buffer.from(sample('openai-overfits.json').text),
  });
  await runsShown(page, 1);
  await drop(page, [sample('mistral-job.json')]);
  await runsShown(page, 2);
  await showRun(page, 'ftjob-');
  await page.locator('cs-run-list .close').first().click();
  await page.locator('cs-run-list li').nth(1).waitFor({ state: 'detached' });
  // What was opened by another call still answers.
  assert.equal((await tableRows(page)).length, 12);
  await page.locator('cs-run-list .close').first().click();
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  await close();
});

test('a sample opens with a click', async () => {
  const { page, close } = await openPage(site);
  await page.locator('cs-empty-page .card').first().click();
  await runsShown(page, 1);
  await page.getByRole('button', { name: 'Samples' }).click();
  await page.locator('cs-top-bar').getByRole('button', { name: 'Hugging Face classifier' }).click();
  await runsShown(page, 2);
  await close();
});

test('files that cannot be read say which, where, why and what to try, beside those that can', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [
    sample('openai-overfits.json'),
    { name: 'login.html', text: '<!DOCTYPE html><html><body>Sign in</body></html>' },
    {
      name: 'broken.json',
      text: '{"log_history": [\n  {"step": 1, "loss": 0.5},\n  {"step": 2 "loss": 0.4}]}',
    },
  ]);
  await runsShown(page, 1);
  const items = page.locator('cs-rejected-list li');
  assert.equal(await items.count(), 2);
  assert.match(await items.nth(0).innerText(), /login\.html/);
  assert.match(await items.nth(0).innerText(), /web page/);
  const broken = await items.nth(1).innerText();
  assert.match(broken, /broken\.json/);
  assert.match(broken, /line 3, column/);
  const [line = '', caret = ''] = (await items.nth(1).locator('pre').innerText()).split('\n');
  assert.ok(line.includes('{"step": 2 "loss": 0.4}'));
  assert.equal(caret.indexOf('^'), line.indexOf('"loss": 0.4'));
  await keepPicture(page, 'rejected');
  const refused = page.getByRole('region', { name: 'Not read' });
  await refused.getByRole('button', { name: 'Dismiss' }).click();
  await items.first().waitFor({ state: 'detached' });
  await close();
});

test('an opening that lasts shows its bytes and rows a second and can be cancelled without harm to other runs', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [sample('openai-overfits.json')]);
  await runsShown(page, 1);
  await page.evaluate(() => {
    const lines = Array.from({ length: 20_000 }, (_, step) =>
      JSON.stringify({ step, loss: 1 / (step + 1), note: 'x'.repeat(20) }),
    ).join('\n');
    const part = new Blob([`${lines}\n`]);
    const transfer = new DataTransfer();
    transfer.items.add(
      new File(
        Array.from({ length: 250 }, () => part),
        'long.jsonl',
      ),
    );
    document.body.dispatchEvent(
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }),
    );
  });
  const progress = page.locator('cs-open-progress li');
  await progress.waitFor();
  const reading =
    /Reading long\.jsonl[\s\S]*of [\d,.]+ [kMG]B · [\d,]+ rows \(.+ and [\d,]+ rows a second\)/;
  assert.match(await progress.innerText(), new RegExp(`${reading.source}|Analysing`));
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await progress.waitFor({ state: 'detached' });
  await page
    .locator('checkpoint-scope .spoken', { hasText: 'Cancelled' })
    .waitFor({ state: 'attached' });
  assert.equal(await page.locator('cs-run-list li').count(), 1);
  await page.locator('cs-checkpoint-table').getByRole('button', { name: 'train_loss' }).click();
  await page.locator('cs-checkpoint-table th[aria-sort=ascending]').waitFor();
  const steps = (await tableRows(page)).map(({ step }) => step);
  assert.deepEqual(steps, ['288', '192', '96']);
  await close();
});

test('a truncated file keeps its rows, and a note below the verdict says where it stopped', async () => {
  const { page, close } = await openPage(site);
  const { text } = sample('huggingface-healthy.json');
  const cut = text.slice(0, text.indexOf('"step": 450') + 4);
  await drop(page, [{ name: 'trainer_state.json', text: cut }]);
  await runsShown(page, 1);
  const note = page.locator('cs-run-view .partial');
  await note.waitFor();
  assert.match(await note.innerText(), /Not everything was read[\s\S]*line \d+, column \d+/);
  // A checkpoint that the file only names, in its head, may stand beside those with values.
  const evaluated = (await tableRows(page)).filter((row) => row.eval_loss !== '');
  const { log_history: log } = /** @type {{ log_history: Record<string, number>[] }} */ (
    JSON.parse(text)
  );
  const expected = log.filter((row) => 'eval_loss' in row && (row.step ?? 0) < 450);
  assert.deepEqual(
    evaluated.map((row) => [row.step, row.eval_loss]),
    expected.map((row) => [String(row.step), String(row.eval_loss)]),
  );
  await keepPicture(page, 'truncated');
  await close();
});

test('a packed log that is cut off shows what could be unpacked, and says where it ends', async () => {
  const steps = Array.from({ length: 4000 }, (_, step) => step);
  const text = steps.map((step) => `{"step": ${step}, "loss": ${2 / (1 + step)}}\n`).join('');
  const packed = gzipSync(text);
  const cut = packed.subarray(0, packed.length >> 1);
  const rest = inflateRawSync(cut.subarray(10), { finishFlush: constants.Z_SYNC_FLUSH });
  const complete = rest.toString().split('\n').length - 1;
  const folder = mkdtempSync(join(tmpdir(), 'ckptscope-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log.jsonl.gz');
  writeFileSync(path, cut);

  const { page, complaints, close } = await openPage(site);
  await dropTrusted(page, [path]);
  await runsShown(page, 1);
  const shown = await page.evaluate(() => {
    const scope = /** @type {any} */ (document.querySelector('checkpoint-scope'));
    return scope.runs.map((/** @type {any} */ run) => ({
      points: run.metrics[0].points,
      notes: run.notes.map((/** @type {any} */ note) => note.code),
    }));
  });
  assert.ok(shown[0].points >= complete && shown[0].points <= complete + 1, `${shown[0].points}`);
  assert.ok(shown[0].notes.includes('truncated'));
  assert.deepEqual(complaints, []);
  await close();
});
