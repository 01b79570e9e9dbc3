/** Files that could not be read: which, where, what was expected, and what to try. */
import { LitElement, css, html, nothing } from 'lit';

import { formatInteger } from '../api/index.js';
import { define } from './define.js';
import { markStyles, severityMark } from './marks.js';
import { MAPPABLE } from './opened.js';
import { common } from './tokens.js';

/** @import { Rejected } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

/**
 * @fires rejected-dismissed
 * @fires mapping-asked detail: string, the source
 */
export class RejectedList extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    rejected: { attribute: false },
    isPart: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      section {
        display: grid;
        gap: 12px;
        padding: 16px;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
      }
      ul {
        display: grid;
        gap: 16px;
      }
      /* Many of them do not push the runs out of sight. */
      section ul {
        max-height: max(320px, 50vh);
        overflow-y: auto;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 8px;
        align-items: start;
      }
      .severity {
        margin-top: 4px;
      }
      .body {
        display: grid;
        gap: 4px;
        overflow-wrap: anywhere;
      }
      .source {
        font-weight: 600;
      }
      pre {
        margin: 4px 0;
        padding: 8px 12px;
        overflow-x: auto;
        border-radius: var(--cs-radius);
        background: var(--cs-raised);
        font: 12px / 16px var(--cs-mono);
      }
      .caret {
        color: var(--cs-critical);
        font-weight: 700;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Rejected[]} */
    this.rejected = [];
    /** Within a report that has a heading and a way to dismiss of its own. */
    this.isPart = false;
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t || this.rejected.length === 0) return nothing;
    const list = html`<ul>
      ${this.rejected.map((item) => this.#item(t, item))}
    </ul>`;
    if (this.isPart) return list;
    return html`<section class="panel" aria-label=${t.rejectedHeading}>
      <header>
        <h2>${t.rejectedHeading}</h2>
        <button
          class="plain control"
          @click=${() => this.dispatchEvent(new CustomEvent('rejected-dismissed'))}
        >
          ${t.dismiss}
        </button>
      </header>
      ${list}
    </section>`;
  }

  /** @param {string} source */
  #askMapping(source) {
    const options = { detail: source, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent('mapping-asked', options));
  }

  /** @param {Texts} t @param {Rejected} item */
  #item(t, { source, code, line, column, byte, excerpt, caret, ...words }) {
    const { message, advice } = t.language.startsWith('zh') ? words.zh : words;
    return html`<li>
      ${severityMark('critical', t.rejectedHeading)}
      <div class="body">
        <p class="source">${source}</p>
        <p>${message}</p>
        ${
          line > 0
            ? html`<p class="label">${t.place(line, column)} · ${t.byte(formatInteger(byte))}</p>`
            : nothing
        }
        ${excerpt === '' ? nothing : excerptWithCaret(excerpt, caret)}
        ${advice === '' ? nothing : html`<p class="quiet">${advice}</p>`}
        ${
          code === MAPPABLE
            ? html`<p>
                <button @click=${() => this.#askMapping(source)}>${t.mapping.ask}</button>
              </p>`
            : nothing
        }
      </div>
    </li>`;
  }
}

/**
 * The excerpt on one line with a caret below the place. What stands before the place is repeated
 * unseen, so that wide characters keep the caret in its place.
 * @param {string} excerpt
 * @param {number} caret
 */
function excerptWithCaret(excerpt, caret) {
  const line = excerpt.replace(/[\n\r\t]/g, ' ');
  const blanks = ' '.repeat(Math.max(0, caret));
  // prettier-ignore
  return html`<pre tabindex="0">${line}
<span class="caret" aria-hidden="true">${blanks}^</span></pre>`;
}

define('cs-rejected-list', RejectedList);
