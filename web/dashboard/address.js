/** Keeps what is shown in the page's address, and shows what an address asks for. */
import { linkOf, viewOf } from './view-link.js';

/** @import { State } from './state.js' */
/** @import { View } from './view-link.js' */

/** Browsers refuse addresses that change all the time: what is shown is told when it has rested so long. */
const REST_MS = 300;

export class Address {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting = undefined;

  /**
   * Tells what the address asks for, now and whenever someone puts another link into it.
   * @param {(view: View | null) => void} onView
   * @param {AbortSignal} signal ends that
   */
  follow(onView, signal) {
    onView(viewOf(location.hash));
    addEventListener('hashchange', () => onView(viewOf(location.hash)), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#resting));
  }

  /** Puts what is shown into the address, once it rests. @param {State} state */
  keep(state) {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      const link = linkOf(state);
      if (link !== null && `#${link}` !== location.hash) history.replaceState(null, '', `#${link}`);
    }, REST_MS);
  }
}
