/** Serves the built page, and nothing else, to this machine alone. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { pageFile } from './build.js';
import { policyOf } from './page.js';

/** @import { AddressInfo } from 'node:net' */

const portFirst = 5173;
const portLast = 5272;

/**
 * @param {number} [port] the first to try; the next free one is taken. 0 lets the system choose.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export function serve(port = portFirst) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/' && pathname !== '/index.html') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      return;
    }
    // Read at each request, so that a rebuild shows after a reload.
    const html = readFileSync(pageFile, 'utf8');
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${policyOf(html)}; frame-ancestors 'none'`,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : html);
  });
  return new Promise((resolve, reject) => {
    let candidate = port;
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' && candidate < portLast) {
        candidate += 1;
        server.listen(candidate, '127.0.0.1');
      } else {
        reject(error);
      }
    });
    server.on('listening', () => {
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
    server.listen(candidate, '127.0.0.1');
  });
}
