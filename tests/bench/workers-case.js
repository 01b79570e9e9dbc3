/**
 * One large file in a fresh process: `node workers-case.js FILE one|two|both` prints milliseconds until it is
 * columns and until its verdict. `both` is the control: two workers that each read all of the file at the
 * same time, which take as long as one where the machine has two cores to give. The second of two readings
 * counts: the first has compiled what the second runs.
 */
import { statSync } from 'node:fs';

import { connect } from '../../web/api/connect.js';
import { CheckpointError } from '../../web/api/errors.js';
import '../../web/api/node.js';
import { helpersFor } from '../../web/api/sharing.js';
import { WINDOW_BYTES } from '../../web/engine/engine.js';

/** @import { Connection } from '../../web/api/connection.js' */

const [path = '', what = ''] = process.argv.slice(2);
const spec = /** @type {const} */ ({ kind: 'path', name: 'log.jsonl', path });
const sizeBytes = statSync(path).size;

/** @param {Connection} connection */
async function readAlone(connection) {
  await connection.engine.share([spec, { windowBytes: WINDOW_BYTES, partBytes: sizeBytes }, []]);
}

/** @param {Connection} connection */
async function readShared(connection) {
  const helpers = await helpersFor([spec], { workers: 2 }, () => connect({}));
  await helpers?.read(connection);
  helpers?.end();
}

async function once() {
  const start = performance.now();
  const connections = await Promise.all(
    Array.from({ length: what === 'both' ? 2 : 1 }, () => connect({})),
  );
  await Promise.all(connections.map(what === 'two' ? readShared : readAlone));
  const columns = performance.now() - start;
  const opened = await Promise.all(
    connections.map(({ engine }) => engine.open([[spec], WINDOW_BYTES])),
  );
  const verdict = performance.now() - start;
  for (const connection of connections) connection.end(new CheckpointError('closed'));
  if (opened.some(({ runs }) => runs.length === 0)) throw new Error(`no run in ${path}`);
  return { columns, verdict };
}

await once();
process.stdout.write(JSON.stringify(await once()));
