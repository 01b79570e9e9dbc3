/** What `append` makes of the sources of a set and more of them. */

import { keepable } from './keepable.js';

/** @import { SourceSpec } from '../engine/calls.js' */

/**
 * More of what is kept: a source with the name of an earlier one continues it, others follow.
 * @param {readonly SourceSpec[]} kept
 * @param {readonly SourceSpec[]} more
 * @returns {SourceSpec[]}
 */
export function continued(kept, more) {
  const all = [...kept];
  for (const spec of keepable(more)) {
    const at = all.findIndex(({ name }) => name === spec.name);
    const earlier = all[at];
    if (earlier?.kind === 'blob' && spec.kind === 'blob') {
      all[at] = { ...earlier, blob: new Blob([earlier.blob, spec.blob]) };
    } else if (earlier) {
      all[at] = spec;
    } else {
      all.push(spec);
    }
  }
  return all;
}

/**
 * Whether a source of `continued` begins with all that an earlier one held, unless it lies on a disk, where
 * nobody knows.
 * @param {SourceSpec} spec
 * @param {SourceSpec | undefined} earlier
 * @returns {boolean}
 */
export function continues(spec, earlier) {
  return spec === earlier || (spec.kind === 'blob' && earlier?.kind === 'blob');
}
