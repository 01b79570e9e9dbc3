/**
 * The packed package in the hands of others: every bundler and runtime loads it as it comes, opens a
 * file and prints the verdict that the repository's own engine gives.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import {
  bin,
  execute,
  expectedHeadline,
  installed,
  project,
  sampleText,
  serveFolder,
  tool,
  visit,
  workshop,
} from './support.js';

let headline = '';
before(async () => {
  await installed();
  headline = await expectedHeadline();
});

/** Writes the verdict into the page; the same for every bundler. */
const pageScript = `
import { openRuns } from 'ckptscope';
import 'ckptscope/element';
import { sample } from './sample.js';

async function show() {
  const set = await openRuns(new File([sample], 'list.json'), { strict: true });
  const run = set.runs[0];
  const points = await run.plot(run.primary.name, { width: 100 });
  const rows = await run.rows({ filter: 'step > 0' }); // comes with a chunk of its own
  const element = document.createElement('checkpoint-scope');
  document.body.append(element);
  await element.open([new File([sample], 'list.json')]);
  await element.updateComplete;
  const output = document.createElement('p');
  output.id = 'verdict';
  output.textContent = run.say(run.verdict.headline) + ' ' + points.x.length + ' points, '
    + (rows.length === run.checkpointCount ? 'all rows' : rows.length + ' rows') + ', element '
    + (element.shadowRoot.querySelector('cs-run-view') ? 'shows it' : 'is empty');
  document.body.append(output);
  set.close();
}
show().catch((error) => {
  console.error(String(error), String(error.cause));
});
`;
const files = {
  'index.html':
    '<!doctype html><meta charset="utf-8"><title>t</title><body><script type="module" src="./main.js"></script></body>',
  'main.js': pageScript,
  'sample.js': `export const sample = ${JSON.stringify(sampleText)};\n`,
};
const expected = () => `${headline} 3 points, all rows, element shows it`;

/**
 * @param {string} folder
 * @param {{ loadsFiles: boolean }} options whether worker and engine come as files of their own
 */
async function checkPage(folder, { loadsFiles }) {
  const server = await serveFolder(folder);
  try {
    const { text, requests, complaints } = await visit(server.url);
    assert.equal(text, expected());
    assert.equal(
      requests.some((url) => url.startsWith('blob:')),
      !loadsFiles,
      requests.join('\n'),
    );
    // Where files are left behind, the page asks for them once, in vain.
    assert.deepEqual(loadsFiles ? complaints : [], []);
  } finally {
    await server.close();
  }
}

/** A page that loads the bundle that a bundler wrote. @param {string} script */
const loader = (script) => files['index.html'].replace('src="./main.js"', `src="${script}"`);

test('Vite, built', async () => {
  const folder = await project('vite-build', files);
  await execute(bin('vite'), ['build', '--base', './', '--logLevel', 'warn'], { cwd: folder });
  await checkPage(join(folder, 'dist'), { loadsFiles: true });
});

