/** The table of formats in README.md, made of what the engine says of itself. */
import { format, resolveConfig } from 'prettier';

import { command, pathOf } from './web/support.js';

export const readme = new URL('../README.md', import.meta.url);

const BEGIN = '<!-- formats: npm run accept writes this table -->';
const END = '<!-- end of formats -->';

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('*', '\\*');

/**
 * `text` with the table between its two marks written anew.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function withFormatTable(text) {
  const { stdout } = await command(['formats', '--json']);
  /** @type {{ id: string, title: string, where: string, what: string }[]} */
  const formats = JSON.parse(stdout);
  const isLast = (/** @type {{ id: string }} */ { id }) => id === 'generic';
  const rows = [
    ...formats
      .filter((each) => !isLast(each))
      .toSorted((left, right) => left.title.localeCompare(right.title, 'en')),
    ...formats.filter(isLast),
  ].map(({ title, where, what }) => `| ${[title, where, what].map(cell).join(' | ')} |`);
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('README.md has lost the marks of its table');
  const table = ['| format | where its file lies | what is read |', '| --- | --- | --- |', ...rows];
  const whole = `${text.slice(0, begin)}${BEGIN}\n\n${table.join('\n')}\n\n${text.slice(end)}`;
  return format(whole, { ...(await resolveConfig(pathOf(readme))), parser: 'markdown' });
}
