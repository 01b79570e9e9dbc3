/**
 * Makes the page one file that needs nothing else and can reach nothing else: the engine and its
 * worker are texts inside it, and a Content-Security-Policy names its one script by hash and forbids
 * every connection. A worker that starts from a blob inherits that policy; one that starts from a URL
 * would not.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

import { root } from './shell.js';

/** @import { Plugin, Rolldown } from 'vite' */

/** What the page imports to get its engine; web/page-parts.d.ts declares its exports. */
const partsModule = 'virtual:ckptscope/parts';

/**
 * The worker and everything it imports, as one classic script.
 * @returns {Promise<string>}
 */
export async function bundleWorker() {
  const result = /** @type {Rolldown.RolldownOutput[]} */ (
    await build({
      root,
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      build: {
        write: false,
        target: 'es2022',
        lib: { entry: 'web/worker/worker.js', formats: ['iife'], name: 'ckptscopeWorker' },
      },
    })
  );
  const chunks = result.flatMap(({ output }) => output).filter((part) => part.type === 'chunk');
  const [chunk] = chunks;
  if (chunks.length !== 1 || !chunk) {
    throw new Error(`The worker must be one script, and is ${chunks.length}.`);
  }
  return chunk.code;
}

/**
 * Worker and engine as a module of texts. The engine is packed: base64 alone makes it a third larger.
 * @returns {Promise<string>}
 */
export async function partsSource() {
  const wasm = gzipSync(readFileSync(join(root, 'build/wasm/core.wasm')), { level: 9 });
  return [
    `export const workerSource = ${JSON.stringify(await bundleWorker())};`,
    `export const wasmGzipBase64 = ${JSON.stringify(wasm.toString('base64'))};`,
    '',
  ].join('\n');
}

/** @param {string} text */
const sourceHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * @param {readonly string[]} scripts inline scripts, as they stand in the page
 * @param {readonly string[]} styles
 */
function policyFor(scripts, styles) {
  const hashes = (/** @type {readonly string[]} */ texts) => texts.map(sourceHash).join(' ');
  return [
    `default-src 'none'`,
    `script-src ${hashes(scripts)} 'wasm-unsafe-eval'`,
    `style-src ${hashes(styles) || `'none'`}`,
    `worker-src blob:`,
    `img-src data: blob:`,
    `connect-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/**
 * The policy that a built page states, for a server to state as well.
 * @param {string} html
 * @returns {string}
 */
export function policyOf(html) {
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  if (!policy) throw new Error('The page states no Content-Security-Policy.');
  return policy;
}

/**
 * Puts scripts and styles into the page and the policy before them.
 * @param {string} html
 * @param {(file: string) => string} take text of a built file, which is then no longer a file
 * @returns {string}
 */
function inline(html, take) {
  /** @type {string[]} */
  const scripts = [];
  /** @type {string[]} */
  const styles = [];
  // Replacements are functions, as a text may hold "$&".
  const whole = html
    .replaceAll(
      /<script\b[^>]*\bsrc="([^"]+)"[^>]*><\/script>/g,
      (_, /** @type {string} */ file) => {
        const text = take(file).replaceAll(/<\/(script)/gi, '<\\/$1');
        // After "<!--" this would hide the script's end from the parser.
        if (/<script/i.test(text)) throw new Error('The script must not hold the text "<script".');
        scripts.push(text);
        return `<script type="module">${text}</script>`;
      },
    )
    .replaceAll(
      /<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"[^>]*>/g,
      (_, /** @type {string} */ file) => {
        const text = take(file);
        styles.push(text);
        return `<style>${text}</style>`;
      },
    );
  // The parser turns a carriage return into a line feed before it hashes.
  if (/\r/.test(whole))
    throw new Error('The page holds a carriage return, so hashes would differ.');
  const policy = policyFor(scripts, styles);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return whole.replace('<meta charset="utf-8" />', (charset) => `${charset}\n    ${meta}`);
}

/**
 * The dashboard without its indentation, which no minifier takes out of templates and style sheets. Every
 * line stays the line it was.
 * @param {string} code
 * @param {string} id of the module
 */
export function unindented(code, id) {
  if (!id.startsWith(join(root, 'web/dashboard/'))) return null;
  return { code: code.replaceAll(/\n[ \t]+/g, '\n'), map: null };
}

/** @returns {Plugin} */
export function page() {
  return {
    name: 'ckptscope-page',
    enforce: 'post',
    transform: unindented,
    resolveId: (id) => (id === partsModule ? `\0${partsModule}` : null),
    async load(id) {
      if (id !== `\0${partsModule}`) return null;
      return partsSource();
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const html = bundle['index.html'];
        if (html?.type !== 'asset') throw new Error('index.html was not built.');
        html.source = inline(String(html.source), (file) => {
          const name = file.replace(/^\.?\//, '');
          const part = bundle[name];
          if (!part) throw new Error(`${file} was not built.`);
          delete bundle[name];
          return part.type === 'chunk' ? part.code : String(part.source);
        });
        const rest = Object.keys(bundle).filter((name) => name !== 'index.html');
        if (rest.length > 0) throw new Error(`Left outside the page: ${rest.join(', ')}.`);
      },
    },
  };
}