test('Vite, while developing', async () => {
  const folder = await project('vite-dev', files);
  const script = `
    import { createServer } from ${JSON.stringify(tool('vite/dist/node/index.js'))};
    const server = await createServer({ logLevel: 'warn', server: { port: 0, host: '127.0.0.1' } });
    await server.listen();
    console.log(server.resolvedUrls.local[0]);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  try {
    const url = await firstLine(child.stdout);
    const { text } = await visit(url);
    assert.equal(text, expected());
  } finally {
    child.kill();
  }
});

test('webpack', async () => {
  const folder = await project('webpack', {
    ...files,
    'build.cjs': `
      const webpack = require(${JSON.stringify(tool('webpack'))});
      webpack({ mode: 'production', context: __dirname, entry: './main.js',
        output: { path: __dirname + '/out', filename: 'main.js' }, performance: { hints: false } },
        (error, stats) => {
          if (error || stats.hasErrors() || stats.hasWarnings()) {
            console.error(error ?? stats.toString()); process.exitCode = 1;
          }
        });`,
    'out/index.html': loader('./main.js'),
  });
  await execute(process.execPath, ['build.cjs'], { cwd: folder });
  await checkPage(join(folder, 'out'), { loadsFiles: true });
});

test('Rspack', async () => {
  const folder = await project('rspack', {
    ...files,
    'build.cjs': `
      const run = async () => {
        const { rspack } = await import(${JSON.stringify(tool('@rspack/core/dist/index.js'))});
        rspack({ mode: 'production', context: __dirname, entry: './main.js',
          output: { path: __dirname + '/out', filename: 'main.js' }, performance: { hints: false } },
          (error, stats) => {
            if (error || stats.hasErrors() || stats.hasWarnings()) {
              console.error(error ?? stats.toString()); process.exitCode = 1;
            }
          });
      };
      run();`,
    'out/index.html': loader('./main.js'),
  });
  await execute(process.execPath, ['build.cjs'], { cwd: folder });
  await checkPage(join(folder, 'out'), { loadsFiles: true });
});

test('Parcel', async () => {
  const folder = await project('parcel', {
    ...files,
    'package.json': JSON.stringify({
      private: true,
      '@parcel/resolver-default': { packageExports: true },
    }),
  });
  await execute(bin('parcel'), ['build', 'index.html', '--public-url', './', '--dist-dir', 'out'], {
    cwd: folder,
    env: { PARCEL_WORKERS: '1' },
  });
  await checkPage(join(folder, 'out'), { loadsFiles: true });
});

test('Rollup leaves the two files behind, and their texts take their place', async () => {
  const folder = await project('rollup', {
    ...files,
    'rollup.config.js': `
      import { nodeResolve } from ${JSON.stringify(tool('@rollup/plugin-node-resolve/dist/es/index.js'))};
      export default { input: 'main.js', output: { dir: 'out' }, plugins: [nodeResolve({ browser: true })] };`,
    'out/index.html': files['index.html'],
  });
  await execute(bin('rollup'), ['-c', '--silent'], { cwd: folder });
  await checkPage(join(folder, 'out'), { loadsFiles: false });
  copyEngine(folder, join(folder, 'out'));
  await checkPage(join(folder, 'out'), { loadsFiles: true });
});

test('esbuild leaves the two files behind, and their texts take their place', async () => {
  const folder = await project('esbuild', { ...files, 'out/index.html': files['index.html'] });
  const args = ['main.js', '--bundle', '--format=esm', '--splitting', '--outdir=out'];
  await execute(bin('esbuild'), args, { cwd: folder });
  await checkPage(join(folder, 'out'), { loadsFiles: false });
  copyEngine(folder, join(folder, 'out'));
  await checkPage(join(folder, 'out'), { loadsFiles: true });
});

/** What the README says to copy, where a bundler does not. @param {string} folder @param {string} out */
function copyEngine(folder, out) {
  for (const name of ['core.wasm', 'worker.js']) {
    cpSync(join(folder, 'node_modules/ckptscope/dist', name), join(out, name));
  }
}

test('a page without a bundler, from the one standalone file', async () => {
  const folder = await project('plain', {
    'index.html': files['index.html'],
    'main.js': pageScript
      .replace(`import 'ckptscope/element';\n`, '')
      .replace(`'ckptscope'`, `'./node_modules/ckptscope/dist/standalone.js'`),
    'sample.js': files['sample.js'],
  });
  await checkPage(folder, { loadsFiles: false });
});

test('a page without a bundler, from the files as they are', async () => {
  const importMap = JSON.stringify({
    imports: { ckptscope: './node_modules/ckptscope/dist/index.js' },
  });
  const folder = await project('import-map', {
    'index.html': files['index.html'].replace(
      '<body>',
      `<body><script type="importmap">${importMap}</script>`,
    ),
    // The element needs its own dependencies, which an import map would have to name one by one.
    'main.js': `
      import { openRuns } from 'ckptscope';
      import { sample } from './sample.js';
      const set = await openRuns(sample);
      document.body.insertAdjacentHTML('beforeend', '<p id="verdict"></p>');
      document.querySelector('#verdict').textContent = set.runs[0].say(set.runs[0].verdict.headline);`,
    'sample.js': files['sample.js'],
  });
  const server = await serveFolder(folder);
  const { text, requests, complaints } = await visit(server.url);
  await server.close();
  assert.equal(text, headline);
  assert.deepEqual(complaints, []);
  const names = requests
    .filter((url) => url.includes('/dist/'))
    .map((url) => url.replace(/.*\//, ''));
  assert.deepEqual(names.toSorted(), ['core.wasm', 'index.js', 'worker.js']);
});

test('a worker of the page itself', async () => {
  const folder = await project('in-worker', {
    'index.html': files['index.html'],
    'main.js': `
      const worker = new Worker(new URL('./job.js', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }) => {
        document.body.insertAdjacentHTML('beforeend', '<p id="verdict"></p>');
        document.querySelector('#verdict').textContent = data;
      };`,
    'job.js': `
      import { openRuns } from 'ckptscope';
      import { sample } from './sample.js';
      openRuns(sample).then(({ runs: [run] }) => postMessage(run.say(run.verdict.headline)),
        (error) => postMessage(error + ' ' + error.cause));`,
    'sample.js': files['sample.js'],
    'vite.config.js': `export default { worker: { format: 'es' } };`,
  });
  await execute(bin('vite'), ['build', '--base', './', '--logLevel', 'warn'], { cwd: folder });
  const server = await serveFolder(join(folder, 'dist'));
  const { text } = await visit(server.url);
  await server.close();
  assert.equal(text, headline);
});

test('Next.js: a server component and a client component', async () => {
  const folder = await project('next', {
    'package.json': '{ "private": true }',
    // The root is named because Next.js itself lies above this project.
    'next.config.mjs': `export default {
      serverExternalPackages: ['ckptscope'], turbopack: { root: ${JSON.stringify(workshop)} } };`,
    'app/layout.js': `
      export default function Layout({ children }) {
        return <html lang="en"><body>{children}</body></html>;
      }`,
    'app/page.js': `
      import { openRuns } from 'ckptscope';
      import { sample } from '../sample.js';
      import { Scope } from './scope.js';
      export const dynamic = 'force-dynamic';
      export default async function Page() {
        const set = await openRuns(sample);
        const text = set.runs[0].say(set.runs[0].verdict.headline);
        set.close();
        return <main><p id="server">{text}</p><Scope /></main>;
      }`,
    'app/scope.js': `
      'use client';
      import { useEffect, useRef, useState } from 'react';
      import { openRuns } from 'ckptscope';
      import 'ckptscope/element';
      import { sample } from '../sample.js';
      export function Scope() {
        const element = useRef(null);
        const [text, setText] = useState('');
        useEffect(() => {
          const show = async () => {
            const set = await openRuns(sample);
            const run = set.runs[0];
            await element.current.open([new File([sample], 'list.json')]);
            await element.current.updateComplete;
            const isShown = element.current.shadowRoot.querySelector('cs-run-view') !== null;
            setText(run.say(run.verdict.headline) + (isShown ? ' shown' : ' not shown'));
          };
          show().catch((error) => setText(error + ' ' + error.cause));
        }, []);
        return <><checkpoint-scope ref={element} />{text && <p id="verdict">{text}</p>}</>;
      }`,
    'sample.js': files['sample.js'],
  });
  const env = { NEXT_TELEMETRY_DISABLED: '1' };
  await execute(bin('next'), ['build'], { cwd: folder, env });
  const child = spawn(bin('next'), ['start', '-p', '0', '-H', '127.0.0.1'], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  try {
    const url = await firstLine(child.stdout, /http:\/\/127\.0\.0\.1:\d+/);
    const html = await (await fetch(url)).text();
    assert.ok(html.includes(headline.slice(0, 30)), 'the server component has no verdict');
    const { text } = await visit(url);
    assert.equal(text, `${headline} shown`);
  } finally {
    child.kill();
  }
});

test('Node, as an ES module, and inside a worker thread', async () => {
  const folder = await project('node-esm', {
    'list.json': sampleText,
    'main.js': `
      import { Worker, isMainThread, parentPort } from 'node:worker_threads';
      import { fileURLToPath } from 'node:url';
      import { openRuns } from 'ckptscope';
      const set = await openRuns({ path: 'list.json' });
      const text = set.runs[0].say(set.runs[0].verdict.headline);
      set.close();
      console.log(text);
      if (isMainThread) new Worker(fileURLToPath(import.meta.url));
    `,
  });
  const { stdout } = await execute(process.execPath, ['main.js'], { cwd: folder });
  assert.equal(stdout, `${headline}\n${headline}\n`);
});

test('Node, as CommonJS: import() and require()', async () => {
  const folder = await project('node-cjs', {
    'package.json': '{ "private": true }',
    'list.json': sampleText,
    'main.cjs': `
      const use = async ({ openRuns }) => {
        const set = await openRuns({ path: 'list.json' });
        console.log(set.runs[0].say(set.runs[0].verdict.headline));
      };
      import('ckptscope').then(use).then(() => use(require('ckptscope')));
    `,
  });
  const { stdout } = await execute(process.execPath, ['main.cjs'], { cwd: folder });
  assert.equal(stdout, `${headline}\n${headline}\n`);
});

test('the command', async () => {
  const folder = await project('command', { 'list.json': sampleText });
  const command = join(folder, 'node_modules/.bin/ckptscope');
  const { stdout } = await execute(command, ['list.json'], { cwd: folder });
  assert.ok(stdout.replaceAll(/\s+/g, ' ').includes(headline), stdout);
});

test('TypeScript finds every type, with and without a bundler', async () => {
  const folder = await project('types', {
    'main.ts': `
      import { openRuns, CheckpointError, type Run, type RunSet, type Finding } from 'ckptscope';
      import { CheckpointScope } from 'ckptscope/element';
      import { openRuns as same } from 'ckptscope/standalone';
      const set: RunSet = await openRuns(['{}', { path: 'a' }], { onProgress: (p) => p.loadedBytes });
      const run: Run | undefined = set.runs[0];
      const findings: readonly Finding[] = run?.findings ?? [];
      const x: Float64Array | undefined = (await run?.series('loss'))?.x;
      const element = new CheckpointScope();
      void element.open([new File([], 'a')]);
      const found: CheckpointScope | null = document.querySelector('checkpoint-scope');
      found?.addEventListener('finding-select', ({ detail }) => detail.finding.severity);
      if (found) found.runs = set.runs;
      // @ts-expect-error a number is no input
      void same(7);
      export { x, findings, CheckpointError };
    `,
  });
  const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--types',
      '',
      '--lib',
      'ES2022,DOM',
    ];
    await execute(
      tsc,
      [
        '--ignoreConfig',
        ...options,
        '--module',
        `${module}`,
        '--moduleResolution',
        `${resolution}`,
        'main.ts',
      ],
      { cwd: folder },
    );
  }
});

/**
 * The first line, or the first match, that a program prints.
 * @param {import('node:stream').Readable} stream
 * @param {RegExp} [pattern]
 * @returns {Promise<string>}
 */
function firstLine(stream, pattern = /.+/) {
  return new Promise((resolve, reject) => {
    let all = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      all += text;
      const found = pattern.exec(all);
      if (found) resolve(found[0]);
    });
    stream.on('end', () => reject(new Error(`ended with: ${all}`)));
  });
}
