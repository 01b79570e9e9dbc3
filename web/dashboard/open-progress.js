/** Openings that last: file, bytes and rows read, how fast, and a way out. */
import { LitElement, css, html, nothing } from 'lit';

import { formatBytes, formatInteger } from '../api/index.js';
import { define } from './define.js';

import { common } from './tokens.js';

/** @import { Opening } from './state.js' */
/** @import { Texts } from './texts.js' */

/** @fires cancel-opening detail: number, the id of the opening */
export class OpenProgress extends LitElement {
  /** @override */
  static properties = { texts: { attribute: false }, openings: { attribute: false } };

  /** @override */
  static styles = [
    common,
    css`
      ul {
        display: grid;
        gap: 8px;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 4px 16px;
        align-items: center;
        padding: 12px 16px;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      progress {
        width: 100%;
        height: 4px;
        border: 0;
        border-radius: 2px;
        appearance: none;
        background: var(--cs-raised);
        accent-color: var(--cs-accent);
      }
      progress::-webkit-progress-bar {
        border-radius: 2px;
        background: var(--cs-raised);
      }
      progress::-webkit-progress-value {
        border-radius: 2px;
        background: var(--cs-accent);
      }
      progress::-moz-progress-bar {
        border-radius: 2px;
        background: var(--cs-accent);
      }
      .bytes {
        grid-column: 1;
      }
      button {
        grid-row: 1 / span 3;
        grid-column: 2;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Opening[]} */
    this.openings = [];
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    return html`<ul>
      ${this.openings.map((opening) => {
        const { names, phase, loadedBytes, totalBytes, rows, seconds } = opening;
        const name = names.length === 0 ? t.gathering : t.reading(names);
        const pace =
          seconds > 0
            ? t.perSecond(formatBytes(loadedBytes / seconds), formatRate(rows / seconds))
            : '';
        const done = t.progress(formatBytes(loadedBytes), formatBytes(totalBytes));
        const bytes = `${done} · ${t.rowCount(formatRate(rows))} ${pace}`;
        return html`<li class="panel">
          <span class="name">${name}</span>
          <progress
            aria-label=${name}
            max=${Math.max(totalBytes, 1)}
            .value=${Math.min(loadedBytes, totalBytes)}
          ></progress>
          <span class="bytes label">${phase === 'analysing' ? t.analysing : bytes}</span>
          <button @click=${() => this.#cancel(opening.id)}>${t.cancel}</button>
        </li>`;
      })}
    </ul>`;
  }

  /** @param {number} id */
  #cancel(id) {
    this.dispatchEvent(new CustomEvent('cancel-opening', { detail: id }));
  }
}

/** Two figures: a number that changes thirty times a second is not read to the last digit. @param {number} count */
function formatRate(count) {
  return formatInteger(Number(count.toPrecision(2)));
}

define('cs-open-progress', OpenProgress);
