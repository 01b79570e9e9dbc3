/** The rooms of wasm/ and web/ use each other only as rooms.json allows. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  importViolations,
  includeViolations,
  knowledgeInWeb,
  plugInsNamingEachOther,
  readRules,
  sources,
} from './rooms.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rules = readRules();

/**
 * Hands a made-up tree of files to `look`.
 * @param {Readonly<Record<string, string>>} files text by path
 * @param {(root: string) => string[]} look
 * @returns {string[]}
 */
function inTree(files, look) {
  const tree = mkdtempSync(join(tmpdir(), 'rooms-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    return look(tree);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** @param {Readonly<Record<string, string>>} files */
const includesIn = (files) => inTree(files, (tree) => includeViolations(tree, rules));
/** @param {Readonly<Record<string, string>>} files */
const importsIn = (files) => inTree(files, (tree) => importViolations(tree, rules));

test('there is something to look at', () => {
  assert.ok(sources(join(root, 'wasm'), /\.(cpp|h)$/).length > 20);
  assert.ok(sources(join(root, 'web'), /\.js$/).length > 10);
});

test('every include stays within what its room may use', () => {
  assert.deepEqual(includeViolations(root, rules), []);
});

test('every import stays within what its room may use', () => {
  assert.deepEqual(importViolations(root, rules), []);
});

test('web/ knows no format and no rule by name', () => {
  assert.deepEqual(knowledgeInWeb(root), []);
});

test('no format names another, no rule names another', () => {
  assert.deepEqual(plugInsNamingEachOther(root), []);
});

test('a forbidden include is found', () => {
  const violations = includesIn({
    'wasm/metrics/metric_catalog.h': '#pragma once\n',
    'wasm/formats/x.cpp': '#include "metrics/metric_catalog.h"\n#include <vector>\n',
  });
  assert.deepEqual(violations, [
    'wasm/formats/x.cpp includes "metrics/metric_catalog.h": formats may not use metrics',
  ]);
});

test('a room that uses itself and what it may is left alone', () => {
  const violations = includesIn({
    'wasm/base/a.h': '#pragma once\n',
    'wasm/input/b.h': '#include "base/a.h"\n',
    'wasm/input/b.cpp': '#include "input/b.h"\n#include <rapidjson/reader.h>\n',
  });
  assert.deepEqual(violations, []);
});

for (const [what, file, text, message] of /** @type {const} */ ([
  [
    'RapidJSON outside its rooms',
    'wasm/tables/x.cpp',
    '#include <rapidjson/document.h>\n',
    /only input and views may/,
  ],
  [
    'Emscripten outside bindings.cpp',
    'wasm/session/x.cpp',
    '#include <emscripten/bind.h>\n',
    /only bindings may/,
  ],
  ['a test for Emscripten', 'wasm/base/x.h', '#ifdef __EMSCRIPTEN__\n#endif\n', /Emscripten/],
  ['a heavy header', 'wasm/run/x.cpp', '#include <iostream>\n', /does without/],
  ['an include by a relative path', 'wasm/run/x.cpp', '#include "y.h"\n', /not a path below wasm/],
  ['a file outside the rooms', 'wasm/helpers/x.h', '', /in no room/],
])) {
  test(`${what} is found`, () => {
    const violations = includesIn({ [file]: text });
    assert.equal(violations.length, 1);
    assert.match(violations[0] ?? '', message);
  });
}

test('a second file of input that includes RapidJSON is found', () => {
  const violations = includesIn({
    'wasm/input/a.cpp': '#include <rapidjson/reader.h>\n',
    'wasm/input/b.cpp': '#include <rapidjson/reader.h>\n',
  });
  assert.deepEqual(violations, [
    'rapidjson is included by input/a.cpp and input/b.cpp: one file may',
  ]);
});

for (const [what, file, text, message] of /** @type {const} */ ([
  [
    'an import of a room below the API',
    'web/dashboard/x.js',
    `import {\n  Engine,\n} from '../engine/engine.js';\n`,
    /dashboard may not use engine/,
  ],
  [
    'an import of a private part of the API',
    'web/dashboard/x.js',
    `import { connection } from '../api/connection.js';\n`,
    /may not use api\/connection/,
  ],
  [
    'a private type',
    'web/cli/x.js',
    `/** @import { Source } from '../engine/engine.js' */\n`,
    /cli may not use engine/,
  ],
  [
    'a dynamic import',
    'web/engine/x.js',
    `const api = await import('../api/index.js');\n`,
    /engine may not use api/,
  ],
  ['a re-export', 'web/api/x.js', `export * from '../dashboard/index.js';\n`, /api may not use/],
  [
    'a worker named by its URL',
    'web/dashboard/x.js',
    `new Worker(new URL('../worker/worker.js', import.meta.url));\n`,
    /dashboard may not use worker/,
  ],
  ['Node in a page', 'web/api/x.js', `import { join } from 'node:path';\n`, /run in a page/],
  ['a package', 'web/api/x.js', `import { html } from 'lit';\n`, /may not use that package/],
  ['a way out of web/', 'web/api/x.js', `import '../../scripts/x.js';\n`, /outside web/],
])) {
  test(`${what} is found`, () => {
    const violations = importsIn({ [file]: text });
    assert.equal(violations.length, 1);
    assert.match(violations[0] ?? '', message);
  });
}

test('what the dashboard may import is left alone', () => {
  const violations = importsIn({
    'web/dashboard/x.js': [
      `import { html } from 'lit';`,
      `import { repeat } from 'lit/directives/repeat.js';`,
      `import { openRuns } from '../api/index.js';`,
      `import { y } from './y.js';`,
      `/** @import { Run } from '../api/types.js' */`,
    ].join('\n'),
  });
  assert.deepEqual(violations, []);
});

test('a format that web/ knows by name is found', () => {
  const violations = inTree(
    {
      'wasm/formats/registry.def': '// CKPT_ENTRY(comment)\nCKPT_ENTRY(huggingface_trainer)\n',
      'web/dashboard/x.js': `if (run.format === 'huggingface_trainer') draw();\n`,
    },
    knowledgeInWeb,
  );
  assert.deepEqual(violations, ['web/dashboard/x.js knows "huggingface_trainer" by name']);
});

test('a rule that names another is found', () => {
  const violations = inTree(
    {
      'wasm/analysis/rules/registry.def': 'CKPT_ENTRY(a)\nCKPT_ENTRY(b)\n',
      'wasm/analysis/rules/a.cpp': 'constexpr auto kOther = "b";\n',
      'wasm/analysis/rules/b.cpp': 'constexpr auto kId = "b";\n',
    },
    plugInsNamingEachOther,
  );
  assert.deepEqual(violations, ['wasm/analysis/rules/a.cpp names b']);
});
