/**
 * The one table of keys: what each does where, for those who press them and for the list that `?` shows.
 */

/** @typedef {'page' | 'chart' | 'table'} Scope where the focus is; the keys of the page work everywhere */

/**
 * @typedef {object} Shortcut
 * @property {Scope} scope
 * @property {string} action names it in code and texts
 * @property {readonly string[]} keys as KeyboardEvent.key spells them; Shift and an arrow is the same action, faster
 */

/** @satisfies {readonly Shortcut[]} */
export const shortcuts = /** @type {const} */ ([
  { scope: 'page', action: 'help', keys: ['?'] },
  { scope: 'page', action: 'open', keys: ['o'] },
  { scope: 'page', action: 'nextRun', keys: ['j'] },
  { scope: 'page', action: 'previousRun', keys: ['k'] },
  { scope: 'page', action: 'filter', keys: ['/'] },
  { scope: 'chart', action: 'right', keys: ['ArrowRight'] },
  { scope: 'chart', action: 'left', keys: ['ArrowLeft'] },
  { scope: 'chart', action: 'first', keys: ['Home'] },
  { scope: 'chart', action: 'last', keys: ['End'] },
  { scope: 'chart', action: 'zoomIn', keys: ['+', '='] },
  { scope: 'chart', action: 'zoomOut', keys: ['-'] },
  { scope: 'chart', action: 'panLeft', keys: ['['] },
  { scope: 'chart', action: 'panRight', keys: [']'] },
  { scope: 'chart', action: 'reset', keys: ['Escape'] },
  { scope: 'chart', action: 'nextFinding', keys: ['n'] },
  { scope: 'chart', action: 'previousFinding', keys: ['p'] },
  { scope: 'table', action: 'down', keys: ['ArrowDown'] },
  { scope: 'table', action: 'up', keys: ['ArrowUp'] },
  { scope: 'table', action: 'copyName', keys: ['c'] },
  { scope: 'table', action: 'copyModel', keys: ['m'] },
]);

/** @typedef {(typeof shortcuts)[number]['action']} ShortcutAction */

/**
 * What a key does; undefined when it does nothing here.
 * @param {Scope} scope
 * @param {KeyboardEvent} event
 * @returns {ShortcutAction | undefined}
 */
export function actionOf(scope, { key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return undefined;
  return shortcuts.find(
    (shortcut) =>
      shortcut.scope === scope && /** @type {readonly string[]} */ (shortcut.keys).includes(key),
  )?.action;
}

/** Whether a person is writing or choosing, so that a letter is a letter. @param {Event} event */
export function isWriting(event) {
  const [target] = event.composedPath();
  return (
    target instanceof Element && target.matches('input:not([type=checkbox]), select, textarea')
  );
}
