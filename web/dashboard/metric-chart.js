/**
 * One chart: the curves of one quantity over the run, training quiet and validation strong, with
 * checkpoints, findings and values that are not finite in their places. Zooms by dragging, or with
 * the keyboard, by asking the engine for the points of the smaller range.
 */
import { css, html, nothing, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';

import { formatValue } from '../api/index.js';
import { alignedData, fullRange, padded, valueRange } from './chart-data.js';
import { drawBars, drawNonFinite, drawShades, drawTicks, lanesHeight } from './chart-ink.js';
import { define } from './define.js';
import { axisLabels, exactNumber, placeOnAxis } from './format.js';
import { Part } from './part.js';
import { common, dashes } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Metric, Points, Run } from '../api/types.js' */
/** @import { Shade } from './chart-ink.js' */
/** @import { LitCheckpoint, Range } from './state.js' */
/** @import { Texts } from './texts.js' */

const AXIS_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** A curve with fewer points than this is fetched whole, so that zoomed lines run to the edge. */
const WHOLE_POINTS = 4000;
/** Of a zoomed range, on both sides: lines run on beyond the edge. */
const OVERLAP = 0.1;
/** Training has dots while there are this few points. */
const QUIET_DOTS = 12;

/**
 * @fires zoomed detail: Range | null
 * @fires finding-chosen detail: number, by N and P
 */
export class MetricChart extends Part {
  /** @override */
  static properties = {
    metrics: { attribute: false },
    quantity: { attribute: false },
    zoom: { attribute: false },
    finding: { attribute: false },
    checkpoint: { attribute: false },
    isFirst: { attribute: false },
    isLog: { attribute: false },
    scheme: { attribute: false },
    height: { attribute: false },
    cursor: { state: true },
    hasFailed: { state: true },
  };

