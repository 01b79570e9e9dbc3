/**
 * The runs that are open: name, curve of what best means, verdict in words; one is selected. Where there
 * are several, the way to all of them in one table, and to those that are marked beside each other.
 */
import { LitElement, css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

import { formatMessage } from '../api/index.js';
import { define } from './define.js';
import { hueStyles, markStyles, severityMark, sparkline } from './marks.js';
import { shownMetric } from './overview-rows.js';
import { common } from './tokens.js';

/** @import { Entry, Screen } from './state.js' */
/** @import { Texts } from './texts.js' */

/**
 * @fires run-selected detail: number, the key of the run
 * @fires run-closed detail: number
 * @fires runs-marked detail: { keys, isMarked }
 * @fires screen-chosen detail: Screen
 */
export class RunList extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    entries: { attribute: false },
    selected: { attribute: false },
    marked: { attribute: false },
    screen: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    hueStyles,
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
      /* Of hundreds of runs, those out of sight cost nothing to lay out. */
      li.item {
        content-visibility: auto;
        contain-intrinsic-size: auto 74px;
      }
      li.item :focus-visible {
        outline-offset: -2px;
      }
      .screens {
        display: grid;
        gap: 2px;
      }
      .screens button {
        padding: 4px 8px;
        border-color: transparent;
        background: none;
        font-weight: 600;
        text-align: start;
      }
      .screens button:hover {
        background: var(--cs-raised);
      }
      .screens button[aria-current='true'] {
        border-color: var(--cs-line);
        background: var(--cs-panel);
        box-shadow: inset 3px 0 0 var(--cs-accent);
      }
      .mark {
        position: absolute;
        z-index: 1;
        top: 11px;
        left: 8px;
        width: 14px;
        height: 14px;
        margin: 0;
        accent-color: currentColor;
      }
      .several .run {
        padding-inline-start: 30px;
      }
      .several .sparkline {
        color: inherit;
      }
      :host([wide]) nav {
        padding-bottom: 0;
      }
      :host([wide]) .screens {
        display: flex;
      }
      .run {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 8px;
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
        display: -webkit-box;
        grid-column: 1 / -1;
        padding-inline-end: 20px;
        overflow: hidden;
        color: var(--cs-ink);
        font-weight: 600;
        line-height: 18px;
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .sparkline {
        align-self: center;
      }
      .verdict {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 6px;
        align-items: start;
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
        top: 4px;
        right: 4px;
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
        .screens {
          display: flex;
        }
        ul {
          grid-auto-columns: minmax(200px, 70vw);
          grid-auto-flow: column;
          gap: 8px;
          overflow-x: auto;
        }
        /* What it says stands below in full. */
        .verdict span {
          display: block;
          text-overflow: ellipsis;
          white-space: nowrap;
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
    /** @type {readonly number[]} keys of the runs that are compared */
    this.marked = [];
    /** @type {Screen} */
    this.screen = 'run';
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    const isSeveral = this.entries.length > 1;
    return html`<nav aria-label=${t.runsHeading}>
      ${
        isSeveral
          ? html`<div class="screens">
              ${this.#screen('overview', t.overview.heading, this.entries.length)}
              ${this.#screen('compare', t.compare.heading, this.marked.length)}
            </div>`
          : nothing
      }
      ${this.screen === 'overview' ? nothing : this.#list(t, isSeveral)}
    </nav>`;
  }

  /** @param {Texts} t @param {boolean} isSeveral */
  #list(t, isSeveral) {
    return html`<h2>${t.runsHeading}</h2>
      <ul class=${isSeveral ? 'several' : ''}>
        ${this.entries.map((entry) => html`<li class="item">${this.#item(t, entry)}</li>`)}
      </ul>`;
  }

  /** @param {Screen} screen @param {string} heading @param {number} count */
  #screen(screen, heading, count) {
    return html`<button
      aria-current=${this.screen === screen ? 'true' : 'false'}
      @click=${() => this.dispatchEvent(new CustomEvent('screen-chosen', { detail: screen }))}
    >
      ${heading} <span class="quiet">${count}</span>
    </button>`;
  }

  /** @param {Texts} t @param {Entry} entry */
  #item(t, { key, run, hue }) {
    const { verdict } = run;
    const metric = shownMetric(run, '');
    const isShown = this.screen === 'run' && key === this.selected;
    const isMarked = this.marked.includes(key);
    const onMark = () => {
      const detail = { keys: [key], isMarked: !isMarked };
      this.dispatchEvent(new CustomEvent('runs-marked', { detail }));
    };
    return html`${
        this.entries.length > 1
          ? html`<input
              type="checkbox"
              class=${`mark hue-${hue}`}
              aria-label=${t.overview.mark(run.name)}
              title=${t.overview.markHint}
              .checked=${live(isMarked)}
              @change=${onMark}
            />`
          : nothing
      }
      <button
        class=${`run hue-${hue}`}
        aria-current=${isShown ? 'true' : 'false'}
        title=${run.name}
        @click=${() => this.#tell('run-selected', key)}
      >
        <span class="name">${run.name}</span>
        <span class="verdict quiet">
          ${severityMark(verdict.severity, t.severities[verdict.severity])}
          <span>${formatMessage(verdict.headline, t.language)}</span>
        </span>
        ${metric ? sparkline(metric.spark, 56, 20) : nothing}
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
