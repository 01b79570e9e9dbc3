/** All charts of a run: the one that decides what best means large, the others small beside each other. */
import { css, html, nothing } from 'lit';

import { metricAxis, runAxis } from './chart-axis.js';
import './chart-controls.js';
import { chartsOf } from './chart-data.js';
import { define } from './define.js';
import { diamond, markStyles } from './marks.js';
import './metric-chart.js';
import './range-brush.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Metric, Points, Run } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { MetricChart } from './metric-chart.js' */
/** @import { ChartSettings, LitCheckpoint, Range } from './state.js' */
/** @import { Texts } from './texts.js' */

const CHARTS_SHOWN = 9;
/** How finely the places on another axis are known to the screen, in pixels. */
const PLACES = 2000;
const HEIGHTS = { main: 260, small: 148, expanded: 420 };

/** @fires zoomed detail: Range | null */
export class ChartGroup extends Part {
  /** @override */
  static properties = {
    zoom: { attribute: false },
    finding: { attribute: false },
    checkpoint: { attribute: false },
    scheme: { attribute: false },
    settings: { attribute: false },
    printing: { attribute: false },
    places: { state: true },
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
      @media print {
        section {
          break-inside: auto;
        }
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
    /** @type {ChartSettings | undefined} */
    this.settings = undefined;
    /** @type {Points | null} where the run's records stand on the chosen axis, when it is another */
    this.places = null;
    /** On paper nothing is folded away. */
    this.printing = false;
    this.isOpen = false;
    /** @type {ChartAxis | undefined} of the charts that share the run's x */
    this.axis = undefined;
    /** @type {ReadonlyMap<string, ChartAxis>} of the others, by key of the chart */
    this.ownAxes = new Map();
    this.locating = new AbortController();
    /** @type {ReturnType<typeof chartsOf>} */
    this.charts = [];
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    const { run, settings } = this;
    if (!run || !settings) return;
    const before = changed.get('settings');
    if (changed.has('run')) this.charts = chartsOf(run);
    if (changed.has('run') || (changed.has('settings') && before?.x !== settings.x)) {
      this.places = null;
      void this.#locate(run, settings);
    }
    const isAxisNew =
      changed.has('run') ||
      changed.has('places') ||
      (changed.has('settings') && (before?.x !== settings.x || before.isLogX !== settings.isLogX));
    if (!isAxisNew && this.axis) return;
    this.axis = runAxis(run, settings.x, this.places, settings.isLogX);
    this.ownAxes = new Map(
      this.charts
        .filter(({ metrics }) => metrics[0]?.x !== run.x)
        .map(({ key, metrics }) => [key, metricAxis(run, metrics, settings.isLogX)]),
    );
  }

  /** Asks where the records stand on an axis that is not the run's own. @param {Run} run @param {ChartSettings} settings */
  async #locate(run, { x }) {
    this.locating.abort();
    const kind = x === 'relative' ? 'time' : x;
    if (kind === null || kind === run.x || !run.axes.includes(kind)) return;
    this.locating = new AbortController();
    const { signal } = this.locating;
    try {
      const options = { width: PLACES, signal, isRelative: x === 'relative' };
      const places = await run.places(kind, options);
      if (!signal.aborted) this.places = places;
    } catch {
      // Another run or another axis was chosen meanwhile, and is drawn.
    }
  }

  /** Scrolls to the chart that shows a finding, and puts its cursor there. @param {number} index */
  async showFinding(index) {
    const finding = this.run?.findings[index];
    if (!finding) return;
    const shows = (/** @type {{ readonly metrics: readonly Metric[] }} */ { metrics }) =>
      metrics.some(({ name }) => name === finding.metric);
    const place = this.charts.findIndex(shows);
    const expanded = this.charts.findIndex(({ key }) => key === this.settings?.expanded);
    if (expanded >= 0 && expanded !== Math.max(place, 0)) {
      this.tell('charts-changed', { expanded: null });
    }
    if (place > CHARTS_SHOWN) this.isOpen = true;
    const begin = finding.fromStep === null ? null : (this.axis?.placeOf(finding.fromStep) ?? null);
    const isHidden =
      this.zoom && begin !== null && (begin < this.zoom.from || begin > this.zoom.to);
    if (isHidden) this.tell('zoomed', null);
    await this.updateComplete;
    const charts = [
      .../** @type {NodeListOf<MetricChart>} */ (
        this.renderRoot.querySelectorAll('cs-metric-chart')
      ),
    ];
    const chart = charts.find(shows) ?? charts[0];
    if (begin !== null) chart?.pointTo(begin);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart?.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'instant' : 'smooth' });
  }

  /** @override */
  render() {
    const { texts: t, run, charts, settings } = this;
    if (!t || !run || !settings || charts.length === 0) return nothing;
    const expanded = charts.find(({ key }) => key === settings.expanded);
    const main = expanded ?? charts[0];
    const others = expanded ? [] : charts.slice(1);
    const shown = this.isOpen || this.printing ? others : others.slice(0, CHARTS_SHOWN);
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
            ? html`<button class="control" @click=${() => this.tell('zoomed', null)}>
                ${t.resetZoom}
              </button>`
            : nothing
        }
        ${
          expanded
            ? html`<button
                class="control"
                @click=${() => this.tell('charts-changed', { expanded: null })}
              >
                ${t.allCharts}
              </button>`
            : nothing
        }
        <cs-chart-controls
          class="control"
          .texts=${t}
          .run=${run}
          .settings=${settings}
        ></cs-chart-controls>
      </header>
      ${main ? this.#chart(t, run, settings, main, expanded ? 'expanded' : 'main') : nothing}
      ${
        main && this.#axisOf(main) === this.axis
          ? html`<cs-range-brush
              class="control"
              .texts=${t}
              .axis=${this.axis}
              .zoom=${this.zoom}
              .metric=${main.metrics.at(-1)}
            ></cs-range-brush>`
          : nothing
      }
      ${
        shown.length > 0
          ? html`<div class="small">
              ${shown.map((chart) => this.#chart(t, run, settings, chart, 'small'))}
            </div>`
          : nothing
      }
      ${
        shown.length < others.length
          ? html`<button class="plain control" @click=${() => (this.isOpen = true)}>
              ${t.showCharts(others.length - shown.length)}
            </button>`
          : nothing
      }
    </section>`;
  }

  /** @param {{ readonly key: string }} chart */
  #axisOf({ key }) {
    return this.ownAxes.get(key) ?? this.axis;
  }

  /**
   * @param {Texts} t
   * @param {Run} run
   * @param {ChartSettings} settings
   * @param {ReturnType<typeof chartsOf>[number]} chart
   * @param {'main' | 'small' | 'expanded'} place
   */
  #chart(t, run, settings, chart, place) {
    return html`<cs-metric-chart
      .texts=${t}
      .run=${run}
      .metrics=${chart.metrics}
      .quantity=${chart.quantity}
      .chartKey=${chart.key}
      .axis=${this.#axisOf(chart)}
      .settings=${settings}
      .zoom=${this.zoom}
      .finding=${this.finding}
      .checkpoint=${this.checkpoint}
      .isFirst=${chart === this.charts[0]}
      .scheme=${this.scheme}
      .height=${HEIGHTS[place]}
    ></cs-metric-chart>`;
  }
}

define('cs-chart-group', ChartGroup);
