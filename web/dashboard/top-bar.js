/** The bar above everything: name, adding files, samples, language, theme, and where the data stays. */
import { LitElement, css, html, nothing } from 'lit';

import { define } from './define.js';
import { titleOf } from './empty-page.js';
import { languages } from './texts.js';
import { common } from './tokens.js';

/** @import { Texts } from './texts.js' */
/** @import { Sample } from './checkpoint-scope.js' */
/** @typedef {'auto' | 'light' | 'dark'} Theme */

/**
 * @fires choose-files
 * @fires open-sample detail: Sample
 * @fires theme-chosen detail: Theme
 * @fires language-chosen detail: string, the code of a language or "auto"
 */
export class TopBar extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    samples: { attribute: false },
    theme: { attribute: false },
    language: { attribute: false },
    hasRuns: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        min-height: 44px;
        padding: 7px 16px;
        border-bottom: 1px solid var(--cs-line);
        background: var(--cs-panel);
      }
      h1 {
        margin-inline-end: 8px;
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      .space {
        flex: 1;
      }
      .choice {
        display: flex;
        gap: 8px;
        align-items: center;
        margin-inline-start: 8px;
      }
      details {
        position: relative;
      }
      summary {
        min-height: 28px;
        padding: 3px 10px;
        border: 1px solid transparent;
        border-radius: var(--cs-radius);
        list-style: none;
        cursor: pointer;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::after {
        content: ' ▾';
        color: var(--cs-quiet);
      }
      summary:hover {
        background: var(--cs-raised);
      }
      .menu {
        position: absolute;
        z-index: 5;
        top: 32px;
        left: 0;
        min-width: 260px;
        padding: 4px;
        box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
      }
      .menu button {
        width: 100%;
        border: 0;
        text-align: start;
      }
      @media (max-width: 720px) {
        header {
          gap: 4px;
          padding-inline: 8px;
        }
        h1 {
          margin: 0;
        }
        button,
        summary,
        select {
          padding-inline: 6px;
        }
        .space {
          display: none;
        }
        .choice {
          margin-inline-start: 0;
        }
        .privacy,
        .choice .label {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Sample[]} */
    this.samples = [];
    /** @type {Theme} */
    this.theme = 'auto';
    this.language = 'auto';
    this.hasRuns = false;
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    return html`<header>
      <h1>${t.title}</h1>
      ${
        this.hasRuns
          ? html`<button @click=${() => this.#tell('choose-files')}>${t.addFiles}</button>
              ${this.#menu(t)}`
          : nothing
      }
      <span class="space"></span>
      <span class="label privacy">${t.privacyShort}</span>
      ${this.#choice(t.languageLabel, 'language-chosen', this.language, [
        ['auto', t.languageOfBrowser],
        ...languages.map(({ code, name }) => /** @type {const} */ ([code, name])),
      ])}
      ${this.#choice(t.theme, 'theme-chosen', this.theme, Object.entries(t.themes))}
    </header>`;
  }

  /** @param {Texts} t */
  #menu(t) {
    if (this.samples.length === 0) return nothing;
    return html`<details @keydown=${this.#onMenuKey} @focusout=${this.#onMenuLeft}>
      <summary>${t.samplesMenu}</summary>
      <div class="menu panel">
        ${this.samples.map(
          (sample) =>
            html`<button
              @click=${() => {
                this.#closeMenu();
                this.#tell('open-sample', sample);
              }}
            >
              ${titleOf(sample, t)}
            </button>`,
        )}
      </div>
    </details>`;
  }

  /** @param {KeyboardEvent} event */
  #onMenuKey(event) {
    if (event.key !== 'Escape') return;
    this.#closeMenu();
    this.renderRoot.querySelector('summary')?.focus();
  }

  /** @param {FocusEvent} event */
  #onMenuLeft(event) {
    const menu = event.currentTarget;
    const next = event.relatedTarget;
    if (menu instanceof HTMLElement && next instanceof Node && !menu.contains(next)) {
      this.#closeMenu();
    }
  }

  #closeMenu() {
    const menu = this.renderRoot.querySelector('details');
    if (menu) menu.open = false;
  }

  /**
   * A labelled choice of one of a few.
   * @param {string} label
   * @param {string} type of the event that tells
   * @param {string} chosen
   * @param {readonly (readonly [string, string])[]} options values and names
   */
  #choice(label, type, chosen, options) {
    const onChange = (/** @type {Event} */ { target }) => {
      if (target instanceof HTMLSelectElement) this.#tell(type, target.value);
    };
    return html`<label class="choice">
      <span class="label">${label}</span>
      <select aria-label=${label} @change=${onChange}>
        ${options.map(
          ([value, name]) =>
            html`<option value=${value} ?selected=${value === chosen}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  /** @param {string} type @param {unknown} [detail] */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

define('cs-top-bar', TopBar);
