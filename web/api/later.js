/**
 * All that opening a file and showing its verdict do not need; on-demand.js loads it. It is bundled apart from
 * index.js and has copies of what both use: so nothing here may hold state or throw errors of its own.
 */

export { comparison } from './comparison.js';
export { continued, continues } from './continuing.js';
export { checkpointsCsv, pointsCsv } from './export-csv.js';
export { runsJson } from './export-json.js';
export { runsMarkdown } from './export-markdown.js';
export { inTurn } from './in-turn.js';
export { Helpers } from './reading-together.js';
export { engineFilter } from './row-filter.js';
