/**
 * `ckptscope rules`: each rule with its sentence, where it comes from, and the numbers it compares with.
 */

import { formatMessage, formatValue } from '../api/node.js';

/** @import { RuleInfo } from '../api/types.js' */

/**
 * @param {readonly RuleInfo[]} rules
 * @yields {string} a line
 */
export function* ruleReport(rules) {
  for (const [index, { id, version, source, sentence, thresholds }] of rules.entries()) {
    if (index > 0) yield '';
    yield `${id} (version ${version}; ${source})`;
    yield `  ${formatMessage(sentence)}`;
    const nameCells = Math.max(...thresholds.map(({ name }) => name.length));
    const valueCells = Math.max(...thresholds.map(({ value }) => formatValue(value).length));
    for (const { name, value, unit, meaning } of thresholds) {
      const cells = [name.padEnd(nameCells), formatValue(value).padStart(valueCells), unit];
      yield `    ${cells.join('  ')}: ${meaning}`;
    }
  }
}
