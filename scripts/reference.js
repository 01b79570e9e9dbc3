/**
 * Pages of reference that are made from what the package is, so that they cannot fall behind it: formats
 * and rules from the engine's registries, the API from its types.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { formatMessage, listFormats, listRules } from '../web/api/node.js';

/** @param {string} text within a table */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** @returns {Promise<string>} Markdown */
export async function formatsPage() {
  const formats = await listFormats();
  return [
    '# Formats',
    '',
    '| id | format | where it is found | what is read | defined by |',
    '| --- | --- | --- | --- | --- |',
    ...formats.map(
      ({ id, title, where, what, source }) =>
        `| \`${id}\` | ${[title, where, what, source].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

/** @returns {Promise<string>} Markdown */
export async function rulesPage() {
  const rules = await listRules();
  return [
    '# Rules',
    '',
    'Thresholds can be changed with `--rules FILE` and the option `rules`.',
    '',
    ...rules.flatMap(({ id, version, source, sentence, thresholds }) => [
      `## ${id}`,
      '',
      formatMessage(sentence, 'en'),
      '',
      `Version ${version}. ${source}`,
      '',
      ...(thresholds.length > 0
        ? ['| threshold | default | unit | meaning |', '| --- | --- | --- | --- |']
        : []),
      ...thresholds.map(
        ({ name, value, unit, meaning }) =>
          `| \`${name}\` | ${value} | ${cell(unit)} | ${cell(meaning)} |`,
      ),
      '',
    ]),
  ].join('\n');
}

/**
 * Every name that `ckptscope` exports: what it is, as its types say, and its documentation.
 * @param {string} folder of the types of api/
 * @returns {string} Markdown
 */
export function apiPage(folder) {
  const exported = [
    ...readFileSync(join(folder, 'index.d.ts'), 'utf8').matchAll(/export \{([^}]*)\}/g),
  ].flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
  const declarations = readdirSync(folder)
    .filter((name) => name.endsWith('.d.ts'))
    .flatMap((name) => declarationsOf(readFileSync(join(folder, name), 'utf8'), name));
  const functions = declarations.filter(
    ({ name, kind }) => kind !== 'type' && exported.includes(name),
  );
  const types = declarations.filter(({ kind, file }) => kind === 'type' && file === 'types.d.ts');
  const section = (/** @type {Declaration} */ { name, comment, text }) => [
    `### ${name}`,
    '',
    ...comment,
    '```ts',
    text,
    '```',
    '',
  ];
  return [
    '# API reference',
    '',
    '## Functions',
    '',
    ...functions.flatMap(section),
    '## Shapes',
    '',
    ...types.flatMap(section),
  ].join('\n');
}

/** @typedef {{ name: string, kind: string, file: string, comment: string[], text: string }} Declaration */

/**
 * @param {string} source
 * @param {string} file
 * @returns {Declaration[]}
 */
function declarationsOf(source, file) {
  const pattern =
    /(\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?export (?:declare )?(function|class|const|type) (\w+)[\s\S]*?(?=\n\/\*\*|\nexport |$)/g;
  return [...source.matchAll(pattern)].map(([whole, comment = '', kind = '', name = '']) => ({
    name,
    kind,
    file,
    comment: sentences(comment),
    text: whole.slice(comment.length).trim(),
  }));
}

/**
 * A comment as Markdown: its words, then its parameters, then its example.
 * @param {string} comment
 * @returns {string[]}
 */
function sentences(comment) {
  const text = comment.replaceAll(/^\s*\/\*\*\s?|\s*\*\/\s*$/g, '').replaceAll(/^\s*\* ?/gm, '');
  const [words = '', ...tags] = text.split(/^@/m);
  const lines = words.trim() === '' ? [] : [words.trim(), ''];
  for (const tag of tags) {
    const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
    if (name === 'example') lines.push('```js', rest.trim(), '```', '');
    else if (name === 'param' || name === 'returns') lines.push(`- ${name}: ${rest.trim()}`, '');
  }
  return lines;
}
