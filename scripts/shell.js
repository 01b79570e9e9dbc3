/**
 * Small things that every script here does: where the project lies, running a program, finding one.
 * Nothing outside Node is imported, as npm packages may not be installed yet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The environment that programs are run with: node_modules' own commands first, and acorn where
 * Debian keeps it, as Debian's Emscripten looks for it and a Node from elsewhere does not.
 */
export const environment = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
  NODE_PATH: ['/usr/share/nodejs', process.env['NODE_PATH'] ?? ''].filter(Boolean).join(delimiter),
};

/** A failure that a person is told in one sentence, without a stack. */
export class Failure extends Error {}

/**
 * Full path of a command, or null.
 * @param {string} command
 * @returns {string | null}
 */
export function which(command) {
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const file = join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return null;
}

/**
 * Runs a program in the project's folder, its output shown as it comes. Throws a Failure when it
 * does not end well.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function run(command, args, env = environment) {
  const { status, error, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error) throw new Failure(`${command} could not be run: ${error.message}`);
  if (status !== 0) {
    throw new Failure(`${[command, ...args].join(' ')} failed (${signal ?? `exit ${status}`}).`);
  }
}

/**
 * Output of a program that is only asked something; null when it is missing or fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | null}
 */
export function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: environment,
    maxBuffer: 1 << 28,
  });
  return status === 0 ? stdout : null;
}

/**
 * Runs a program and gives back its whole output, which is also shown as it comes when `isShown`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ isShown?: boolean, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
export function capture(command, args, { isShown = false, env = environment } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {string[]} */
    const parts = [];
    for (const [stream, target] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        parts.push(text);
        if (isShown) target.write(text);
      });
    }
    child.on('error', (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.on('close', (code) => resolve({ status: code ?? 1, output: parts.join('') }));
  });
}

/**
 * Every file below the folders (or the files) given, sorted, as paths below `root`.
 * @param {readonly string[]} places
 * @returns {string[]}
 */
export function filesBelow(places) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} place */
  const visit = (place) => {
    const full = join(root, place);
    if (!existsSync(full)) return;
    if (!statSync(full).isDirectory()) {
      files.push(place);
      return;
    }
    for (const name of readdirSync(full).toSorted()) {
      if (name !== 'node_modules' && name !== 'build') visit(join(place, name));
    }
  };
  places.forEach(visit);
  return files;
}

/**
 * One hash over names and contents of files.
 * @param {readonly string[]} files below `root`
 * @returns {string}
 */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(root, file)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

/**
 * Whether a module is what `node` was asked to run, rather than imported by another.
 * @param {string} url its import.meta.url
 */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
}

/**
 * Runs a script's work; a Failure is told in its own words and ends with status 1.
 * @param {() => void | Promise<void>} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
