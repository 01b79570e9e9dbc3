/** All charts of a run: the one that decides what best means large, the others small beside each other. */
import { css, html, nothing } from 'lit';

import { chartsOf } from './chart-data.js';
import { define } from './define.js';
import { diamond, markStyles } from './marks.js';
import './metric-chart.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Run } from '../api/types.js' */
/** @import { LitCheckpoint, Range } from './state.js' */
/** @import { Texts } from './texts.js' */

const CHARTS_SHOWN = 9;

/** @fires zoomed detail: Range | null */
export class ChartGroup extends Part {
  /** @override */
  static properties = {
    zoom: { attribute: false },
    finding: { attribute: false },
    checkpoint: { attribute: false },
    scheme: { attribute: false },
    isLog: { state: true },
    isOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      section {
        display: grid;
        gap: 12px;
        padding: 12px 16px 16px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        align-items: center;
        min-height: 28px;
      }
      .space {
        flex: 1;
      }
      label {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      input {
        margin: 0;
        accent-color: var(--cs-accent);
      }
      .key {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .tick {
        width: 1px;
        height: 8px;
        background: var(--cs-edge);
      }
      .small {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
        gap: 16px 24px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Range | null} */
    this.zoom = null;
    /** @type {number | null} */
    this.finding = null;
    /** @type {LitCheckpoint | null} */
    this.checkpoint = null;
    /** @type {'light' | 'dark'} */
    this.scheme = 'light';
    this.isLog = false;
    this.isOpen = false;
    /** @type {ReturnType<typeof chartsOf>} */
    this.charts = [];
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    if (changed.has('run')) this.charts = this.run ? chartsOf(this.run) : [];
  }

  /** @override */
  render() {
    const { texts: t, run, charts } = this;
    if (!t || !run || charts.length === 0) return nothing;
    const [main, ...others] = charts;
    const shown = this.isOpen ? others : others.slice(0, CHARTS_SHOWN);
    return html`<section class="panel" aria-label=${t.chartsHeading}>
      <header>
        <h2>${t.chartsHeading}</h2>
        ${
          run.checkpointSteps.length > 0
            ? html`<span class="key label"><span class="tick"></span>${t.checkpointMark}</span>`
            : nothing
        }
        ${
          run.verdict.recommended
            ? html`<span class="key label">${diamond()} ${t.recommendedMark}</span>`
            : nothing
        }
        <span class="space"></span>
        ${
          this.zoom
            ? html`<button @click=${() => this.tell('zoomed', null)}>${t.resetZoom}</button>`
            : nothing
        }
        <label>
          <input type="checkbox" .checked=${this.isLog} @change=${this.#onLog} />${t.logScale}
        </label>
      </header>
      ${main ? this.#chart(t, run, main, true) : nothing}
      ${
        shown.length > 0
          ? html`<div class="small">
              ${shown.map((chart) => this.#chart(t, run, chart, false))}
            </div>`
          : nothing
      }
      ${
        shown.length < others.length
          ? html`<button class="plain" @click=${() => (this.isOpen = true)}>
              ${t.showCharts(others.length - shown.length)}
            </button>`
          : nothing
      }
    </section>`;
  }

  /**
   * @param {Texts} t
   * @param {Run} run
   * @param {ReturnType<typeof chartsOf>[number]} chart
   * @param {boolean} isFirst
   */
  #chart(t, run, { quantity, metrics }, isFirst) {
    const isPositive = metrics.every(({ min }) => typeof min?.value === 'number' && min.value > 0);
    return html`<cs-metric-chart
      .texts=${t}
      .run=${run}
      .metrics=${metrics}
      .quantity=${quantity}
      .zoom=${this.zoom}
      .finding=${this.finding}
      .checkpoint=${this.checkpoint}
      .isFirst=${isFirst}
      .isLog=${this.isLog && isPositive}
      .scheme=${this.scheme}
      .height=${isFirst ? 260 : 148}
    ></cs-metric-chart>`;
  }

  /** @param {Event} event */
  #onLog(event) {
    if (event.target instanceof HTMLInputElement) this.isLog = event.target.checked;
  }
}

define('cs-chart-group', ChartGroup);
