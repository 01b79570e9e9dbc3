/** Nothing leaves the page, and nothing in a file becomes part of it. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { chartsDrawn, drop, openPage, runsShown, sample, start } from './support.js';

/** @import { AddressInfo } from 'node:net' */

const outside = 'outside.example';

/** Every host that anything in the browser tried to reach beyond this machine. @type {string[]} */
const reached = [];
const proxy = createServer((request, response) => {
  reached.push(request.url ?? '');
  response.writeHead(502).end();
});
proxy.on('connect', (request, socket) => {
  reached.push(request.url ?? '');
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});

/** Chromium asks its maker for updates of its own accord; no page can make it do so. */
const ofTheBrowser = /^(?:https?:\/\/)?[\w.-]*\.(?:google|googleapis|gstatic)\.com(?:[:/]|$)/;

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => {
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {AddressInfo} */ (proxy.address());
  site = await start({ proxy: `http://127.0.0.1:${port}` });
});
after(async () => {
  await site.close();
  proxy.close();
});

test('the page makes no request after it has loaded, whatever is done with it', async () => {
  const { page, requests, complaints, close } = await openPage(site);
  await drop(page, [sample('openai-overfits.json'), sample('huggingface-healthy.json')]);
  await runsShown(page, 2);
  await chartsDrawn(page);
  await page.getByLabel('Metric that decides what best means').selectOption({ index: 0 });
  await page.getByText('Chosen by you.').waitFor();
  const beyond = requests.filter((url) => !url.startsWith('blob:') && !url.startsWith('data:'));
  assert.deepEqual(beyond, [site.url]);
  assert.deepEqual(
    reached.filter((url) => !ofTheBrowser.test(url)),
    [],
  );
  assert.deepEqual(complaints, []);
  await close();
});

test('the page and its worker cannot reach the network even if they try', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [sample('openai-overfits.json')]);
  await runsShown(page, 1);
  const targets = [`http://${outside}/fetch`, `${site.url}index.html`];
  /**
   * Runs in the page and in the worker: what became of each attempt.
   * @param {readonly string[]} urls
   */
  const attempt = async (urls) => {
    /** @type {string[]} */
    const results = [];
    for (const url of urls) {
      results.push(
        await fetch(url, { mode: 'no-cors' }).then(
          () => `fetch ${url} went through`,
          () => 'blocked',
        ),
      );
      results.push(
        await new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.addEventListener('load', () => resolve(`XMLHttpRequest ${url} went through`));
          request.addEventListener('error', () => resolve('blocked'));
          request.open('GET', url);
          request.send();
        }),
      );
    }
    return results;
  };
  const [worker] = page.workers();
  assert.ok(worker, 'the run is served by a worker');
  assert.match(worker.url(), /^blob:/);
  const blocked = ['blocked', 'blocked', 'blocked', 'blocked'];
  assert.deepEqual(await page.evaluate(attempt, targets), blocked);
  assert.deepEqual(await worker.evaluate(attempt, targets), blocked);

  const others = await page.evaluate(async (host) => {
    const image = new Promise((resolve) => {
      const element = new Image();
      element.addEventListener('load', () => resolve('image went through'));
      element.addEventListener('error', () => resolve('blocked'));
      element.src = `http://${host}/image.png`;
    });
    const socket = new Promise((resolve) => {
      try {
        const connection = new WebSocket(`ws://${host}/socket`);
        connection.addEventListener('open', () => resolve('socket went through'));
        connection.addEventListener('error', () => resolve('blocked'));
      } catch {
        resolve('blocked');
      }
    });
    const beacon = navigator.sendBeacon(`http://${host}/beacon`, 'x');
    const script = document.createElement('script');
    script.textContent = 'globalThis.hasRun = true';
    document.head.append(script);
    const { hasRun } = /** @type {{ hasRun?: boolean }} */ (globalThis);
    const code = hasRun ? 'script went through' : 'blocked';
    return { image: await image, socket: await socket, beacon, code };
  }, outside);
  assert.equal(others.image, 'blocked');
  assert.equal(others.socket, 'blocked');
  assert.equal(others.code, 'blocked');
  assert.deepEqual(
    reached.filter((url) => url.includes(outside)),
    [],
  );
  await close();
});

test('markup in names, keys and values of a file stays text', async () => {
  const { page, complaints, close } = await openPage(site);
  const markup =
    '<img src=x onerror="globalThis.wasHacked=true"><script>globalThis.wasHacked=true</script>';
  const checkpoint = (/** @type {number} */ step, /** @type {number} */ loss) => ({
    object: 'fine_tuning.job.checkpoint',
    id: `ftckpt_${markup}${step}`,
    created_at: 1752000000 + step,
    fine_tuned_model_checkpoint: `ft:${markup}`,
    fine_tuning_job_id: `ftjob-${markup}`,
    metrics: { step, train_loss: loss, full_valid_loss: loss + 0.1, [`${markup}_loss`]: loss },
    step_number: step,
  });
  const text = JSON.stringify({
    object: 'list',
    data: [checkpoint(30, 0.3), checkpoint(20, 0.4), checkpoint(10, 0.5)],
    has_more: false,
  });
  await drop(page, [
    { name: `${markup}.json`, text },
    { name: `refused ${markup}.json`, text: `{"${markup}": ` },
  ]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  await page.locator('cs-checkpoint-table tbody td').first().waitFor();
  const found = await page.evaluate(() => {
    /** @type {string[]} */
    const elements = [];
    /** @param {ParentNode} node */
    const walk = (node) => {
      for (const element of node.querySelectorAll('*')) {
        if (element.localName === 'img') elements.push(element.outerHTML);
        if (element.localName === 'script' && element.getRootNode() !== document) {
          elements.push(element.outerHTML);
        }
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    const { wasHacked } = /** @type {{ wasHacked?: boolean }} */ (globalThis);
    return { elements, wasHacked: wasHacked === true };
  });
  assert.deepEqual(found, { elements: [], wasHacked: false });
  assert.ok(
    (await page.locator('cs-run-list .name').first().textContent())?.includes('<img src=x'),
  );
  assert.deepEqual(complaints, []);
  await close();
});
