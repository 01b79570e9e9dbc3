/**
 * What people do to the page as a whole: drag and drop files, paste, press keys, print. Each is told as
 * one call, until a signal ends it.
 */
import { carriesFiles, filesOfDrop, filesOfPaste } from './intake.js';
import { actionOf, isWriting } from './shortcuts.js';

/** @import { Intake } from './intake.js' */
/** @import { ShortcutAction } from './shortcuts.js' */

/**
 * @typedef {object} Gestures
 * @property {() => string} pastedName what pasted text is called
 * @property {(isDropping: boolean) => void} onDragging whether files hover over the page
 * @property {(gather: (signal: AbortSignal) => Promise<Intake>) => void} onDrop
 * @property {(files: readonly File[]) => void} onPaste
 * @property {(action: ShortcutAction) => void} onShortcut
 * @property {(isPrinting: boolean) => void} onPrint
 */

/**
 * @param {EventTarget} target where drops, pastes and keys count
 * @param {Gestures} gestures
 * @param {AbortSignal} signal
 */
export function listenForGestures(target, gestures, signal) {
  const { pastedName, onDragging, onDrop, onPaste, onShortcut, onPrint } = gestures;
  /** @param {string} type @param {(event: Event) => void} listener @param {EventTarget} [on] */
  const listen = (type, listener, on = target) => on.addEventListener(type, listener, { signal });

  listen('dragover', (event) => {
    if (!(event instanceof DragEvent) || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    onDragging(true);
  });
  listen('dragleave', (event) => {
    // Leaving the window has no related target; moving between elements has one.
    if (event instanceof DragEvent && event.relatedTarget === null) onDragging(false);
  });
  listen('drop', (event) => {
    onDragging(false);
    if (!(event instanceof DragEvent) || !event.dataTransfer) return;
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    const { dataTransfer } = event;
    onDrop((ended) => filesOfDrop(dataTransfer, ended));
  });
  listen('paste', (event) => {
    if (!(event instanceof ClipboardEvent)) return;
    const files = filesOfPaste(event.clipboardData, pastedName());
    if (files.length === 0) return;
    event.preventDefault();
    onPaste(files);
  });
  listen('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || isWriting(event)) return;
    const isInDialog = event
      .composedPath()
      .some((element) => element instanceof Element && element.matches('dialog'));
    const action = isInDialog ? undefined : actionOf('page', event);
    if (action === undefined) return;
    event.preventDefault();
    onShortcut(action);
  });
  listen('beforeprint', () => onPrint(true), window);
  listen('afterprint', () => onPrint(false), window);
}
