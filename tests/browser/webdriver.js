/**
 * Firefox and WebKit, driven by the protocols they bring themselves: Marionette over a socket, WebDriver
 * over HTTP. Just enough to open a page, run a function in it and take its picture.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 * https://www.w3.org/TR/webdriver2/
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A browser with one page.
 * @typedef {object} Driver
 * @property {(url: string) => Promise<void>} open
 * @property {<Arguments extends unknown[], Value>(work: (...args: Arguments) => Value, ...args: Arguments)
 *   => Promise<Awaited<Value>>} run a function within the page, which sees nothing but its arguments
 * @property {() => Promise<Buffer>} picture PNG
 * @property {() => Promise<void>} close
 */

const WINDOW = { width: 1280, height: 900 };
const START_MS = 30_000;
/** How long a function may run within a page. */
const SCRIPT_MS = 60_000;

/** Waits until something is there. @template Value @param {() => Promise<Value>} attempt */
async function eventually(attempt) {
  const end = performance.now() + START_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A port that nobody listens on. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Programs of one browser, each the head of a group of processes that ends with it. */
class Programs {
  folder = mkdtempSync(join(tmpdir(), 'ckptscope-browser-'));
  log = openSync(join(this.folder, 'log'), 'a');
  /** @type {number[]} */
  groups = [];

  /** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} env @param {boolean} [talks] on a fourth channel */
  start(command, args, env, talks = false) {
    const { log } = this;
    const stdio = /** @type {const} */ (['ignore', log, log]);
    const child = spawn(command, args, {
      detached: true,
      env,
      stdio: talks ? [...stdio, 'pipe'] : [...stdio],
    });
    if (child.pid !== undefined) this.groups.push(child.pid);
    return child;
  }

  end() {
    for (const group of this.groups.splice(0)) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The source that runs a function of ours as an asynchronous script. @param {Function} work */
function scriptOf(work) {
  return `const done = arguments[arguments.length - 1];
    Promise.resolve((${work})(...Array.from(arguments).slice(0, -1)))
      .then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
}

/** @param {{ value?: unknown, error?: string }} answer */
function valueOf({ value, error }) {
  if (error !== undefined) throw new Error(error);
  return value;
}

/** @returns {Promise<Driver>} */
export async function startFirefox() {
  const programs = new Programs();
  const port = await freePort();
  const preferences = {
    'marionette.port': port,
    'app.update.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
  };
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(programs.folder, 'user.js'), lines.join('\n'));
  const env = { ...process.env, HOME: programs.folder, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' };
  const args = ['--marionette', '--headless', '--no-remote', '--profile', programs.folder];
  programs.start('firefox-esr', [...args, '--width', '1280', '--height', '900'], env);
  const call = await eventually(() => marionette(port));
  await call('WebDriver:NewSession', { strictFileInteractability: true });
  await call('WebDriver:SetWindowRect', WINDOW);
  await call('WebDriver:SetTimeouts', { script: SCRIPT_MS });
  return /** @type {Driver} */ ({
    open: async (url) => void (await call('WebDriver:Navigate', { url })),
    run: async (work, ...args) => {
      const script = scriptOf(work);
      const { value } = await call('WebDriver:ExecuteAsyncScript', { script, args });
      return valueOf(/** @type {object} */ (value));
    },
    picture: async () => {
      const { value } = await call('WebDriver:TakeScreenshot', { full: false });
      return Buffer.from(String(value), 'base64');
    },
    close: async () => programs.end(),
  });
}

/**
 * Marionette: "LENGTH:[0, id, command, parameters]", answered by "LENGTH:[1, id, error, result]".
 * @param {number} port
 * @returns {Promise<(command: string, parameters: object) => Promise<{ value?: unknown }>>}
 */
function marionette(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    const pending = new Map();
    let received = Buffer.alloc(0);
    let lastId = 0;
    let isGreeted = false;
    const call = (/** @type {string} */ command, /** @type {object} */ parameters) =>
      new Promise((onValue, onError) => {
        lastId += 1;
        pending.set(lastId, { resolve: onValue, reject: onError });
        const text = JSON.stringify([0, lastId, command, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      });
    const take = (/** @type {string} */ text) => {
      if (!isGreeted) {
        isGreeted = true;
        resolve(/** @type {any} */ (call));
        return;
      }
      const [, id, error, value] = JSON.parse(text);
      const waiting = pending.get(id);
      pending.delete(id);
      if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
      else waiting?.resolve(value ?? {});
    };
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      for (;;) {
        const colon = received.indexOf(':');
        if (colon < 0) return;
        const end = colon + 1 + Number(received.subarray(0, colon));
        if (received.length < end) return;
        const text = received.toString('utf8', colon + 1, end);
        received = received.subarray(end);
        take(text);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      for (const { reject: refuse } of pending.values()) refuse(new Error('Firefox has ended.'));
    });
    socket.unref();
  });
}

/** WebKitGTK's own small browser, which Debian keeps with the library. */
function miniBrowser() {
  const places = readdirSync('/usr/lib').map((name) =>
    join('/usr/lib', name, 'webkit2gtk-4.1/MiniBrowser'),
  );
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error('MiniBrowser of webkit2gtk-driver is not there.');
  return found;
}

/** @returns {Promise<Driver>} */
export async function startWebKit() {
  const programs = new Programs();
  const { folder } = programs;
  const screen = ['-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const server = programs.start('Xvfb', ['-displayfd', '3', ...screen], process.env, true);
  const display = await new Promise((resolve, reject) => {
    server.stdio[3]?.once('data', (/** @type {Buffer} */ text) =>
      resolve(`:${String(text).trim()}`),
    );
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`Xvfb ended with ${status}.`)));
  });
  const port = await freePort();
  programs.start('WebKitWebDriver', [`--port=${port}`], {
    ...process.env,
    // Its language is that of the machine, which may be none that exists.
    LANG: 'en_US.UTF-8',
    LC_ALL: 'en_US.UTF-8',
    DISPLAY: display,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: '1',
  });
  const call = async (
    /** @type {string} */ method,
    /** @type {string} */ path,
    /** @type {object} */ body = {},
  ) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  await eventually(() => call('GET', '/status'));
  const options = { binary: miniBrowser(), args: ['--automation'] };
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  });
  const session = `/session/${sessionId}`;
  await call('POST', `${session}/timeouts`, { script: SCRIPT_MS });
  await call('POST', `${session}/window/rect`, WINDOW);
  return /** @type {Driver} */ ({
    open: async (url) => void (await call('POST', `${session}/url`, { url })),
    run: async (work, ...args) =>
      valueOf(await call('POST', `${session}/execute/async`, { script: scriptOf(work), args })),
    picture: async () => Buffer.from(await call('GET', `${session}/screenshot`), 'base64'),
    close: async () => programs.end(),
  });
}
