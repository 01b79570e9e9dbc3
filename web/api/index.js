/**
 * The public surface of ckptscope. It is the same in a page, a bundler and Node; browser.js and node.js
 * are this and the knowledge of where the worker and the engine lie.
 */

export { compareRuns } from './compare-runs.js';
export { CheckpointError } from './errors.js';
export { exportCheckpoints, exportJson, exportMarkdown, exportPoints } from './exports.js';
export {
  columnFormatter,
  formatBytes,
  formatDuration,
  formatInteger,
  formatMessage,
  formatP,
  formatPercent,
  formatTime,
  formatValue,
  sayRecommended,
} from './messages.js';
export { prepare } from './connect.js';
export { listFormats, listRules, openEach, openRuns } from './open-runs.js';
export { plainText } from './plain-text.js';
export { configure } from './runtime.js';
export { parseSettings } from './settings.js';
export * from './types.js';
export { version } from './version.js';
