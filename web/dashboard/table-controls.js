/** What the checkpoint table shows: a filter, saved ones alone, and which columns, pinned or not. */
import { css, html, nothing } from 'lit';

import { define } from './define.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Column } from './checkpoint-columns.js' */
/** @import { TableSettings } from './state.js' */
/** @import { Texts } from './texts.js' */

/** A filter is tried when the person has not typed for so long. */
const REST_MS = 200;

/** @fires table-changed detail: Partial<TableSettings> */
export class TableControls extends Part {
  /** @override */
  static properties = {
    settings: { attribute: false },
    columns: { attribute: false },
    problem: { attribute: false },
    isOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: flex-end;
      }
      label {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        white-space: nowrap;
      }
      input[type='search'] {
        width: min(220px, 60vw);
        min-height: 28px;
        padding: 3px 8px;
        border: 1px solid var(--cs-edge);
        border-radius: var(--cs-radius);
        background: var(--cs-panel);
        color: var(--cs-ink);
        font: inherit;
      }
      input[aria-invalid='true'] {
        border-color: var(--cs-critical);
      }
      input[type='checkbox'] {
        margin: 0;
        accent-color: var(--cs-accent);
      }
      .problem {
        color: var(--cs-critical);
      }
      .columns {
        position: relative;
      }
      .list {
        position: absolute;
        z-index: 4;
        right: 0;
        display: grid;
        gap: 2px;
        width: max-content;
        max-width: min(360px, 90vw);
        max-height: 320px;
        margin-top: 4px;
        padding: 8px 12px;
        overflow-y: auto;
        box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
      }
      .line {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 16px;
        align-items: center;
        min-height: 24px;
      }
      .line .name {
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {TableSettings | undefined} */
    this.settings = undefined;
    /** @type {readonly Column[]} all that there are, but the one that names the row */
    this.columns = [];
    /** What of the filter is not understood, '' when all is. */
    this.problem = '';
    this.isOpen = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
  }

  /** @override */
  render() {
    const { texts: t, settings, run } = this;
    if (!t || !settings || !run) return nothing;
    const { filter, isSavedOnly } = settings;
    const example = run.primary?.name ?? run.metrics[0]?.name ?? 'step';
    return html`<span class="problem label" role="status">${this.problem}</span>
      <input
        type="search"
        aria-label=${t.filterLabel}
        aria-invalid=${this.problem === '' ? 'false' : 'true'}
        title=${t.filterHint}
        placeholder=${`${example} < 0.5`}
        spellcheck="false"
        .value=${filter}
        @input=${this.#onFilter}
      />
      ${
        this.columns.some(({ key }) => key === 'saved')
          ? html`<label
              ><input
                type="checkbox"
                .checked=${isSavedOnly}
                @change=${(/** @type {Event} */ { target }) =>
                  this.#change({
                    isSavedOnly: target instanceof HTMLInputElement && target.checked,
                  })}
              />${t.savedOnly}</label
            >`
          : nothing
      }
      <div class="columns" @keydown=${this.#onKey} @focusout=${this.#onLeave}>
        <button
          aria-expanded=${this.isOpen ? 'true' : 'false'}
          @click=${() => (this.isOpen = !this.isOpen)}
        >
          ${t.columnsMenu} <span class="quiet" aria-hidden="true">▾</span>
        </button>
        ${
          this.isOpen
            ? html`<div class="list panel" role="group" aria-label=${t.columnsMenu}>
                ${this.columns.map((column) => this.#line(t, settings, column))}
              </div>`
            : nothing
        }
      </div>`;
  }

  /** @param {Texts} t @param {TableSettings} settings @param {Column} column */
  #line(t, { hidden, pinned }, { key, title }) {
    const check = (
      /** @type {string} */ label,
      /** @type {boolean} */ isOn,
      /** @type {() => void} */ turn,
    ) =>
      html`<label
        ><input
          type="checkbox"
          aria-label=${`${label}: ${title}`}
          .checked=${isOn}
          @change=${turn}
        />${label === t.columnShown ? html`<span class="name">${title}</span>` : label}</label
      >`;
    return html`<div class="line">
      ${check(t.columnShown, !hidden.includes(key), () => this.#change({ hidden: turned(hidden, key) }))}
      ${check(t.columnPinned, pinned.includes(key), () => this.#change({ pinned: turned(pinned, key) }))}
    </div>`;
  }

  /** Leads the keyboard to the filter. */
  focusFilter() {
    this.renderRoot.querySelector('input')?.focus();
  }

  /** @param {Event} event */
  #onFilter({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#change({ filter: target.value }), REST_MS);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== 'Escape' || !this.isOpen) return;
    this.isOpen = false;
    this.renderRoot.querySelector('button')?.focus();
    event.stopPropagation();
  }

  /** @param {FocusEvent} event */
  #onLeave({ currentTarget, relatedTarget }) {
    const isInside =
      currentTarget instanceof Node &&
      relatedTarget instanceof Node &&
      currentTarget.contains(relatedTarget);
    // A press on a label moves the focus nowhere for a moment.
    if (!isInside && relatedTarget !== null) this.isOpen = false;
  }

  /** @param {Partial<TableSettings>} change */
  #change(change) {
    this.tell('table-changed', change);
  }
}

/** With the key when it was not there, else without. @param {readonly string[]} keys @param {string} key */
function turned(keys, key) {
  return keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
}

define('cs-table-controls', TableControls);
