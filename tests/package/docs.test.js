/**
 * Every block of code in README and guides, run as a reader would: in a project with the packed package
 * and a few files.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';

import { root, which } from '../../scripts/shell.js';
import { assertPrinted, exampleFiles } from '../examples.js';
import {
  bin,
  execute,
  installed,
  launch,
  project,
  serveFolder,
  tool,
  workshop,
} from './support.js';

/** @import { AddressInfo } from 'node:net' */

const list = exampleFiles['list.json'] ?? '';
const trainerState = exampleFiles['trainer_state.json'] ?? '';

/** What the readers have lying about. @type {Record<string, string>} */
const files = {
  ...exampleFiles,
  'mine.json': '{}',
  'runs/a.json': list,
  'runs/b.json': trainerState,
  'sample.js': 'export {};\n',
  'main.js': `import { openRuns } from 'ckptscope'; openRuns('{}');\n`,
};

/** Answers like the services that a recipe speaks to. */
const service = createServer((request, response) => {
  const isList = request.url?.includes('/checkpoints');
  response.setHeader('content-type', 'application/json');
  response.end(isList ? list : trainerState);
});
let base = '';
let folder = '';
before(async () => {
  await installed();
  folder = await project('docs', files);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(undefined)));
  base = `http://127.0.0.1:${/** @type {AddressInfo} */ (service.address()).port}`;
});
after(() => service.close());

const environment = () => ({
  PATH: [
    join(folder, 'node_modules/.bin'),
    join(workshop, 'node_modules/.bin'),
    process.env['PATH'],
  ].join(delimiter),
  OPENAI_BASE_URL: `${base}/v1`,
  OPENAI_API_KEY: 'none',
  HUB: base,
});

/** @param {string} code @param {string} name */
async function runScript(code, name) {
  const file = `${name.replaceAll(/\W/g, '-')}.mjs`;
  writeFileSync(join(folder, file), code);
  const { stdout } = await execute(process.execPath, [file], { cwd: folder, env: environment() });
  assert.notEqual(stdout, '');
  assertPrinted(code, stdout);
}

/** A finding is exit status 1, which is not a failure of the line. @param {string} code */
async function runShell(code) {
  for (const line of code.trim().split('\n')) {
    const script = `${line.replace(/^npx /, '')}\nstatus=$?; test $status -lt 2 || exit $status`;
    await execute('bash', ['-o', 'pipefail', '-c', script], { cwd: folder, env: environment() });
  }
}

/** @param {string} html @param {string} name */
async function openPage(html, name) {
  const file = `${name.replaceAll(/\W/g, '-')}.html`;
  writeFileSync(join(folder, file), html);
  await openFolder(folder, file);
}

/** Serves a folder, and waits until a page in it shows a verdict. @param {string} site @param {string} file */
async function openFolder(site, file) {
  const server = await serveFolder(site);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}${file}`);
    await page.locator('cs-verdict-card h2').waitFor();
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Builds an application as a person would, and opens it. @param {string} code */
async function runApp(code) {
  const app = await project('docs-app', {
    'index.html': '<div id="app"></div><script type="module" src="./main.jsx"></script>',
    'main.jsx': code,
    'public/list.json': list,
  });
  await execute(bin('vite'), ['build', '--base', './', '--logLevel', 'warn'], { cwd: app });
  await openFolder(join(app, 'dist'), '');
}

/** Runs one task of an array, as Slurm would. @param {string} script */
async function runArrayTask(script) {
  const env = { ...environment(), SLURM_ARRAY_TASK_ID: '1' };
  await execute('bash', ['-o', 'pipefail', '-c', script], { cwd: folder, env });
  assert.equal(linesOf('runs-1.jsonl').length, 1);
}

/** @param {string} file of JSON Lines */
const linesOf = (file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');

/** Runs queries over the lines of runs that differ in what they hold. @param {string} sql */
async function runQueries(sql) {
  const files = ['list.json', 'trainer_state.json', 'log.jsonl'];
  await runShell(`ckptscope --jsonl ${files.join(' ')} > runs.jsonl`);
  const { DuckDBInstance } = await import(tool('@duckdb/node-api/lib/index.js'));
  const connection = await (await DuckDBInstance.create()).connect();
  for (const query of sql.split(';').filter((text) => text.trim() !== '')) {
    const here = query.replaceAll("'runs.jsonl'", `'${join(folder, 'runs.jsonl')}'`);
    const rows = (await connection.runAndReadAll(here)).getRowObjectsJson();
    assert.ok(rows.length > 0, query);
  }
  connection.closeSync();
}

/** Of a job for a cluster, what each node runs. @param {string} code */
async function runPipe(code) {
  await execute('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
    cwd: folder,
    stdin: code,
  });
  const [, piped] = /\.pipe\(("(?:[^"\\]|\\.)*")\)/.exec(code) ?? [];
  const { stdout } = await execute('bash', ['-c', JSON.parse(piped ?? '""')], {
    cwd: folder,
    env: environment(),
    stdin: 'runs/a.json\nruns/b.json\n',
  });
  assert.equal(stdout.trimEnd().split('\n').length, 2);
}

/** A workflow is run as far as this machine can: its own commands. @param {string} yaml */
async function runWorkflow(yaml) {
  const commands = [...yaml.matchAll(/- run: (.*)$/gm)].map(([, command = '']) => command);
  assert.ok(commands.length > 0);
  await runShell(commands.join('\n'));
}

const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
for (const guide of ['README.md', ...guides.map((name) => `docs/${name}`)]) {
  const text = readFileSync(join(root, guide), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
  for (const [index, [, language = '', kind = '', code = '']] of blocks.entries()) {
    const name = `${guide}, block ${index + 1} (${language})`;
    const lacks =
      kind === 'parallel' && !which('parallel') ? 'GNU parallel is not installed' : false;
    // What starts this very test, or a server that stays, is tested in tests/scripts.
    const isOurOwn = kind === 'repository';
    // What is shown of a file of ours is compared with that file in tests/web.
    const isShown = kind.includes('/');
    if (isOurOwn || isShown) continue;
    test(name, { skip: lacks }, async () => {
      if (language === 'js') await runScript(code, name);
      else if (kind === 'slurm') await runArrayTask(code);
      else if (language === 'sh') await runShell(code);
      else if (language === 'sql') await runQueries(code);
      else if (language === 'py') await runPipe(code);
      else if (language === 'html') await openPage(code, name);
      else if (language === 'jsx') await runApp(code);
      else if (language === 'yaml') await runWorkflow(code);
      else if (language === 'json') JSON.parse(code);
      else assert.fail(`nothing here runs ${language}`);
    });
  }
}

test('README and guides link to nothing that is not there', () => {
  for (const guide of ['README.md', ...guides.map((name) => `docs/${name}`)]) {
    const text = readFileSync(join(root, guide), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(root, guide, '..', target)), `${guide} links to ${target}`);
    }
  }
});
