/**
 * `--github`: findings and unread files as annotations of a workflow run.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */

import { formatMessage, plainText } from '../api/node.js';

/** @import { RunSet, Severity } from '../api/types.js' */

/** @type {Record<Severity, 'notice' | 'warning' | 'error'>} */
const LEVELS = { info: 'notice', notice: 'notice', warning: 'warning', critical: 'error' };

/**
 * @param {RunSet} set
 * @returns {Generator<string>}
 * @yields {string} lines
 */
export function* githubReport({ runs, rejected }) {
  for (const { name, sources, verdict, findings } of runs) {
    const file = sources[0] ?? '';
    const said = formatMessage(verdict.headline, 'en');
    yield command(LEVELS[verdict.severity], { file, title: name }, said);
    for (const { severity, message, rule } of findings) {
      if (severity === 'info') continue;
      yield command(
        LEVELS[severity],
        { file, title: `${name}: ${rule}` },
        formatMessage(message, 'en'),
      );
    }
  }
  for (const { source, line, column, message, advice } of rejected) {
    const place = line > 0 ? { line: String(line), col: String(column) } : {};
    const properties = { file: source, ...place, title: 'Not read' };
    yield command('error', properties, `${message} ${advice}`);
  }
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} properties
 * @param {string} message
 */
function command(name, properties, message) {
  const listed = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name} ${listed.join(',')}::${escaped(message)}`;
}

/** @param {string} text */
function escaped(text) {
  return plainText(text).replaceAll('%', '%25');
}
