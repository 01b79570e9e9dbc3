/** What is said of how far reading has come. */

/** @import { Progress } from '../api/types.js' */
/** @import { OnBytes } from '../engine/engine.js' */

const PROGRESS_INTERVAL_MS = 33;

/**
 * Counts bytes and rows over all sources and tells them at most every PROGRESS_INTERVAL_MS, but each change of
 * the phase at once. A source that ends early (it was rejected) counts as read when the next begins.
 * @param {readonly { readonly name: string, readonly sizeBytes: number }[]} sources
 * @param {(progress: Progress) => void} report
 * @returns {OnBytes}
 */
export function reportProgress(sources, report) {
  const sizes = sources.map((source) => source.sizeBytes);
  let current = 0;
  let doneBytes = 0;
  let doneRows = 0;
  let currentRows = 0;
  let totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let lastPost = -Infinity;
  return (sourceIndex, sourceBytes, sourceRows) => {
    if (current < sourceIndex) {
      doneRows += currentRows;
      currentRows = 0;
    }
    while (current < sourceIndex) doneBytes += sizes[current++] ?? 0;
    // What is no JSON is fed once more, from its start.
    currentRows = Math.max(currentRows, sourceRows);
    const size = sizes[sourceIndex] ?? 0;
    if (sourceBytes > size) {
      totalBytes += sourceBytes - size;
      sizes[sourceIndex] = sourceBytes;
    }
    const isOver = sourceIndex === sources.length;
    const now = performance.now();
    if (!isOver && now - lastPost < PROGRESS_INTERVAL_MS) return;
    lastPost = now;
    const shown = Math.max(0, Math.min(sourceIndex, sources.length - 1));
    report({
      phase: isOver ? 'analysing' : 'reading',
      loadedBytes: isOver ? totalBytes : doneBytes + sourceBytes,
      totalBytes,
      rows: doneRows + currentRows,
      source: sources[shown]?.name ?? '',
      sourceIndex: shown,
      sourceCount: sources.length,
    });
  };
}
