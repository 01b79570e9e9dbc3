/** The built page is one file that needs nothing else, under a policy that names exactly what it holds. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';

import { pageFile } from '../../scripts/build.js';
import { bundleWorker, policyOf } from '../../scripts/page.js';
import { serve } from '../../scripts/serve.js';

let html = '';
before(() => {
  html = readFileSync(pageFile, 'utf8');
});

/** @param {string} text */
const sourceHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Sources of one directive of the page's policy. @param {string} directive */
function sourcesOf(directive) {
  const found = policyOf(html)
    .split('; ')
    .map((part) => part.split(' '))
    .find(([name]) => name === directive);
  return found?.slice(1) ?? [];
}

/** Contents of every element with this tag. @param {'script' | 'style'} tag */
const contents = (tag) =>
  [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    ([, text = '']) => text,
  );

test('the page names no other file', () => {
  const outside = [...html.matchAll(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"]*)"/g)]
    .map(([, address = '']) => address)
    .filter((address) => !address.startsWith('data:'));
  assert.deepEqual(outside, []);
});

test('the policy names the scripts and styles that stand in the page, and no others', () => {
  const scripts = contents('script');
  assert.equal(scripts.length, 1);
  assert.deepEqual(sourcesOf('script-src'), [...scripts.map(sourceHash), "'wasm-unsafe-eval'"]);
  const styles = contents('style').map(sourceHash);
  assert.deepEqual(sourcesOf('style-src'), styles.length > 0 ? styles : ["'none'"]);
});

test('the policy stands before everything it governs', () => {
  const policy = html.indexOf('Content-Security-Policy');
  assert.ok(policy < html.indexOf('<script') && html.indexOf('charset') < policy);
});

test('the policy forbids every connection and every code made from text', () => {
  assert.deepEqual(sourcesOf('default-src'), ["'none'"]);
  assert.deepEqual(sourcesOf('connect-src'), ["'none'"]);
  assert.deepEqual(sourcesOf('worker-src'), ['blob:']);
  assert.doesNotMatch(policyOf(html), /'unsafe-/);
});

test('the worker is one classic script', async () => {
  const source = await bundleWorker();
  assert.doesNotMatch(source, /^\s*(?:import|export)\b/m);
  assert.doesNotMatch(source, /\bimport\.meta\b/);
  // Parses as a script; a module's syntax would not.
  assert.doesNotThrow(() => Reflect.construct(Function, [source]));
});

test('the server hands out the page with its policy, and nothing else', async () => {
  const { url, close } = await serve(0);
  try {
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), html);
    assert.equal(
      answer.headers.get('content-security-policy'),
      `${policyOf(html)}; frame-ancestors 'none'`,
    );
    for (const path of ['package.json', '..%2fpackage.json', 'favicon.ico']) {
      assert.equal((await fetch(new URL(path, url))).status, 404);
    }
  } finally {
    await close();
  }
});

test('a second server takes the next free port', async () => {
  const first = await serve();
  const second = await serve();
  try {
    assert.notEqual(first.url, second.url);
    assert.equal((await fetch(second.url)).status, 200);
  } finally {
    await first.close();
    await second.close();
  }
});
