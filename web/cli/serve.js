/**
 * `serve`: the report on a port of this machine, made anew from the files at each request.
 */

import { createServer } from 'node:http';

import { htmlReport } from './html-report.js';

/** @import { AddressInfo } from 'node:net' */
/** @import { Input, OpenOptions } from '../api/types.js' */

/**
 * @param {readonly Input[]} inputs
 * @param {Pick<OpenOptions, 'metric' | 'rules' | 'map'>} options
 * @param {number} port 0: the system chooses
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export function serveReport(inputs, options, port) {
  const server = createServer(async (request, response) => {
    // A page elsewhere that has this machine's address under its own name must not read it.
    const isOurs = /^(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(request.headers.host ?? '');
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!isOurs || pathname !== '/') {
      response.writeHead(isOurs ? 404 : 403, { 'content-type': 'text/plain' }).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    if (request.method !== 'HEAD') {
      for await (const piece of htmlReport(inputs, options)) response.write(piece);
    }
    response.end();
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = /** @type {AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${taken}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
