/** A button that opens a short list of things to do, and closes when one is done or nothing is wanted. */
import { LitElement, css, html, nothing } from 'lit';

import { define } from './define.js';
import { common } from './tokens.js';

/**
 * @typedef {{ readonly heading: string }
 *   | { readonly label: string, readonly hint?: string, readonly act: () => void }} MenuItem
 */

export class Menu extends LitElement {
  /** @override */
  static properties = {
    label: { attribute: false },
    hint: { attribute: false },
    items: { attribute: false },
    align: { type: String },
    isOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      .toggle {
        border-color: transparent;
        background: none;
      }
      .toggle:hover,
      .toggle[aria-expanded='true'] {
        background: var(--cs-raised);
      }
      :host([compact]) .toggle {
        min-height: 24px;
        padding: 0 6px;
        color: var(--cs-accent);
      }
      .arrow {
        color: var(--cs-quiet);
      }
      :host([compact]) .arrow {
        display: none;
      }
      .list {
        position: absolute;
        z-index: 5;
        top: calc(100% + 4px);
        left: 0;
        width: max-content;
        min-width: 200px;
        max-width: min(360px, 92vw);
        max-height: 70vh;
        padding: 4px;
        overflow-y: auto;
        box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
      }
      :host([align='end']) .list {
        right: 0;
        left: auto;
      }
      .heading {
        padding: 8px 10px 2px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .list button {
        display: block;
        width: 100%;
        border: 0;
        background: none;
        text-align: start;
      }
      .list button:hover {
        background: var(--cs-raised);
      }
      .list button:focus-visible {
        outline-offset: -2px;
      }
      .list .label {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.label = '';
    /** Says more than the label, which may be a sign alone. */
    this.hint = '';
    /** @type {readonly MenuItem[]} */
    this.items = [];
    /** @type {'start' | 'end'} edge of the button at which the list stands */
    this.align = 'start';
    this.isOpen = false;
  }

  /** @override */
  render() {
    return html`<div @keydown=${this.#onKey} @focusout=${this.#onLeave}>
      <button
        class="toggle"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        aria-label=${this.hint === '' ? nothing : this.hint}
        title=${this.hint}
        @click=${() => (this.isOpen = !this.isOpen)}
      >
        ${this.label}<span class="arrow" aria-hidden="true"> ▾</span>
      </button>
      ${
        this.isOpen
          ? html`<div class="list panel">${this.items.map((item) => this.#item(item))}</div>`
          : nothing
      }
    </div>`;
  }

  /** @param {MenuItem} item */
  #item(item) {
    if ('heading' in item) return html`<p class="heading label">${item.heading}</p>`;
    return html`<button
      @click=${() => {
        this.#close();
        item.act();
      }}
    >
      ${item.label}${item.hint ? html`<span class="label">${item.hint}</span>` : nothing}
    </button>`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!this.isOpen) return;
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const paces = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      buttons[(at + paces[event.key] + buttons.length) % buttons.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {FocusEvent} event */
  #onLeave({ currentTarget, relatedTarget }) {
    const isInside =
      currentTarget instanceof Node &&
      relatedTarget instanceof Node &&
      currentTarget.contains(relatedTarget);
    if (!isInside) this.isOpen = false;
  }

  #close() {
    this.isOpen = false;
    this.renderRoot.querySelector('button')?.focus();
  }
}

define('cs-menu', Menu);
