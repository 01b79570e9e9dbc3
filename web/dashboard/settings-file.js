/**
 * Settings as a file that a person keeps and hands on: JSON, the same that the command line takes. One
 * button saves it, one loads it.
 */
import { css, html, nothing } from 'lit';

import { define } from './define.js';
import { Part } from './part.js';
import { save } from './save.js';
import { common } from './tokens.js';

/** @fires settings-loaded detail: unknown, what stands in the file; undefined when it is no JSON */
export class SettingsFile extends Part {
  /** @override */
  static properties = {
    name: { attribute: false },
    settings: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  constructor() {
    super();
    /** Of the file. */
    this.name = '';
    /** @type {unknown} null: there is nothing to save */
    this.settings = null;
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    const words = t.settingsFile;
    return html`<button ?disabled=${this.settings === null} @click=${this.#save}>
        ${words.save}
      </button>
      <button @click=${this.#choose}>${words.load}</button>
      <input type="file" accept=".json" hidden aria-label=${words.load} @change=${this.#onFile} />`;
  }

  #save() {
    const text = `${JSON.stringify(this.settings, null, 2)}\n`;
    save(this.name, new Blob([text], { type: 'application/json' }));
  }

  #choose() {
    const input = this.renderRoot.querySelector('input');
    if (!input) return;
    input.value = '';
    input.click();
  }

  /** @param {Event} event */
  async #onFile({ target }) {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    // What it says is checked by the engine, in whose words a refusal is told.
    if (file) this.tell('settings-loaded', await parsed(file));
  }
}

/** @param {Blob} file @returns {Promise<unknown>} undefined when it is no JSON */
async function parsed(file) {
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}

define('cs-settings-file', SettingsFile);
