/**
 * What the tests of the package share: the packed package installed in projects outside the repository,
 * beside the tools of others that it is put through. Those tools are installed once, in a folder of the
 * system's temporary files that is named for their lock file.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { buildPackage } from '../../scripts/package.js';
import { chromium as chromiumPath } from '../../scripts/setup.js';
import { root } from '../../scripts/shell.js';
import { openRuns } from '../../web/api/node.js';

/** @import { AddressInfo } from 'node:net' */

const here = dirname(fileURLToPath(import.meta.url));
const lock = readFileSync(join(here, 'package-lock.json'));
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Where tools and projects stand; Node finds the tools from every project in it. */
export const workshop = join(
  tmpdir(),
  `ckptscope-consumers-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`,
);

/**
 * Runs a program to its end and gives back what it said; throws with all of it when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, stdin?: string, status?: number }} options
 *   `status`: the one that is expected
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function execute(command, args, { cwd, env = {}, stdin = '', status = 0 }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdin.on('error', () => {}); // a program may end without having read it
    child.stdin.end(stdin);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === status) resolve({ stdout, stderr });
      else reject(new Error(`${command} ${args.join(' ')}: exit ${code}\n${stdout}\n${stderr}`));
    });
  });
}

/** Installs the tools, once for each lock file. */
async function tools() {
  if (existsSync(join(workshop, 'node_modules'))) return;
  mkdirSync(dirname(workshop), { recursive: true });
  const fresh = mkdtempSync(`${workshop}-`);
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(here, name), join(fresh, name));
  }
  // Packages of platforms that these tests never ran on stand in the lock file without a hash.
  await execute('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: fresh });
  mkdirSync(workshop, { recursive: true });
  for (const name of ['package.json', 'node_modules']) {
    if (!existsSync(join(workshop, name))) renameSync(join(fresh, name), join(workshop, name));
  }
  rmSync(fresh, { recursive: true, force: true });
}

/**
 * Packs the package as it would be published.
 * @param {string} folder
 * @returns {Promise<string>} path of the tarball
 */
export async function pack(folder) {
  mkdirSync(folder, { recursive: true });
  await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  return join(folder, `ckptscope-${version}.tgz`);
}

/** @type {Promise<{ tarball: string, modules: string }> | undefined} */
let installing;

/**
 * The tarball, and the node_modules that installing it in an empty project gives.
 * @returns {Promise<{ tarball: string, modules: string }>}
 */
export function installed() {
  installing ??= (async () => {
    await buildPackage();
    await tools();
    const tarball = await pack(join(root, 'build/pack'));
    const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 12);
    const place = join(workshop, `installed-${hash}`);
    if (!existsSync(place)) {
      const fresh = mkdtempSync(join(workshop, 'installing-'));
      writeFileSync(join(fresh, 'package.json'), '{ "private": true }\n');
      await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
        cwd: fresh,
      });
      renameSync(fresh, place);
    }
    return { tarball, modules: join(place, 'node_modules') };
  })();
  return installing;
}

/**
 * A project of somebody who has installed the package, in a folder of its own.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} files
 * @returns {Promise<string>} its folder
 */
export async function project(name, files) {
  const { modules } = await installed();
  const folder = join(workshop, 'projects', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(modules, join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  const all = { 'package.json': '{ "private": true, "type": "module" }\n', ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** A module of one of the tools, as a project would import it. @param {string} name */
export const tool = (name) => join(workshop, 'node_modules', name);

/** Command of one of the tools. @param {string} name */
export const bin = (name) => join(workshop, 'node_modules/.bin', name);

/** The run that every consumer opens. */
export const sampleText = readFileSync(join(root, 'web/samples/openai-overfits.json'), 'utf8');

/** What every consumer has to say about it. */
export async function expectedHeadline() {
  const set = await openRuns(sampleText);
  const [run] = set.runs;
  if (!run) throw new Error('the sample holds no run');
  const text = run.say(run.verdict.headline);
  set.close();
  return text;
}

/** @type {Readonly<Record<string, string>>} */
const mimeTypes = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder, as any file server does.
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} [headers]
 */
export async function serveFolder(folder, headers = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, normalize(decodeURIComponent(pathname)));
    const file = path.endsWith('/') ? join(path, 'index.html') : path;
    if (pathname === '/favicon.ico') {
      response.writeHead(204, headers).end();
      return;
    }
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, headers).end();
      return;
    }
    const type = mimeTypes[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...headers }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/**
 * Opens a page, waits for what it says in `#verdict`, and gives that back with every address it asked
 * for and every complaint of the console.
 * @param {string} url
 */
export async function visit(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const requests = [];
    /** @type {string[]} */
    const complaints = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    const verdict = page.locator('#verdict');
    await verdict.waitFor({ state: 'attached' }).catch((error) => {
      throw new Error(`${error}\n${complaints.join('\n')}`);
    });
    return { text: (await verdict.textContent()) ?? '', requests, complaints };
  } finally {
    await browser.close();
  }
}

export function launch() {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? chromiumPath() ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}
