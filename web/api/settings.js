/** Settings as a person keeps them in one file: thresholds, and what best means. */

import { isRecord, refused } from './checks.js';

/** @import { MetricChoice, Settings } from './types.js' */

/**
 * Reads settings out of parsed JSON: `{ "rules": {...}, "best": [...] }`, either of which may be missing,
 * or thresholds alone. Whether there are such thresholds is for `openRuns` to say.
 * @param {unknown} value
 * @returns {Settings} throws a CheckpointError "invalid_argument" when it has another shape
 * @example
 * const { rules, best } = parseSettings({ best: [{ name: 'loss', direction: 'lower' }] });
 * const set = await openRuns({ path: 'list.json' }, { rules, metric: best });
 * console.log(rules, best[0].name); // {} loss
 * set.close();
 */
export function parseSettings(value) {
  if (!isRecord(value)) throw refused('Settings are an object: { "rules": {}, "best": [] }.');
  if (!('rules' in value || 'best' in value)) {
    return { rules: /** @type {Settings['rules']} */ (value), best: [] };
  }
  const { rules = {}, best = [] } = value;
  if (!Array.isArray(best) || !best.every(isChoice)) {
    throw refused('What best means is a list: [{ "name": "loss", "direction": "lower" }].');
  }
  return { rules: /** @type {Settings['rules']} */ (rules), best };
}

/** @param {unknown} value @returns {value is MetricChoice} */
function isChoice(value) {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    [undefined, 'lower', 'higher'].includes(/** @type {undefined} */ (value['direction']))
  );
}
