/**
 * One large file in a fresh process: `node workers-case.js FILE one|two|both` prints milliseconds until it is
 * columns and until its verdict. `both` is the control: two workers that each read all of the file at the
 * same time, which take as long as one where the machine has two cores to give. The second of two readings
 * counts: the first has compiled what the second runs.
 */
import { connect } from '../../web/api/connect.js';
import { CheckpointError } from '../../web/api/errors.js';
import '../../web/api/node.js';
import { helpersFor } from '../../web/api/sharing.js';
import { WINDOW_BYTES } from '../../web/engine/engine.js';

/** @import { Connection } from '../../web/api/connection.js' */
/** @import { Progress } from '../../web/api/types.js' */

const [path = '', what = ''] = process.argv.slice(2);
const spec = /** @type {const} */ ({ kind: 'path', name: 'log.jsonl', path });

/** @param {Connection} connection */
async function readShared(connection) {
  const helpers = await helpersFor([spec], { workers: 2 }, () => connect({}));
  await helpers?.read(connection);
  helpers?.end();
}

async function once() {
  const start = performance.now();
  const since = () => performance.now() - start;
  const connections = await Promise.all(
    Array.from({ length: what === 'both' ? 2 : 1 }, () => connect({})),
  );
  if (what === 'two') await Promise.all(connections.map(readShared));
  let columns = 0;
  const onProgress = (/** @type {Progress} */ { phase }) => {
    if (phase === 'analysing') columns = since();
  };
  const opened = await Promise.all(
    connections.map(({ engine }) => engine.open([[spec], WINDOW_BYTES], { onProgress })),
  );
  const verdict = since();
  for (const connection of connections) connection.end(new CheckpointError('closed'));
  if (opened.some(({ runs }) => runs.length === 0)) throw new Error(`no run in ${path}`);
  return { columns, verdict };
}

await once();
process.stdout.write(JSON.stringify(await once()));