  /** @override */
  static styles = [
    common,
    unsafeCSS(uplotStyles),
    css`
      figure {
        display: grid;
        gap: 4px;
        min-width: 0;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
        align-items: baseline;
        min-height: 20px;
      }
      h3 {
        overflow-wrap: anywhere;
      }
      .series {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        color: var(--cs-quiet);
        font-size: var(--cs-label);
        line-height: 16px;
        overflow-wrap: anywhere;
      }
      .series svg {
        flex: none;
      }
      .value {
        min-width: 42px;
        color: var(--cs-ink);
        font-weight: 600;
      }
      .place {
        margin-inline-start: auto;
        font-size: var(--cs-label);
        white-space: nowrap;
      }
      .warn {
        color: var(--cs-critical);
      }
      .plot {
        position: relative;
        min-width: 0;
        border-radius: var(--cs-radius);
        touch-action: pan-y;
      }
      .uplot {
        font-family: var(--cs-font);
      }
      .u-select {
        background: var(--cs-accent);
        opacity: 0.16;
      }
      .u-hz .u-cursor-x {
        border-right: 1px solid var(--cs-edge);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {readonly Metric[]} */
    this.metrics = [];
    this.quantity = '';
    /** @type {Range | null} */
    this.zoom = null;
    /** @type {number | null} */
    this.finding = null;
    /** @type {LitCheckpoint | null} */
    this.checkpoint = null;
    /** The first chart also shows the findings about the run as a whole. */
    this.isFirst = false;
    this.isLog = false;
    /** @type {'light' | 'dark'} what the canvas must be drawn for */
    this.scheme = 'light';
    this.height = 160;
    /** @type {{ readonly x: number, readonly index: number, readonly values: readonly (number | null)[] } | null} */
    this.cursor = null;
    this.hasFailed = false;
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.resizing = new ResizeObserver(() => this.#onResize());
    this.width = 0;
    /** @type {AbortController} of the points being fetched */
    this.fetching = new AbortController();
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const nonFinite = this.metrics.reduce((sum, metric) => sum + metric.nonFinite, 0);
    const range = this.#range();
    const place = this.cursor ? placeOnAxis(this.cursor.x, this.#axis(), t) : '';
    return html`<figure>
      <figcaption>
        <h3>${this.quantity}</h3>
        ${this.metrics.map((metric, index) => this.#legend(t, metric, index))}
        ${
          nonFinite > 0
            ? html`<span class="series warn" title=${t.nonFiniteMark}
                >✕ ${t.nonFinite(nonFinite)}</span
              >`
            : nothing
        }
        <span class="place quiet">${place}</span>
      </figcaption>
      <div
        class="plot"
        tabindex="0"
        role="slider"
        aria-label=${t.chartLabel(this.quantity)}
        aria-describedby="keys"
        aria-valuemin=${range.from}
        aria-valuemax=${range.to}
        aria-valuenow=${this.cursor?.x ?? range.from}
        aria-valuetext=${this.#spoken(place)}
        @keydown=${this.#onKey}
      ></div>
      <span id="keys" class="spoken">${t.chartKeys}</span>
      ${this.hasFailed ? html`<p class="quiet">${t.chartFailed}</p>` : nothing}
    </figure>`;
  }

  /** @param {Texts} t @param {Metric} metric @param {number} index */
  #legend(t, metric, index) {
    const value = this.cursor?.values[index];
    const dash = dashes[this.#style(index).dash] ?? [];
    const role = t.roles[metric.role];
    const isStrong = strong(metric);
    return html`<span class="series" title=${role === '' ? metric.name : `${metric.name}, ${role}`}>
      <svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true">
        <line
          x1="0"
          y1="4"
          x2="18"
          y2="4"
          stroke=${`var(--cs-series-${this.#style(index).hue})`}
          stroke-width=${isStrong ? 2 : 1}
          stroke-dasharray=${dash.join(' ')}
        />
        ${isStrong ? circle(this.#style(index).hue) : nothing}
      </svg>
      ${metric.name === this.quantity && this.metrics.length === 1 ? nothing : metric.name}
      <span class="value" title=${isAbsent(value) ? '' : exactNumber(value)}
        >${isAbsent(value) ? '' : formatValue(value)}</span
      >
    </span>`;
  }

  /** @param {string} place */
  #spoken(place) {
    if (!this.cursor) return this.quantity;
    const values = this.metrics.flatMap(({ name }, index) => {
      const value = this.cursor?.values[index];
      return isAbsent(value) ? [] : [`${name} ${formatValue(value)}`];
    });
    return [place, ...values].join(this.texts?.comma ?? ' ');
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.resizing.disconnect();
    this.fetching.abort();
    this.plot?.destroy();
    this.plot = undefined;
    this.width = 0;
  }

  /** @override */
  firstUpdated() {
    this.#observe();
  }

  /** @param {PropertyValues<this>} changed @override */
  updated(changed) {
    const hasNewCurves = ['run', 'metrics', 'isLog'].some((name) =>
      changed.has(/** @type {keyof MetricChart} */ (name)),
    );
    if (hasNewCurves || changed.has('zoom')) {
      if (hasNewCurves) {
        this.plot?.destroy();
        this.plot = undefined;
      }
      void this.#load();
    } else if (
      ['finding', 'checkpoint', 'scheme'].some((name) =>
        changed.has(/** @type {keyof MetricChart} */ (name)),
      )
    ) {
      this.plot?.redraw(false, changed.has('scheme'));
    }
  }

  #observe() {
    const plot = this.renderRoot.querySelector('.plot');
    if (plot) this.resizing.observe(plot);
  }

  #onResize() {
    const width = Math.floor(this.renderRoot.querySelector('.plot')?.clientWidth ?? 0);
    if (width === this.width || width === 0) return;
    this.width = width;
    this.plot?.setSize({ width, height: this.#height() });
    void this.#load();
  }

  /** Fetches the points that draw the visible range at this width, and draws them. */
  async #load() {
    const { run, metrics, zoom, width } = this;
    if (!run || width === 0) return;
    this.fetching.abort();
    this.fetching = new AbortController();
    const { signal } = this.fetching;
    try {
      const curves = await Promise.all(
        metrics.map((metric) => run.plot(metric.name, { width, signal, ...bounds(metric, zoom) })),
      );
      if (signal.aborted) return;
      this.hasFailed = false;
      this.#draw(curves);
    } catch {
      if (!signal.aborted) this.hasFailed = true;
    }
  }

  /** @param {readonly Points[]} curves */
  #draw(curves) {
    const data = alignedData(this.metrics, curves);
    if (this.plot) {
      this.plot.setData(data, true);
      return;
    }
    const target = this.renderRoot.querySelector('.plot');
    if (target instanceof HTMLElement) this.plot = new uPlot(this.#options(), data, target);
  }

  /** @returns {uPlot.Options} */
  #options() {
    const isTime = this.#axis() === 'time';
    /** @type {uPlot.Axis} */
    const axis = {
      font: AXIS_FONT,
      stroke: () => this.#color('quiet'),
      grid: { stroke: () => this.#color('line'), width: 1 },
      ticks: { show: false },
      border: { show: false },
    };
    const labels = (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => axisLabels(splits);
    return {
      width: this.width,
      height: this.#height(),
      padding: [4, 20, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: isTime, range: () => padded(this.#range()) },
        y: this.isLog
          ? { distr: 3 }
          : { range: (_, least, greatest) => valueRange(least, greatest) },
      },
      axes: [
        { ...axis, size: 26, gap: 6, ...(isTime ? {} : { values: labels, space: 64 }) },
        { ...axis, size: 52, gap: 6, space: 32, ...(this.isLog ? {} : { values: labels }) },
      ],
      series: [{}, ...this.metrics.map((metric, index) => this.#series(metric, index))],
      cursor: {
        y: false,
        points: { size: 7 },
        drag: { x: true, y: false, setScale: false },
        sync: { key: `${this.run?.name} ${this.#axis()}`, setSeries: false, scales: ['x', null] },
        bind: { dblclick: () => () => (this.#zoomTo(null), null) },
      },
      hooks: {
        drawClear: [(plot) => drawShades(plot, this.#shades())],
        draw: [(plot) => this.#drawInk(plot)],
        setSelect: [(plot) => this.#onSelect(plot)],
        setCursor: [(plot) => this.#onCursor(plot)],
      },
    };
  }

  /** @param {Metric} metric @param {number} index @returns {uPlot.Series} */
  #series(metric, index) {
    const { hue, dash } = this.#style(index);
    const isStrong = strong(metric);
    const stroke = () => this.#color(`series-${hue}`);
    return {
      label: metric.name,
      stroke,
      width: isStrong ? 2 : 1,
      dash: dashes[dash] ?? [],
      // A crowded training curve would shout; what was measured on held-out data stays on top.
      alpha: !isStrong && metric.points > this.width ? 0.55 : 1,
      points: {
        size: isStrong ? 6 : 4,
        width: 1,
        stroke,
        fill: stroke,
        show: (plot) => metric.points <= (isStrong ? plot.width / 10 : QUIET_DOTS),
        filter: (plot, at, isShown) => (isShown ? null : lonePoints(plot, at)),
      },
    };
  }

  /** Hue and dash of a curve: validation always the first, training the second, others after them. */
  #style(/** @type {number} */ index) {
    const metric = this.metrics[index];
    const main = this.metrics.findLast(strong);
    const quiet = this.metrics.find(({ role }) => role === 'train');
    if (metric === main) return { hue: 1, dash: 0 };
    if (metric === quiet) return { hue: main ? 2 : 1, dash: 0 };
    const others = this.metrics.filter((other) => other !== main && other !== quiet);
    const place = others.indexOf(/** @type {Metric} */ (metric));
    const taken = (main ? 1 : 0) + (quiet ? 1 : 0);
    return { hue: ((taken + place) % 8) + 1, dash: (taken + place) % 8 };
  }

  /** @param {uPlot} plot */
  #drawInk(plot) {
    const { run } = this;
    if (!run) return;
    const sharesAxis = this.#axis() === run.x;
    drawBars(plot, this.#shades());
    const below = lanesHeight(this.#shades());
    drawNonFinite(plot, this.metrics, this.#color('critical'), below);
    if (!sharesAxis) return;
    drawTicks(plot, {
      steps: run.checkpointSteps,
      recommended: run.verdict.recommended?.x ?? null,
      lit: this.checkpoint?.x ?? null,
      color: this.#color('edge'),
      accent: this.#color('accent'),
    });
  }

  /** @returns {readonly Shade[]} */
  #shades() {
    const { run } = this;
    if (!run || this.#axis() !== run.x) return [];
    const names = new Set(this.metrics.map(({ name }) => name));
    return run.findings.flatMap(({ fromStep, toStep, metric, severity }, index) => {
      const concerns = metric === null ? this.isFirst : names.has(metric);
      if (fromStep === null || !concerns) return [];
      return {
        from: fromStep,
        to: toStep ?? fromStep,
        color: this.#color(severity),
        label: String(index + 1),
        isLit: index === this.finding,
      };
    });
  }

  /** @param {uPlot} plot */
  #onSelect(plot) {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, 'x');
    const to = plot.posToVal(left + width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#zoomTo({ from, to });
  }

  /** @param {uPlot} plot */
  #onCursor(plot) {
    const { idx, idxs } = plot.cursor;
    const x = idx === null || idx === undefined ? undefined : plot.data[0]?.[idx];
    if (x === undefined || x === null || idx === null || idx === undefined) {
      this.cursor = null;
      return;
    }
    const values = this.metrics.map((_, series) => {
      const at = idxs?.[series + 1] ?? idx;
      return plot.data[series + 1]?.[at] ?? null;
    });
    this.cursor = { x, index: idx, values };
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { plot } = this;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const pace = event.shiftKey ? 10 : 1;
    const last = (plot.data[0]?.length ?? 0) - 1;
    const at = this.cursor?.index ?? -1;
    /** @type {Readonly<Record<string, () => void>>} */
    const actions = {
      ArrowRight: () => this.#moveCursor(plot, Math.min(last, at + pace)),
      ArrowLeft: () => this.#moveCursor(plot, Math.max(0, at - pace)),
      Home: () => this.#moveCursor(plot, 0),
      End: () => this.#moveCursor(plot, last),
      '+': () => this.#zoomBy(0.5),
      '=': () => this.#zoomBy(0.5),
      '-': () => this.#zoomBy(2),
      Escape: () => this.#zoomTo(null),
      n: () => this.#nextFinding(1),
      p: () => this.#nextFinding(-1),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** @param {uPlot} plot @param {number} index */
  #moveCursor(plot, index) {
    const x = plot.data[0]?.[index];
    if (x === undefined || x === null) return;
    const left = Math.round(plot.valToPos(x, 'x'));
    plot.setCursor({ left, top: plot.over.clientHeight / 2 }, true);
    // Dense curves have several points on one pixel; the cursor still moves point by point.
    const values = this.metrics.map((_, series) => plot.data[series + 1]?.[index] ?? null);
    this.cursor = { x, index, values };
  }

  /** @param {number} factor */
  #zoomBy(factor) {
    const full = fullRange(/** @type {Run} */ (this.run), this.metrics);
    const { from, to } = this.#range();
    const middle = this.cursor?.x ?? (from + to) / 2;
    const half = ((to - from) * factor) / 2;
    const range = {
      from: Math.max(full.from, middle - half),
      to: Math.min(full.to, middle + half),
    };
    this.#zoomTo(range.from <= full.from && range.to >= full.to ? null : range);
  }

  /** @param {1 | -1} pace */
  #nextFinding(pace) {
    const count = this.run?.findings.length ?? 0;
    if (count === 0) return;
    const start = this.finding ?? (pace > 0 ? -1 : 0);
    this.tell('finding-chosen', (start + pace + count) % count);
  }

  /** @param {Range | null} range */
  #zoomTo(range) {
    this.tell('zoomed', range);
  }

  /** @returns {Range} what is visible */
  #range() {
    const { run } = this;
    if (!run) return { from: 0, to: 1 };
    return (this.#axis() === run.x ? this.zoom : null) ?? fullRange(run, this.metrics);
  }

  /** A wide chart may be half as high again, so that slopes do not flatten. */
  #height() {
    return Math.round(Math.min(Math.max(this.height, this.width * 0.16), this.height * 1.5));
  }

  #axis() {
    return this.metrics[0]?.x ?? 'step';
  }

  /** @param {string} name of a token */
  #color(name) {
    return getComputedStyle(this).getPropertyValue(`--cs-${name}`).trim();
  }
}

/** Whether a curve is drawn strong: what was measured on data that was held out. @param {Metric} metric */
function strong({ role }) {
  return role === 'valid' || role === 'test' || role === 'valid_batch';
}

/** @param {number | null | undefined} value @returns {value is null | undefined} */
function isAbsent(value) {
  return value === undefined || value === null;
}

/** @param {number} hue */
function circle(hue) {
  return html`<svg x="6" y="1" width="6" height="6" viewBox="0 0 6 6">
    <circle cx="3" cy="3" r="3" fill=${`var(--cs-series-${hue})`} />
  </svg>`;
}

/** @param {Metric} metric @param {Range | null} zoom */
function bounds(metric, zoom) {
  if (!zoom || metric.points <= WHOLE_POINTS) return {};
  const overlap = (zoom.to - zoom.from) * OVERLAP;
  return { from: zoom.from - overlap, to: zoom.to + overlap };
}

/**
 * Points without a neighbour, which a line alone would not show.
 * @param {uPlot} plot
 * @param {number} series
 * @returns {number[] | null}
 */
function lonePoints(plot, series) {
  const values = plot.data[series] ?? [];
  /** @type {number[]} */
  const lone = [];
  /** @type {number | null} the last point, when nothing but a gap stands before it */
  let candidate = null;
  let isAfterGap = true;
  for (let index = 0; index < values.length; ++index) {
    const value = values[index];
    if (value === undefined) continue;
    if (value === null) {
      if (candidate !== null) lone.push(candidate);
      candidate = null;
      isAfterGap = true;
    } else {
      candidate = isAfterGap ? index : null;
      isAfterGap = false;
    }
  }
  if (candidate !== null) lone.push(candidate);
  return lone.length > 0 ? lone : null;
}

define('cs-metric-chart', MetricChart);
