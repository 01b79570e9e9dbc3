/** The bar above everything: name, adding files, samples, language, theme, and where the data stays. */
import { LitElement, css, html, nothing } from 'lit';

import { define } from './define.js';
import { titleOf } from './empty-page.js';
import { exportKinds } from './exports.js';
import './menu.js';
import { languages } from './texts.js';
import { common } from './tokens.js';

/** @import { Texts } from './texts.js' */
/** @import { Sample } from './checkpoint-scope.js' */
/** @import { MenuItem } from './menu.js' */
/** @typedef {'auto' | 'light' | 'dark'} Theme */

/**
 * @fires choose-files
 * @fires choose-folder
 * @fires help-asked
 * @fires open-sample detail: Sample
 * @fires export-chosen detail: ExportWish
 * @fires theme-chosen detail: Theme
 * @fires language-chosen detail: string, the code of a language or "auto"
 */
export class TopBar extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    samples: { attribute: false },
    canChooseFolder: { attribute: false },
    theme: { attribute: false },
    language: { attribute: false },
    runNames: { attribute: false },
    selected: { attribute: false },
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
      @media (max-width: 720px) {
        header {
          gap: 4px;
          padding-inline: 8px;
        }
        h1 {
          margin: 0;
        }
        button,
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
    this.canChooseFolder = false;
    /** @type {Theme} */
    this.theme = 'auto';
    this.language = 'auto';
    /** @type {readonly string[]} */
    this.runNames = [];
    /** Name of the run that is shown, '' when none is. */
    this.selected = '';
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    return html`<header>
      <h1>${t.title}</h1>
      ${
        this.runNames.length > 0
          ? html`<button @click=${() => this.#tell('choose-files')}>${t.addFiles}</button>
              ${
                this.canChooseFolder
                  ? html`<button @click=${() => this.#tell('choose-folder')}>
                      ${t.addFolder}
                    </button>`
                  : nothing
              }
              ${this.#samples(t)}
              <cs-menu .label=${t.exportMenu} .items=${this.#exports(t)}></cs-menu>`
          : nothing
      }
      <span class="space"></span>
      <span class="label privacy">${t.privacyShort}</span>
      ${this.#choice(t.languageLabel, 'language-chosen', this.language, [
        ['auto', t.languageOfBrowser],
        ...languages.map(({ code, name }) => /** @type {const} */ ([code, name])),
      ])}
      ${this.#choice(t.theme, 'theme-chosen', this.theme, Object.entries(t.themes))}
      <button
        class="plain"
        title=${t.shortcutsHeading}
        aria-label=${t.shortcutsHeading}
        @click=${() => this.#tell('help-asked')}
      >
        ?
      </button>
    </header>`;
  }

  /** @param {Texts} t */
  #samples(t) {
    if (this.samples.length === 0) return nothing;
    const items = this.samples.map((sample) => ({
      label: titleOf(sample, t),
      act: () => this.#tell('open-sample', sample),
    }));
    return html`<cs-menu .label=${t.samplesMenu} .items=${items}></cs-menu>`;
  }

  /** @param {Texts} t @returns {readonly MenuItem[]} */
  #exports(t) {
    const group = (/** @type {string} */ heading, /** @type {boolean} */ isAll) => [
      { heading },
      ...exportKinds.map((kind) => ({
        ...t.exports[kind],
        act: () => this.#tell('export-chosen', { kind, isAll, isCopy: false }),
      })),
      {
        label: t.copyMarkdown,
        act: () => this.#tell('export-chosen', { kind: 'markdown', isAll, isCopy: true }),
      },
    ];
    return [
      ...(this.selected === '' ? [] : group(this.selected, false)),
      ...(this.runNames.length > 1 ? group(t.exportAll(this.runNames.length), true) : []),
    ];
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
