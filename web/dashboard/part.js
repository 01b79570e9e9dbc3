/** What most parts share: their words, the run they show, and how they tell those above what was done. */
import { LitElement } from 'lit';

/** @import { PropertyDeclarations } from 'lit' */
/** @import { Run } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

export class Part extends LitElement {
  /** @type {PropertyDeclarations} @override */
  static properties = { texts: { attribute: false }, run: { attribute: false } };

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {Run | undefined} */
    this.run = undefined;
  }

  /** Fires an event that passes through every part above. @param {string} type @param {unknown} [detail] */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
