/**
 * The worker of Node, on node:worker_threads: it reads files by their path, on its own thread.
 */

import { parentPort } from 'node:worker_threads';

import { inflatedByNode } from './node-inflate.js';
import { openNodeSource } from './node-sources.js';
import { serve } from './serve.js';

const port = parentPort;
if (port) {
  serve(
    {
      post: (reply, transfer) => port.postMessage(reply, transfer),
      listen: (onRequest) => port.on('message', onRequest),
    },
    openNodeSource,
    inflatedByNode,
  );
}
