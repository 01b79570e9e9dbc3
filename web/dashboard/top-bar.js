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
 * A labelled choice of one of a few. `type`: of the event that tells; `options`: values and names
 * @typedef {{ readonly label: string, readonly type: string, readonly chosen: string,
 *   readonly options: readonly (readonly [string, string])[] }} Choice
 */

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
      .more {
        display: none;
      }
      /* One row on a phone: what is wanted rarely stands in one menu. */
      @media (max-width: 720px) {
        header {
          gap: 4px;
          padding-inline: 12px;
        }
        h1 {
          margin: 0 4px 0 0;
        }
        .rare {
          display: none;
        }
        .more {
          display: inline-block;
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
    const choices = this.#choices(t);
    return html`<header>
      <h1>${t.title}</h1>
      ${
        this.runNames.length > 0
          ? html`<button @click=${() => this.#tell('choose-files')}>${t.addFiles}</button>
              ${
                this.canChooseFolder
                  ? html`<button class="rare" @click=${() => this.#tell('choose-folder')}>
                      ${t.addFolder}
                    </button>`
                  : nothing
              }
              <cs-menu class="rare" .label=${t.samplesMenu} .items=${this.#samples(t)}></cs-menu>
              <cs-menu .label=${t.exportMenu} .items=${this.#exports(t)}></cs-menu>`
          : nothing
      }
      <span class="space"></span>
      <span class="label rare">${t.privacyShort}</span>
      ${choices.map((choice) => this.#choice(choice))}
      <cs-menu
        class="more"
        align="end"
        .label=${t.moreMenu}
        .items=${this.#rare(t, choices)}
      ></cs-menu>
      <button
        class="plain rare"
        title=${t.shortcutsHeading}
        aria-label=${t.shortcutsHeading}
        @click=${() => this.#tell('help-asked')}
      >
        ?
      </button>
    </header>`;
  }

  /** @param {Texts} t @returns {readonly Choice[]} */
  #choices(t) {
    const known = languages.map(({ code, name }) => /** @type {const} */ ([code, name]));
    return [
      {
        label: t.languageLabel,
        type: 'language-chosen',
        chosen: this.language,
        options: [['auto', t.languageOfBrowser], ...known],
      },
      {
        label: t.theme,
        type: 'theme-chosen',
        chosen: this.theme,
        options: Object.entries(t.themes),
      },
    ];
  }

  /** @param {Texts} t @returns {readonly MenuItem[]} */
  #samples(t) {
    return this.samples.map((sample) => ({
      label: titleOf(sample, t),
      act: () => this.#tell('open-sample', sample),
    }));
  }

  /** What a narrow bar has no room for. @param {Texts} t @param {readonly Choice[]} choices @returns {readonly MenuItem[]} */
  #rare(t, choices) {
    const hasRuns = this.runNames.length > 0;
    const folder = { label: t.addFolder, act: () => this.#tell('choose-folder') };
    return [
      ...(hasRuns && this.canChooseFolder ? [folder] : []),
      ...(hasRuns ? [{ heading: t.samplesMenu }, ...this.#samples(t)] : []),
      ...choices.flatMap(({ label, type, chosen, options }) => [
        { heading: label },
        ...options.map(([value, name]) => ({
          label: value === chosen ? `✓ ${name}` : name,
          act: () => this.#tell(type, value),
        })),
      ]),
    ];
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

  /** @param {Choice} choice */
  #choice({ label, type, chosen, options }) {
    const onChange = (/** @type {Event} */ { target }) => {
      if (target instanceof HTMLSelectElement) this.#tell(type, target.value);
    };
    return html`<label class="choice rare">
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
