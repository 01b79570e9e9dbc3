/**
 * What the tests of web/ share: runs opened without a thread, a command whose output is kept, files to
 * read.
 */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

import { run } from '../../web/cli/run.js';
import { openNodeSource } from '../../web/worker/node-sources.js';
import { serve } from '../../web/worker/serve.js';

/** @import { Transferable } from 'node:worker_threads' */
/** @import { OpenOptions, WorkerLike } from '../../web/api/types.js' */

export const fixtures = new URL('../fixtures/', import.meta.url);
export const samples = new URL('../../web/samples/', import.meta.url);

/** @param {URL} url */
export const pathOf = (url) => fileURLToPath(url);

/**
 * The worker's code on this very thread, over a real message channel: everything is copied as between
 * threads, but hundreds of calls take seconds instead of minutes.
 * @returns {WorkerLike}
 */
export function threadlessWorker() {
  const { port1: near, port2: far } = new MessageChannel();
  serve(
    {
      post: (reply, transfer) => far.postMessage(reply, transfer),
      listen: (onRequest) => far.on('message', onRequest),
    },
    openNodeSource,
  );
  return {
    postMessage: (message, transfer) =>
      near.postMessage(message, /** @type {Transferable[]} */ (transfer)),
    terminate: () => near.close(),
    on: (event, listener) => near.on(event, listener),
  };
}

/**
 * Runs the command in this process.
 * @param {readonly string[]} args
 * @param {{ stdin?: string | Uint8Array, env?: Record<string, string>, isTTY?: boolean,
 *   columns?: number, internal?: OpenOptions, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>}
 */
export async function command(
  args,
  { stdin = '', env = {}, isTTY, columns, internal, onOutput } = {},
) {
  let stdout = '';
  let stderr = '';
  const terminal = {
    ...(isTTY === undefined ? {} : { isTTY }),
    ...(columns === undefined ? {} : { columns }),
    once: () => undefined,
  };
  const status = await run(
    args,
    {
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout: { ...terminal, write: (text) => ((stdout += text), onOutput?.(text), true) },
      stderr: { ...terminal, write: (text) => ((stderr += text), true) },
      env,
    },
    { worker: threadlessWorker, ...internal },
  );
  return { status, stdout, stderr };
}

/**
 * JSON Lines of a plain training log, the same for the same arguments.
 * @param {number} rowCount
 * @param {(row: number) => number} [loss]
 * @returns {string}
 */
export function logLines(rowCount, loss = (row) => 2 / (1 + row / 50)) {
  const lines = [];
  for (let row = 1; row <= rowCount; ++row) {
    lines.push(`{"step": ${row * 10}, "loss": ${loss(row)}, "eval_loss": ${loss(row) + 0.125}}`);
  }
  return lines.join('\n') + '\n';
}

/**
 * The properties that a JSDoc typedef of web/api/types.js names.
 * @param {string} type
 * @returns {string[]}
 */
export function documentedProperties(type) {
  const source = readFileSync(new URL('../../web/api/types.js', import.meta.url), 'utf8');
  const begin = source.indexOf(`@typedef {object} ${type}\n`);
  if (begin < 0) throw new Error(`types.js describes no object ${type}`);
  const text = source.slice(begin, source.indexOf('*/', begin));
  // A type may hold braces of its own and go on over lines: the name follows its closing brace.
  return [...text.matchAll(/@property \{/g)].map(({ index }) => {
    let depth = 1;
    let at = index + '@property {'.length;
    for (; depth > 0; ++at) depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    const name = /^\s+\[?(\w+)/.exec(text.slice(at))?.[1];
    if (!name) throw new Error(`a property of ${type} has no name`);
    return name;
  });
}
