/** What a person calls a run and which colour it has beside others, in a dialog. */
import { LitElement, css, html, nothing } from 'lit';

import { define } from './define.js';
import { hueStyles } from './marks.js';
import { common, HUES } from './tokens.js';

/** @import { Entry } from './state.js' */
/** @import { Texts } from './texts.js' */

/** @fires run-edited detail: { key, name, hue } */
export class RunEditor extends LitElement {
  /** @override */
  static properties = { texts: { attribute: false }, entry: { state: true } };

  /** @override */
  static styles = [
    common,
    hueStyles,
    css`
      dialog {
        width: min(420px, calc(100vw - 32px));
        padding: 16px;
        border: 1px solid var(--cs-edge);
        border-radius: var(--cs-radius);
        background: var(--cs-panel);
        color: inherit;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      form,
      label.name,
      fieldset {
        display: grid;
        gap: 12px;
      }
      label.name,
      fieldset {
        gap: 4px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
      }
      .hues {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .hues label {
        display: grid;
        position: relative;
        place-items: center;
        width: 36px;
        height: 36px;
        border: 1px solid transparent;
        border-radius: var(--cs-radius);
        cursor: pointer;
      }
      .hues label:has(:checked) {
        border-color: var(--cs-ink);
      }
      .hues label:has(:focus-visible) {
        outline: 2px solid var(--cs-accent);
      }
      .hues input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .hues span {
        width: 20px;
        height: 20px;
        border-radius: var(--cs-radius);
        background: currentColor;
      }
      .buttons {
        display: flex;
        gap: 8px;
        justify-content: end;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {Entry | undefined} the run in the dialog */
    this.entry = undefined;
  }

  /** Opens the dialog for a run. @param {Entry} entry */
  async edit(entry) {
    this.entry = entry;
    await this.updateComplete;
    const dialog = this.#dialog;
    const form = dialog?.querySelector('form');
    form?.reset();
    dialog?.showModal();
    const name = form?.querySelector('input');
    name?.select();
  }

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** @override */
  render() {
    const { texts: t, entry } = this;
    if (!t || !entry) return nothing;
    const { title, name, color, hue, save } = t.runEditor;
    return html`<dialog aria-label=${title}>
      <form method="dialog" @submit=${this.#onSubmit}>
        <h2>${title}</h2>
        <label class="name">
          <span class="label">${name}</span>
          <input type="text" name="name" required maxlength="200" value=${entry.run.name} />
        </label>
        <fieldset>
          <legend class="label">${color}</legend>
          <div class="hues">
            ${HUES.map(
              (number) =>
                html`<label class="hue-${number}" title=${hue(number)}>
                  <input
                    type="radio"
                    name="hue"
                    value=${number}
                    aria-label=${hue(number)}
                    ?checked=${number === entry.hue}
                  /><span></span>
                </label>`,
            )}
          </div>
        </fieldset>
        <div class="buttons">
          <button type="button" @click=${() => this.#dialog?.close()}>${t.cancel}</button>
          <button class="primary">${save}</button>
        </div>
      </form>
    </dialog>`;
  }

  /** @param {SubmitEvent} event */
  #onSubmit({ target }) {
    const { entry } = this;
    if (!entry || !(target instanceof HTMLFormElement)) return;
    const said = new FormData(target);
    const name = String(said.get('name')).trim() || entry.run.name;
    const detail = { key: entry.key, name, hue: Number(said.get('hue')) };
    this.dispatchEvent(new CustomEvent('run-edited', { detail, bubbles: true, composed: true }));
  }
}

define('cs-run-editor', RunEditor);
