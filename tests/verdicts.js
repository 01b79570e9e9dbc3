/**
 * Writes verdicts.md from the files of real training runs, where they lie beside the repository:
 * `node tests/verdicts.js`. The last column is written by hand in that page and kept; a file without one
 * gets "?", which the test of the page refuses.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

import { command, pathOf } from './web/support.js';

export const data = new URL('../../shared/data/real/', import.meta.url);
export const page = new URL('verdicts.md', import.meta.url);

/** @typedef {{ file: string, verdict: string, headline: string, reason: string }} Line */

/** The lines of the page as it stands. @returns {Line[]} */
export function pageLines() {
  if (!existsSync(page)) return [];
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => /^\| [a-z]\w+\//.test(line))
    .map((line) => {
      const [file = '', verdict = '', headline = '', reason = ''] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return { file, verdict, headline, reason };
    });
}

/** Every file there is, with what is said of its first run. @returns {Promise<Line[]>} */
export async function readAll() {
  const reasons = new Map(pageLines().map(({ file, reason }) => [file, reason]));
  /** @type {Line[]} */
  const lines = [];
  for (const folder of readdirSync(data, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const name of readdirSync(new URL(`${folder.name}/`, data))) {
      const file = `${folder.name}/${name}`;
      const { stdout } = await command(['--json', pathOf(new URL(file, data))]);
      const { runs, rejected } = JSON.parse(stdout);
      const [run] = runs;
      const verdict = run?.verdict.kind ?? `refused: ${rejected[0]?.code}`;
      const headline = (run?.verdict.headline ?? rejected[0]?.message ?? '').replaceAll('|', '/');
      lines.push({ file, verdict, headline, reason: reasons.get(file) ?? '?' });
    }
  }
  return lines;
}

if (process.argv[1] === pathOf(new URL(import.meta.url))) {
  const lines = await readAll();
  const rows = lines.map(
    ({ file, verdict, headline, reason }) => `| ${file} | ${verdict} | ${headline} | ${reason} |`,
  );
  writeFileSync(
    page,
    [
      '# Verdicts on real files',
      '',
      'What is said of the first run of each real file (which are not part of the repository; see',
      '`verdicts.js`), and why that is right, read by hand against the numbers.',
      '',
      '| file | verdict | headline | why it is right |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n'),
  );
}
