/** The list of keys, as a dialog that `?` opens. */
import { css, html, nothing } from 'lit';

import { define } from './define.js';
import { Part } from './part.js';
import { shortcuts } from './shortcuts.js';
import { common } from './tokens.js';

/** @import { Scope } from './shortcuts.js' */
/** @import { Texts } from './texts.js' */

/** @type {readonly Scope[]} */
const SCOPES = ['page', 'chart', 'table'];
/** How keys are written that have no letter of their own. @type {Readonly<Record<string, string>>} */
const SIGNS = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  '-': '−',
};

export class ShortcutHelp extends Part {
  /** @override */
  static styles = [
    common,
    css`
      dialog {
        width: min(720px, calc(100vw - 32px));
        max-height: calc(100vh - 32px);
        padding: 16px 20px 20px;
        overflow: auto;
        border: 1px solid var(--cs-edge);
        border-radius: var(--cs-radius);
        background: var(--cs-panel);
        color: var(--cs-ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 35%);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 12px;
      }
      .scopes {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: 16px 32px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(72px, auto) 1fr;
        gap: 4px 12px;
        margin-top: 8px;
      }
      dt {
        text-align: end;
      }
      kbd {
        display: inline-block;
        min-width: 22px;
        padding: 0 6px;
        border: 1px solid var(--cs-edge);
        border-radius: var(--cs-radius);
        background: var(--cs-page);
        font: inherit;
        font-size: 12px;
        text-align: center;
      }
    `,
  ];

  /** @override */
  render() {
    const { texts: t } = this;
    if (!t) return nothing;
    return html`<dialog aria-labelledby="title" @click=${this.#onClick}>
      <div class="head">
        <h2 id="title">${t.shortcutsHeading}</h2>
        <button @click=${() => this.#dialog?.close()}>${t.close}</button>
      </div>
      <div class="scopes">${SCOPES.map((scope) => this.#scope(t, scope))}</div>
    </dialog>`;
  }

  /** @param {Texts} t @param {Scope} scope */
  #scope(t, scope) {
    return html`<section>
      <h3>${t.shortcutScopes[scope]}</h3>
      <dl>
        ${shortcuts
          .filter((shortcut) => shortcut.scope === scope)
          .map(
            ({ keys, action }) =>
              html`<dt>${keys.map((key) => html`<kbd>${SIGNS[key] ?? key}</kbd> `)}</dt>
                <dd>${t.shortcuts[action]}</dd>`,
          )}
      </dl>
    </section>`;
  }

  show() {
    if (!this.#dialog?.open) this.#dialog?.showModal();
  }

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** A press beside the dialog closes it. @param {Event} event */
  #onClick({ target, currentTarget }) {
    if (target === currentTarget) this.#dialog?.close();
  }
}

define('cs-shortcut-help', ShortcutHelp);
