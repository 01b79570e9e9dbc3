/**
 * Examples of the documentation: what they are, what they have lying about, and what they promise to
 * print. After `// `, a line of code that ends in a call of console.log says what that prints.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const samples = new URL('../web/samples/', import.meta.url);
const sample = (/** @type {string} */ name) => readFileSync(new URL(name, samples), 'utf8');

/** Files beside the code of an example. @type {Readonly<Record<string, string>>} */
export const exampleFiles = {
  'list.json': sample('openai-overfits.json'),
  'trainer_state.json': sample('huggingface-healthy.json'),
  'log.jsonl': sample('diverges-into-nan.jsonl'),
};

/**
 * Fails unless what was printed is what the code promises; without a promise, anything will do.
 * @param {string} code
 * @param {string} printed
 */
export function assertPrinted(code, printed) {
  const promised = [...code.matchAll(/console\.log\(.*\)+; \/\/ (.*)$/gm)].map(
    ([, text = '']) => text,
  );
  // Narrow and unbroken spaces are spaces to whoever reads the example.
  const lines = printed
    .trimEnd()
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .split('\n');
  if (promised.length > 0) assert.deepEqual(lines, promised);
}

/**
 * A function, a class or a call that is documented in a source.
 * @typedef {{ readonly name: string, readonly comment: string, readonly code: string | undefined }} Documented
 */

/**
 * @param {string} source of a module of the API
 * @returns {Documented[]} exported functions and classes, and types of calls (`@callback`)
 */
export function documentedCalls(source) {
  const declared =
    /(\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?export (?:async )?(?:function\*?|class) (\w+)/g;
  const calls = /\/\*\*(?:[^*]|\*(?!\/))*@callback (\w+)(?:[^*]|\*(?!\/))*\*\//g;
  return [
    ...[...source.matchAll(declared)].map(([, comment = '', name = '']) => ({ name, comment })),
    ...[...source.matchAll(calls)].map(([comment, name = '']) => ({ name, comment })),
  ].map(({ name, comment }) => ({ name, comment, code: exampleOf(comment) }));
}

/** @param {string} comment @returns {string | undefined} */
function exampleOf(comment) {
  const [, example] = /@example\n([\s\S]*?)(?=\n \* @|\n? \*\/)/.exec(comment) ?? [];
  return example?.replaceAll(/^ \* ?/gm, '');
}
