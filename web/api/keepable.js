/** Sources as they are kept for when more comes of them. */

/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * The sources with their bytes as blobs, which can be read again and again and cost a page no memory.
 * @param {readonly SourceSpec[]} specs
 * @returns {SourceSpec[]}
 */
export function keepable(specs) {
  return specs.map((spec) =>
    spec.kind === 'bytes' || spec.kind === 'text'
      ? { kind: 'blob', name: spec.name, blob: blobOf(spec) }
      : spec,
  );
}

/** @param {Extract<SourceSpec, { kind: 'bytes' | 'text' }>} spec */
function blobOf(spec) {
  return new Blob([spec.kind === 'text' ? spec.text : /** @type {BlobPart} */ (spec.bytes)]);
}
