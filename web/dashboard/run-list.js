/** The runs that are open: name, curve of what best means, verdict in words; one is selected. */
import { LitElement, css, html, nothing } from 'lit';

import { formatMessage } from '../api/index.js';
import { define } from './define.js';
import { markStyles, severityMark, sparkline } from './marks.js';
import { common } from './tokens.js';

/** @import { Entry } from './state.js' */
/** @import { Texts } from './texts.js' */

/**
 * @fires run-selected detail: number, the key of the run
 * @fires run-closed detail: number
 */
export class RunList extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    entries: { attribute: false },
    selected: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      nav {
        display: grid;
        align-content: start;
        gap: 8px;
        padding: 16px 8px;
      }
      h2 {
        padding: 0 8px;
        color: var(--cs-quiet);
        font-size: var(--cs-label);
        font-weight: 400;
        line-height: 16px;
      }
      ul {
        display: grid;
        gap: 2px;
      }
      li {
        position: relative;
      }
      .run {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 8px;
        width: 100%;
        padding: 8px;
        border-color: transparent;
        background: none;
        text-align: start;
      }
      .run:hover {
        background: var(--cs-raised);
      }
      .run[aria-current='true'] {
        border-color: var(--cs-line);
        background: var(--cs-panel);
        box-shadow: inset 3px 0 0 var(--cs-accent);
      }
      @media (forced-colors: active) {
        .run[aria-current='true'] {
          border: 2px solid Highlight;
        }
      }
      .name {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .sparkline {
        align-self: center;
      }
      .verdict {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: auto 1fr;
        gap: 6px;
        align-items: start;
        padding-inline-end: 16px;
        line-height: 16px;
      }
      .verdict span {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .verdict .severity {
        margin-top: 2px;
      }
      .close {
        position: absolute;
        right: 4px;
        bottom: 4px;
        min-width: 24px;
        min-height: 24px;
        padding: 0;
        border-color: transparent;
        background: none;
        color: var(--cs-quiet);
        line-height: 16px;
        opacity: 0;
      }
      li:hover .close,
      .close:focus-visible {
        opacity: 1;
      }
      @media (hover: none) {
        .close {
          opacity: 1;
        }
      }
      @media (max-width: 720px) {
        nav {
          padding: 8px 12px;
        }
        h2 {
          display: none;
        }
        ul {
          grid-auto-columns: minmax(200px, 70vw);
          grid-auto-flow: column;
          gap: 8px;
          overflow-x: auto;
        }
        .run {
          height: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Entry[]} */
    this.entries = [];
    this.selected = -1;
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    return html`<nav aria-label=${t.runsHeading}>
      <h2>${t.runsHeading}</h2>
      <ul>
        ${this.entries.map((entry) => html`<li>${this.#item(t, entry)}</li>`)}
      </ul>
    </nav>`;
  }

  /** @param {Texts} t @param {Entry} entry */
  #item(t, { key, run }) {
    const { verdict, primary } = run;
    const metric = run.metrics.find(({ name }) => name === primary?.name) ?? run.metrics[0];
    return html`<button
        class="run"
        aria-current=${key === this.selected ? 'true' : 'false'}
        title=${run.name}
        @click=${() => this.#tell('run-selected', key)}
      >
        <span class="name">${run.name}</span>
        ${metric ? sparkline(metric.spark, 56, 20) : nothing}
        <span class="verdict quiet">
          ${severityMark(verdict.severity, t.severities[verdict.severity])}
          <span>${formatMessage(verdict.headline, t.language)}</span>
        </span>
      </button>
      <button
        class="close"
        title=${t.closeRun}
        aria-label=${t.closeRunNamed(run.name)}
        @click=${() => this.#tell('run-closed', key)}
      >
        ✕
      </button>`;
  }

  /** @param {string} type @param {number} key */
  #tell(type, key) {
    this.dispatchEvent(new CustomEvent(type, { detail: key }));
  }
}

define('cs-run-list', RunList);
