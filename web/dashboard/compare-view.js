/** The marked runs beside each other: curves on shared axes, two at the same step, groups, settings. */
import { css, html, nothing } from 'lit';

import { formatInteger } from '../api/index.js';
import './chart-group.js';
import { define } from './define.js';
import { hueStyles } from './marks.js';
import { overlayOf } from './overlay.js';
import './pair-table.js';
import { Part } from './part.js';
import './seed-groups.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { RuleOverrides, Run } from '../api/types.js' */
/** @import { ChartSettings, Entry, Range } from './state.js' */
/** @import { Texts } from './texts.js' */

/** More curves than these cannot be told apart. */
const DRAWN_MAX = 16;
const NAMES_MAX = 40;

/**
 * @fires runs-marked detail: { keys, isMarked }
 * @fires run-selected detail: number
 * @fires screen-chosen detail: "overview"
 */
export class CompareView extends Part {
  /** @override */
  static properties = {
    entries: { attribute: false },
    charts: { attribute: false },
    rules: { attribute: false },
    zoom: { attribute: false },
    scheme: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    hueStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .empty {
        display: grid;
        gap: 12px;
        justify-items: start;
        padding: 24px;
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        padding: 12px 16px;
      }
      .who ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .who li {
        display: flex;
        align-items: center;
        max-width: 32ch;
        border: 1px solid var(--cs-line);
        border-radius: var(--cs-radius);
      }
      .who li button {
        border-color: transparent;
        background: none;
      }
      .who li button:hover {
        background: var(--cs-raised);
      }
      .run {
        display: flex;
        gap: 8px;
        align-items: center;
        min-width: 0;
        padding-inline-end: 4px;
      }
      .run b {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .swatch {
        flex: none;
        width: 10px;
        height: 10px;
        border-radius: 2px;
        background: currentColor;
      }
      .undrawn .swatch {
        background: none;
        box-shadow: inset 0 0 0 2px currentColor;
      }
      .leave {
        min-width: 24px;
        padding: 0;
        color: var(--cs-quiet);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {readonly Entry[]} those that are marked */
    this.entries = [];
    /** @type {ChartSettings | undefined} */
    this.charts = undefined;
    /** @type {RuleOverrides} numbers other than the defaults */
    this.rules = {};
    /** @type {Range | null} */
    this.zoom = null;
    /** @type {'light' | 'dark'} */
    this.scheme = 'light';
    /** @type {Run | undefined} the drawn runs as one */
    this.overlay = undefined;
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    const { texts: t, entries } = this;
    if (!t || !(changed.has('entries') || changed.has('texts'))) return;
    const drawn = entries.slice(0, DRAWN_MAX);
    this.overlay = drawn.length > 1 ? overlayOf(drawn, t.compare.heading) : undefined;
  }

  /** @override */
  render() {
    const { texts: t, entries, overlay } = this;
    if (!t) return nothing;
    if (!overlay) {
      return html`<section class="panel empty">
        <h2>${t.compare.heading}</h2>
        <p>${t.overview.compareHint}</p>
        <button @click=${() => this.tell('screen-chosen', 'overview')}>
          ${t.overview.heading}
        </button>
      </section>`;
    }
    return html`${this.#who(t)}
      <cs-chart-group
        .texts=${t}
        .run=${overlay}
        .zoom=${this.zoom}
        .scheme=${this.scheme}
        .settings=${this.charts}
      ></cs-chart-group>
      <cs-pair-table .texts=${t} .entries=${entries}></cs-pair-table>
      <cs-seed-groups
        .texts=${t}
        .entries=${entries}
        .rules=${this.rules}
        .scheme=${this.scheme}
      ></cs-seed-groups>`;
  }

  /** @param {Texts} t */
  #who(t) {
    const { entries } = this;
    const rest = entries.length - DRAWN_MAX;
    return html`<section class="panel who" aria-label=${t.compare.who}>
      <ul>
        ${entries.slice(0, NAMES_MAX).map(
          ({ key, run, hue }, place) =>
            html`<li class=${place < DRAWN_MAX ? '' : 'undrawn'}>
              <button class="run" title=${run.name} @click=${() => this.tell('run-selected', key)}>
                <span class=${`swatch hue-${hue}`}></span><b>${run.name}</b>
              </button>
              <button
                class="leave control"
                title=${t.compare.leave}
                aria-label=${t.compare.leaveNamed(run.name)}
                @click=${() => this.tell('runs-marked', { keys: [key], isMarked: false })}
              >
                ✕
              </button>
            </li>`,
        )}
      </ul>
      <span class="label">
        ${t.compare.lines}
        ${rest > 0 ? t.compare.undrawn(formatInteger(DRAWN_MAX), formatInteger(rest)) : ''}
      </span>
    </section>`;
  }
}

define('cs-compare-view', CompareView);
