/**
 * What the element tells the page around it: one event for each change of state that a page may want to
 * follow. Events bubble and cross shadow roots.
 */

/** @import { Run } from '../api/types.js' */
/** @import { Entry, State } from './state.js' */

/** @type {readonly Entry[]} */
const none = [];

/** @param {State} state @returns {readonly Entry[]} */
const entriesOf = (state) => (state.kind === 'ready' ? state.entries : none);

/** @param {State} state @returns {readonly Run[]} */
export function runsOf(state) {
  return entriesOf(state).map(({ run }) => run);
}

/**
 * @param {EventTarget} element
 * @param {State} before
 * @param {State} after
 */
export function announce(element, before, after) {
  /** @param {string} type @param {unknown} detail */
  const tell = (type, detail) =>
    element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  if (entriesOf(before) !== entriesOf(after)) tell('runs-change', runsOf(after));
  if (after.kind !== 'ready') return;
  const run = after.entries.find(({ key }) => key === after.selected)?.run;
  const was = before.kind === 'ready' ? before : undefined;
  const { checkpoint, finding } = after;
  const lit = was?.checkpoint;
  if (checkpoint !== null && (checkpoint.index !== lit?.index || checkpoint.x !== lit?.x)) {
    tell('checkpoint-select', { run, index: checkpoint.index, x: checkpoint.x });
  }
  if (finding !== null && finding !== was?.finding) {
    tell('finding-select', { run, finding: run?.findings[finding] });
  }
}
