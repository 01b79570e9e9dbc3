/**
 * The numbers that rules compare with, as a caller overrides them. Which there are, and what they may
 * be, the engine knows; here only the shape of the object is checked.
 */

import { isRecord, refused } from './checks.js';

/** @import { ThresholdOverride } from '../engine/calls.js' */
/** @import { RuleOverrides } from './types.js' */

/**
 * @param {RuleOverrides} rules
 * @returns {ThresholdOverride[]} throws a CheckpointError when it has another shape
 */
export function thresholdOverrides(rules) {
  if (!isRecord(rules)) throw refused('Rules are an object: { rule: { threshold: number } }.');
  return Object.entries(rules).flatMap(([rule, thresholds]) => {
    if (!isRecord(thresholds)) {
      throw refused(`What is set for the rule "${rule}" must be an object: { threshold: number }.`);
    }
    return Object.entries(thresholds).map(([name, value]) => {
      if (typeof value !== 'number') throw refused(`${rule}.${name} must be a number.`);
      return /** @type {const} */ ([rule, name, value]);
    });
  });
}
