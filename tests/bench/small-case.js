/**
 * A small file in a fresh process: `node small-case.js FILE engine|api|worker` prints milliseconds, of the
 * engine alone on the thread there is, of the whole way through the API, or of a worker that does nothing.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { openRuns, prepare } from '../../web/api/node.js';
import { Engine, WINDOW_BYTES } from '../../web/engine/engine.js';
import { loadCore } from '../../web/engine/load.js';
import { decoded } from '../../web/worker/decoding.js';
import { openNodeSource } from '../../web/worker/node-sources.js';

const [path = '', what] = process.argv.slice(2);

/** What a worker does between its start and its first answer. */
async function engineTimes() {
  const times = [performance.now()];
  const wasm = await readFile(new URL('../../build/wasm/core.wasm', import.meta.url));
  const module = await WebAssembly.compile(wasm);
  times.push(performance.now());
  const { core, memoryBytes } = await loadCore(module);
  const engine = new Engine(core, memoryBytes);
  times.push(performance.now());
  const source = decoded(openNodeSource({ kind: 'path', name: path, path }));
  const opened = await engine.open([source], WINDOW_BYTES, () => {});
  times.push(performance.now());
  if (opened.runs.length === 0) throw new Error(`no run in ${path}`);
  const [start = 0, compiled = 0, started = 0, end = 0] = times;
  return {
    compile: compiled - start,
    instantiate: started - compiled,
    read: end - started,
    engine: end - start,
  };
}

async function timeToOpen() {
  const start = performance.now();
  const opened = await openRuns([{ path }]);
  const verdict = opened.runs[0]?.verdict.kind;
  const elapsed = performance.now() - start;
  opened.close();
  if (!verdict) throw new Error(`no run in ${path}`);
  return elapsed;
}

async function apiTimes() {
  const cold = await timeToOpen();
  const again = await timeToOpen();
  await prepare();
  await setTimeout(1000); // it runs in meanwhile
  return { cold, again, warm: await timeToOpen() };
}

async function workerTimes() {
  const start = performance.now();
  const script =
    'data:text/javascript,import{parentPort}from"node:worker_threads";parentPort.postMessage(0)';
  const worker = new Worker(new URL(script));
  await once(worker, 'message');
  const elapsed = performance.now() - start;
  await worker.terminate();
  return { worker: elapsed };
}

const measure = { engine: engineTimes, api: apiTimes, worker: workerTimes }[String(what)];
if (!measure) throw new Error(`engine, api or worker, and not ${what}`);
process.stdout.write(JSON.stringify(await measure()));
