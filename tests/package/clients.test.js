/**
 * What clients of training services hand over, from a local server that answers as the services do: the
 * same runs as from the files.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { openRuns } from '../../web/api/node.js';
import { installed, tool } from './support.js';

/** @import { AddressInfo } from 'node:net' */
/** @import { RunSet } from '../../web/api/types.js' */

const job = 'ftjob-client00000000000000';

/** Newest first, as the service lists them. */
const checkpoints = Array.from({ length: 12 }, (_, index) => {
  const step = 120 - 10 * index;
  return {
    object: 'fine_tuning.job.checkpoint',
    id: `ftckpt_${step}`,
    created_at: 1_721_764_000 + step,
    fine_tuned_model_checkpoint: `ft:gpt-4o-mini-2024-07-18:org::id:ckpt-step-${step}`,
    fine_tuning_job_id: job,
    step_number: step,
    metrics: {
      step,
      train_loss: 1 / (1 + step / 20),
      full_valid_loss: 0.5 + (step - 70) ** 2 / 10_000,
    },
  };
});
const events = Array.from({ length: 240 }, (_, index) => {
  const step = 120 - Math.floor(index / 2);
  return {
    object: 'fine_tuning.job.event',
    id: `ftevent-${index}`,
    created_at: 1_721_764_000 + step,
    level: 'info',
    message: `Step ${step}/120: training loss=${(1 / (1 + step / 20)).toFixed(2)}`,
    type: 'metrics',
    data: { step, total_steps: 120, train_loss: 1 / (1 + step / 20) },
  };
}).filter((_, index) => index % 2 === 0);

const trainerState = {
  best_metric: null,
  global_step: 60,
  log_history: Array.from({ length: 60 }, (_, index) => ({
    epoch: (index + 1) / 20,
    step: index + 1,
    loss: 2 / (1 + index / 10),
    learning_rate: 5e-5 * (1 - index / 60),
  })),
  max_steps: 60,
};
const mistralJob = {
  id: '5c1d7a52-0b7e-4f0c-9d0e-7a5b6f1e2c34',
  object: 'job',
  status: 'SUCCESS',
  checkpoints: Array.from({ length: 8 }, (_, index) => ({
    metrics: {
      train_loss: 1 / (2 + index),
      valid_loss: 1 / (1.8 + index),
      valid_mean_token_accuracy: 1.9 - index / 50,
    },
    step_number: 80 - 10 * index,
    created_at: 1_717_171_000 - 60 * index,
  })),
};

/** @type {Record<string, readonly { readonly id: string }[]>} */
const lists = {
  [`/v1/fine_tuning/jobs/${job}/checkpoints`]: checkpoints,
  [`/v1/fine_tuning/jobs/${job}/events`]: events,
};
/** @type {Record<string, object>} */
const documents = {
  '/hf/resolve/main/trainer_state.json': trainerState,
  '/mistral/v1/fine_tuning/jobs/1': mistralJob,
};
/** How many pages were asked for. */
let pages = 0;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const list = lists[url.pathname];
  const document = documents[url.pathname];
  response.setHeader('content-type', 'application/json');
  if (list) {
    pages += 1;
    const limit = Number(url.searchParams.get('limit') ?? 10);
    const from = list.findIndex(({ id }) => id === url.searchParams.get('after')) + 1;
    const data = list.slice(from, from + limit);
    const more = { has_more: from + limit < list.length };
    const ends = { first_id: data[0]?.id, last_id: data.at(-1)?.id };
    response.end(JSON.stringify({ object: 'list', data, ...ends, ...more }));
  } else if (document) {
    response.end(JSON.stringify(document));
  } else {
    response.writeHead(404).end('{}');
  }
});

let base = '';
before(async () => {
  await installed();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  base = `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
});
after(() => server.close());

/** What must not depend on how the runs came. @param {RunSet} set */
function essence(set) {
  set.close();
  assert.ok(set.runs.length > 0);
  const places = new Set(['source', 'sources', 'place']);
  return set.runs.map(({ name: _name, ...run }) =>
    JSON.parse(JSON.stringify(run, (key, value) => (places.has(key) ? '' : value))),
  );
}

async function client() {
  const { default: OpenAI } = await import(pathToFileURL(tool('openai/index.mjs')).href);
  return new OpenAI({ apiKey: 'none', baseURL: `${base}/v1`, maxRetries: 0 });
}

test('checkpoints that the openai client lists page by page are the run of the file', async () => {
  const openai = await client();
  pages = 0;
  const collected = [];
  for await (const checkpoint of openai.fineTuning.jobs.checkpoints.list(job, { limit: 5 })) {
    collected.push(checkpoint);
  }
  assert.equal(pages, 3);
  const file = JSON.stringify({ object: 'list', data: checkpoints, has_more: false });
  assert.deepEqual(essence(await openRuns(collected)), essence(await openRuns(file)));
});

test('one page of the openai client is the run of that page', async () => {
  const openai = await client();
  const page = await openai.fineTuning.jobs.checkpoints.list(job, { limit: 12 });
  const file = JSON.stringify({ object: 'list', data: checkpoints, has_more: false });
  assert.deepEqual(essence(await openRuns(page)), essence(await openRuns(file)));
});

test('checkpoints and events of the openai client are the runs of both files', async () => {
  const openai = await client();
  const all = { checkpoints: /** @type {object[]} */ ([]), events: /** @type {object[]} */ ([]) };
  for await (const one of openai.fineTuning.jobs.checkpoints.list(job)) all.checkpoints.push(one);
  for await (const one of openai.fineTuning.jobs.listEvents(job, { limit: 50 })) {
    all.events.push(one);
  }
  assert.deepEqual([all.checkpoints.length, all.events.length], [12, 120]);
  const handed = await openRuns([
    { name: 'checkpoints', data: all.checkpoints },
    { name: 'events', data: all.events },
  ]);
  const files = await openRuns([
    { name: 'checkpoints', data: JSON.stringify({ object: 'list', data: checkpoints }) },
    { name: 'events', data: JSON.stringify({ object: 'list', data: events }) },
  ]);
  assert.deepEqual(essence(handed), essence(files));
});

test('a trainer_state.json and a Mistral job fetched over HTTP are the runs of the files', async () => {
  for (const [path, document] of Object.entries(documents)) {
    const file = await openRuns(JSON.stringify(document));
    const expected = essence(file);
    assert.deepEqual(essence(await openRuns({ url: `${base}${path}` })), expected);
    assert.deepEqual(essence(await openRuns(await fetch(`${base}${path}`))), expected);
    assert.deepEqual(
      essence(await openRuns(await (await fetch(`${base}${path}`)).json())),
      expected,
    );
  }
});
