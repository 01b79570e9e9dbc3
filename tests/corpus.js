/**
 * Reads every file of some folders and prints a line for each: `npm run corpus [-- FOLDER...]`. What
 * stands there is to be read by a person: is it true, would you act on it?
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { formatMessage, openRuns } from '../web/api/node.js';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** The fixtures, and real files where they lie beside the repository. */
const named = process.argv.slice(2);
const folders = named.length > 0 ? named : [here('fixtures'), here('../../shared/data')];

const HEADINGS = ['file', 'format', 'runs', 'metrics', 'points', 'notes', 'verdict'];

/** @param {string} file @returns {Promise<string[]>} the cells of its line, without its name */
async function describe(file) {
  const set = await openRuns([{ path: file }]);
  try {
    const [rejected] = set.rejected;
    if (rejected) return ['–', '0', '0', '0', rejected.code, rejected.message];
    const metrics = set.runs.flatMap((run) => run.metrics);
    const notes = new Set(set.runs.flatMap((run) => run.notes.map(({ code }) => code)));
    const [first] = set.runs;
    return [
      [...new Set(set.runs.map(({ format }) => format))].join(' '),
      String(set.runs.length),
      String(metrics.length),
      String(metrics.reduce((sum, { points }) => sum + points, 0)),
      [...notes].join(' ') || '–',
      first ? `${first.verdict.kind}: ${formatMessage(first.verdict.headline, 'en')}` : '–',
    ];
  } finally {
    set.close();
  }
}

for (const folder of folders) {
  if (!existsSync(folder)) continue;
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/(\.expected\.json|\.md|\.csv)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const lines = [HEADINGS];
  for (const file of files) lines.push([relative(folder, file), ...(await describe(file))]);
  const widths = HEADINGS.map((_, cell) =>
    Math.min(48, Math.max(...lines.map((line) => line[cell]?.length ?? 0))),
  );
  for (const line of lines) {
    console.log(
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
  console.log();
}
