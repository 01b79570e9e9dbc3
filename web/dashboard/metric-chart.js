/**
 * One chart: the curves of one quantity over the run, training quiet and validation strong, with
 * checkpoints, findings and everything that a line cannot show in its place. Zooms and pans with
 * pointer, wheel and keyboard, by asking the engine for the points of the range that is shown.
 */
import { css, html, nothing, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';

import { formatInteger, formatValue } from '../api/index.js';
import { CurveLoader } from './chart-curves.js';
import { alignedData } from './chart-data.js';
import { drawClipped, drawSuperseded } from './chart-edges.js';
import {
  drawBars,
  drawNonFinite,
  drawShades,
  drawTicks,
  findingAt,
  lanesHeight,
} from './chart-ink.js';
import { chartSvg, pngOf } from './chart-picture.js';
import { plotOptions, strong, styleOf } from './chart-plot.js';
import { extent, firstAtOrAfter, valueRange, valuesWithin } from './chart-range.js';
import { define } from './define.js';
import { exactNumber } from './format.js';
import './menu.js';
import { Part } from './part.js';
import { save } from './save.js';
import { actionOf } from './shortcuts.js';
import { common, dashes } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Metric } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { Curve, CurveWish } from './chart-curves.js' */
/** @import { DrawnMetric } from './chart-plot.js' */
/** @import { Beyond } from './chart-edges.js' */
/** @import { Shade } from './chart-ink.js' */
/** @import { ShortcutAction } from './shortcuts.js' */
/** @import { ChartSettings, LitCheckpoint, Range } from './state.js' */
/** @import { Texts } from './texts.js' */

/** A wheel turned by this many pixels doubles or halves what is shown. */
const WHEEL_DOUBLE = 400;
/** A checkpoint is meant when the pointer is this near to its tick, in CSS pixels. */
const TICK_REACH = 6;
/** Rows of the table for those who do not see the curves. */
const TABLE_ROWS = 40;
/** Of the shown range, for one key press of panning. */
const PAN_SHARE = 0.25;

/**
 * @typedef {object} Cursor
 * @property {number} x
 * @property {number} index into the columns
 * @property {readonly (number | null)[]} values of the metrics
 * @property {readonly (number | null)[]} smooth the same, smoothed; empty when nothing is
 */

/**
 * @fires zoomed detail: Range | null
 * @fires finding-hovered detail: number | null
 * @fires finding-chosen detail: number, by a press on its bar, or N and P
 * @fires checkpoint-lit detail: LitCheckpoint
 * @fires checkpoint-left detail: null, when the pointer leaves the tick that lit one
 * @fires checkpoint-picked detail: LitCheckpoint, by a press on its tick
 * @fires charts-changed detail: { expanded }
 */
export class MetricChart extends Part {
  /** @override */
  static properties = {
    metrics: { attribute: false },
    quantity: { attribute: false },
    chartKey: { attribute: false },
    axis: { attribute: false },
    settings: { attribute: false },
    zoom: { attribute: false },
    finding: { attribute: false },
    checkpoint: { attribute: false },
    isFirst: { attribute: false },
    scheme: { attribute: false },
    height: { attribute: false },
    cursor: { state: true },
    hasFailed: { state: true },
    remarks: { state: true },
    rows: { state: true },
  };

  /** @override */
  static styles = [
    common,
    unsafeCSS(uplotStyles),
    css`
      figure {
        position: relative;
        display: grid;
        gap: 4px;
        min-width: 0;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
        align-items: baseline;
        min-height: 24px;
        padding-inline-end: 68px;
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
      .series .name {
        max-width: 32ch;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .value {
        min-width: 42px;
      }
      .pointed {
        color: var(--cs-ink);
        font-weight: 600;
      }
      .tools {
        display: flex;
        position: absolute;
        top: 0;
        right: 0;
      }
      .expand {
        min-height: 24px;
        padding: 0 6px;
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
      @media print {
        figure {
          break-inside: avoid;
        }
        .uplot,
        .u-wrap,
        canvas {
          width: 100% !important;
          height: auto !important;
        }
        .u-over,
        .u-under {
          display: none;
        }
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
    /** Names this chart among those of the run. */
    this.chartKey = '';
    /** @type {ChartAxis | undefined} */
    this.axis = undefined;
    /** @type {ChartSettings | undefined} */
    this.settings = undefined;
    /** @type {Range | null} on the axis */
    this.zoom = null;
    /** @type {number | null} */
    this.finding = null;
    /** @type {LitCheckpoint | null} */
    this.checkpoint = null;
    /** The first chart also shows the findings about the run as a whole. */
    this.isFirst = false;
    /** @type {'light' | 'dark'} what the canvas must be drawn for */
    this.scheme = 'light';
    this.height = 160;
    /** @type {Cursor | null} */
    this.cursor = null;
    this.hasFailed = false;
    /** @type {{ readonly unplaced: number, readonly unscalable: number, readonly beyond: Beyond | null }} */
    this.remarks = { unplaced: 0, unscalable: 0, beyond: null };
    /** @type {readonly (readonly string[])[]} the hidden table */
    this.rows = [];
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    /** @type {readonly Curve[]} what is drawn */
    this.curves = [];
    this.loader = new CurveLoader(
      (curves, wish) => this.#onCurves(curves, wish),
      () => (this.hasFailed = true),
    );
    this.resizing = new ResizeObserver(() => this.#onResize());
    /** Charts out of sight wait with fetching until they are seen. */
    this.seeing = new IntersectionObserver((entries) => this.#onSeen(entries), {
      rootMargin: '200px',
    });
    this.isSeen = true;
    this.isStale = false;
    this.width = 0;
    /** @type {Range | null | undefined} a zoom that the next frame will tell */
    this.nextZoom = undefined;
    /** @type {number | null} the step of the tick below the pointer */
    this.hoveredStep = null;
    /** @type {number | null} */
    this.hoveredFinding = null;
  }

  /** @override */
  render() {
    const { texts: t, run, axis } = this;
    if (!t || !run || !axis) return nothing;
    const range = this.#range(axis);
    const place = this.cursor ? axis.say(this.cursor.x, run, t) : '';
    return html`<figure>
      <figcaption>
        <h3>${this.quantity}</h3>
        ${this.metrics.map((metric, index) => this.#legend(t, metric, index))} ${this.#remarks(t)}
        <span class="place quiet">${place}</span>
        <span class="tools control">${this.#saver(t)} ${this.#expander(t)}</span>
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
        @wheel=${this.#onWheel}
        @pointermove=${this.#onPointer}
        @pointerleave=${this.#onLeave}
        @click=${this.#onClick}
      ></div>
      <span id="keys" class="spoken">${t.chartKeys}</span>
      ${this.hasFailed ? html`<p class="quiet">${t.chartFailed}</p>` : nothing} ${this.#table(t)}
    </figure>`;
  }

  /** @param {Texts} t @param {DrawnMetric} metric @param {number} index */
  #legend(t, metric, index) {
    const value = this.cursor ? this.cursor.values[index] : metric.last?.value;
    const smooth = this.cursor?.smooth[index];
    const { hue, dash } = styleOf(this.metrics, index);
    const role = t.roles[metric.role];
    const isStrong = strong(metric);
    return html`<span class="series" title=${role === '' ? metric.name : `${metric.name}, ${role}`}>
      <svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true">
        <line
          x1="0"
          y1="4"
          x2="18"
          y2="4"
          stroke=${`var(--cs-series-${hue})`}
          stroke-width=${isStrong ? 2 : 1}
          stroke-dasharray=${(dashes[dash] ?? []).join(' ')}
        />
        ${isStrong ? circle(hue) : nothing}
      </svg>
      <span class="name">${metric.label ?? metric.name}</span>
      <span
        class=${this.cursor ? 'value pointed' : 'value'}
        title=${isAbsent(value) ? '' : exactNumber(value)}
        >${isAbsent(value) ? '' : formatValue(value)}</span
      >${
        isAbsent(smooth)
          ? nothing
          : html`<span title=${t.smoothedValue}>≈ ${formatValue(smooth)}</span>`
      }
    </span>`;
  }

  /** What the lines cannot show, in words. @param {Texts} t */
  #remarks(t) {
    const { unplaced, unscalable, beyond } = this.remarks;
    const nonFinite = this.metrics.reduce((sum, metric) => sum + metric.nonFinite, 0);
    const superseded = this.metrics.reduce((sum, metric) => sum + metric.superseded, 0);
    const sentinels = this.metrics.reduce((sum, metric) => sum + metric.sentinels, 0);
    const remark = (/** @type {string} */ text, /** @type {string} */ hint) =>
      html`<span class="series remark" title=${hint}>${text}</span>`;
    return html`${
      nonFinite > 0
        ? html`<span class="series warn remark" title=${t.nonFiniteMark}
            >✕ ${t.nonFinite(nonFinite)}</span
          >`
        : nothing
    }
    ${
      superseded > 0
        ? remark(`⋯ ${t.superseded(formatInteger(superseded))}`, t.supersededHint)
        : nothing
    }
    ${
      sentinels > 0 ? remark(`∅ ${t.sentinels(formatInteger(sentinels))}`, t.sentinelHint) : nothing
    }
    ${
      beyond
        ? remark(
            `▲ ${t.beyond(String(beyond.count), formatValue(beyond.least), formatValue(beyond.greatest))}`,
            t.beyondHint,
          )
        : nothing
    }
    ${unscalable > 0 ? remark(t.unscalable(formatInteger(unscalable)), t.unscalableHint) : nothing}
    ${unplaced > 0 ? remark(t.unplaced(formatInteger(unplaced)), t.unplacedHint) : nothing}`;
  }

  /** @param {Texts} t */
  #saver(t) {
    const items = /** @type {const} */ (['png', 'svg']).map((type) => ({
      label: t.pictures[type],
      act: () => void this.#savePicture(type),
    }));
    return html`<cs-menu
      compact
      align="end"
      .label=${'⤓'}
      .hint=${t.pictureMenu(this.quantity)}
      .items=${items}
    ></cs-menu>`;
  }

  /** @param {'png' | 'svg'} type */
  async #savePicture(type) {
    const { plot, axis, run } = this;
    if (!plot || !axis || !run) return;
    const picture = chartSvg({
      plot,
      title: this.quantity,
      source: run.name,
      legend: this.metrics.map((metric, index) => {
        const { hue, dash } = styleOf(this.metrics, index);
        return {
          name: metric.name,
          color: this.#color(`series-${hue}`),
          width: strong(metric) ? 2 : 1,
          dash: dashes[dash] ?? [],
        };
      }),
      remarks: [...this.renderRoot.querySelectorAll('figcaption .remark')].map((remark) =>
        (remark.textContent ?? '').trim(),
      ),
      color: (name) => this.#color(name),
      drawBehind: (copy) => this.#drawBehind(copy, axis),
      drawInk: (copy) => this.#drawInk(copy, axis),
    });
    const blob =
      type === 'png' ? await pngOf(picture) : new Blob([picture.svg], { type: 'image/svg+xml' });
    save(`${run.name}-${this.quantity}.${type}`, blob);
  }

  /** @param {Texts} t */
  #expander(t) {
    const isExpanded = this.settings?.expanded === this.chartKey;
    const text = isExpanded ? t.shrinkChart(this.quantity) : t.expandChart(this.quantity);
    return html`<button
      class="plain expand"
      title=${text}
      aria-label=${text}
      aria-pressed=${isExpanded ? 'true' : 'false'}
      @click=${() => this.tell('charts-changed', { expanded: isExpanded ? null : this.chartKey })}
    >
      ${isExpanded ? '⤡' : '⤢'}
    </button>`;
  }

  /** The same for those who cannot see curves. @param {Texts} t */
  #table(t) {
    if (this.rows.length === 0) return nothing;
    return html`<div class="spoken">
      <table>
        <caption>
          ${t.chartTable(this.quantity)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${this.axis ? t.axes[this.axis.choice] : ''}</th>
            ${this.metrics.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map(
            ([place, ...values]) =>
              html`<tr>
                <th scope="row">${place}</th>
                ${values.map((value) => html`<td>${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
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

  /** Puts the cursor on the point nearest to a place. @param {number} place */
  pointTo(place) {
    if (!this.plot) return;
    const at = firstAtOrAfter(this.plot.data[0], place * (1 - 1e-12));
    this.#moveCursor(this.plot, Math.min(at, this.plot.data[0].length - 1));
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
    this.seeing.disconnect();
    this.loader.stop();
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
    const has = (/** @type {readonly (keyof MetricChart)[]} */ names) =>
      names.some((name) => changed.has(name));
    const before = changed.get('settings');
    const isDrawnAnew =
      has(['run', 'metrics', 'axis']) ||
      (before !== undefined &&
        CURVE_SETTINGS.some((name) => before[name] !== this.settings?.[name]));
    if (isDrawnAnew) {
      this.loader.stop();
      this.plot?.destroy();
      this.plot = undefined;
      this.cursor = null;
      this.#load();
    } else if (changed.has('zoom')) {
      // What is there follows at once; the points of the new range come when the engine has them.
      if (this.axis) {
        const [min, max] = this.axis.padded(this.#range(this.axis));
        this.plot?.setScale('x', { min, max });
      }
      this.#load();
    } else if (changed.has('settings')) {
      this.plot?.setData(this.plot.data, true);
    }
    if (changed.has('height') && this.plot) this.plot.setSize(this.#size());
    if (has(['finding', 'checkpoint', 'scheme'])) {
      this.plot?.redraw(false, changed.has('scheme'));
    }
  }

  #observe() {
    const plot = this.renderRoot.querySelector('.plot');
    if (plot) this.resizing.observe(plot);
    this.seeing.observe(this);
  }

  #onResize() {
    const width = Math.floor(this.renderRoot.querySelector('.plot')?.clientWidth ?? 0);
    if (width === this.width || width === 0) return;
    this.width = width;
    this.plot?.setSize(this.#size());
    this.#load();
  }

  /** @param {readonly IntersectionObserverEntry[]} entries */
  #onSeen(entries) {
    this.isSeen = entries.at(-1)?.isIntersecting ?? true;
    if (this.isSeen && this.isStale) this.#load();
  }

  /** Fetches the points that draw the visible range at this width. */
  #load() {
    const { run, metrics, axis, settings, zoom, width } = this;
    if (!run || !axis || !settings || width === 0) return;
    // Out of sight only the first drawing is worth its while.
    this.isStale = !this.isSeen && this.plot !== undefined;
    if (this.isStale) return;
    const isLogY = this.#isLogY(settings);
    void this.loader.fetch({ run, metrics, axis, settings, isLogY, zoom, width });
  }

  /** @param {readonly Curve[]} curves @param {CurveWish} wish */
  #onCurves(curves, wish) {
    this.hasFailed = false;
    this.curves = curves;
    const data = alignedData(wish.metrics, curves, wish.axis);
    const target = this.renderRoot.querySelector('.plot');
    if (this.plot) this.plot.setData(data, true);
    else if (target instanceof HTMLElement)
      this.plot = new uPlot(this.#options(wish), data, target);
    const most = (/** @type {'unplaced' | 'unscalable'} */ key) =>
      curves.reduce((sum, { raw }) => sum + raw[key], 0);
    this.remarks = {
      ...this.remarks,
      unplaced: most('unplaced'),
      unscalable: most('unscalable'),
    };
    const later = 'requestIdleCallback' in window ? requestIdleCallback : setTimeout;
    later(() => this.#fillTable());
  }

  /** @param {CurveWish} wish @returns {uPlot.Options} */
  #options({ metrics, axis, settings, isLogY }) {
    return plotOptions({
      ...this.#size(),
      metrics,
      axis,
      isLogY,
      isSmooth: settings.weight > 0,
      group: `${this.run?.name} ${axis.choice}`,
      color: (name) => this.#color(name),
      xRange: () => axis.padded(this.#range(axis)),
      yRange: () => this.#valueRange(axis, isLogY),
      onPress: (event) => this.#onPress(event),
      onReset: () => this.#zoomTo(null),
      hooks: {
        drawClear: [(plot) => this.#drawBehind(plot, axis)],
        draw: [(plot) => this.#drawInk(plot, axis)],
        setSelect: [(plot) => this.#onSelect(plot)],
        setCursor: [(plot) => this.#onCursor(plot)],
      },
    });
  }

  /** @param {ChartAxis} axis @param {boolean} isLog @returns {[number, number]} */
  #valueRange(axis, isLog) {
    const columns = this.metrics.map((_, index) => index + 1);
    const values = this.plot ? valuesWithin(this.plot.data, columns, this.#range(axis)) : [];
    const isClipping = this.settings?.isClipping ?? false;
    const [least, greatest] = extent(values, { isLog, isClipping }) ?? [null, null];
    return valueRange(least, greatest, isLog);
  }

  /** @param {uPlot} plot @param {ChartAxis} axis */
  #drawBehind(plot, axis) {
    drawShades(plot, this.#shades(axis));
    drawSuperseded(
      plot,
      this.curves.flatMap(({ superseded }, index) =>
        superseded
          ? { points: superseded, color: this.#color(`series-${styleOf(this.metrics, index).hue}`) }
          : [],
      ),
    );
  }

  /** @param {uPlot} plot @param {ChartAxis} axis */
  #drawInk(plot, axis) {
    const { run } = this;
    if (!run) return;
    const shades = this.#shades(axis);
    drawBars(plot, shades);
    drawNonFinite(plot, this.metrics, axis, this.#color('critical'), lanesHeight(shades));
    const beyond = drawClipped(
      plot,
      this.metrics.map((_, index) => ({
        column: index + 1,
        color: this.#color(`series-${styleOf(this.metrics, index).hue}`),
      })),
    );
    if (JSON.stringify(beyond) !== JSON.stringify(this.remarks.beyond)) {
      // Drawing may happen within an update, which must not start another.
      queueMicrotask(() => (this.remarks = { ...this.remarks, beyond }));
    }
    if (!this.#sharesAxis()) return;
    const placeOf = (/** @type {number | null | undefined} */ x) =>
      isAbsent(x) ? null : axis.placeOf(x);
    drawTicks(plot, {
      steps: run.checkpointSteps.flatMap((x) => placeOf(x) ?? []),
      recommended: placeOf(run.verdict.recommended?.x),
      lit: placeOf(this.checkpoint?.x),
      color: this.#color('edge'),
      accent: this.#color('accent'),
    });
  }

  /** @param {ChartAxis} axis @returns {readonly Shade[]} */
  #shades(axis) {
    const { run } = this;
    if (!run || !this.#sharesAxis()) return [];
    const names = new Set(this.metrics.map(({ name }) => name));
    return run.findings.flatMap(({ fromStep, toStep, metric, severity }, index) => {
      const concerns = metric === null ? this.isFirst : names.has(metric);
      if (fromStep === null || !concerns) return [];
      const from = axis.placeOf(fromStep);
      const to = axis.placeOf(toStep ?? fromStep);
      if (from === null || to === null) return [];
      return {
        index,
        from,
        to,
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
    const { idx } = plot.cursor;
    if (idx === null || idx === undefined) this.cursor = null;
    else this.cursor = this.#cursorAt(plot, idx);
  }

  /** @param {uPlot} plot @param {number} index @returns {Cursor | null} */
  #cursorAt(plot, index) {
    const x = plot.data[0]?.[index];
    if (isAbsent(x)) return null;
    const count = this.metrics.length;
    const value = (/** @type {number} */ column) => plot.data[column]?.[index] ?? null;
    const values = this.metrics.map((_, at) => value(at + 1));
    const isSmooth = plot.data.length > count + 1;
    return {
      x,
      index,
      values,
      smooth: isSmooth ? values.map((_, at) => value(count + at + 1)) : [],
    };
  }

  /** Shift and drag pans. @param {MouseEvent} event */
  #onPress(event) {
    const { plot, axis } = this;
    if (!plot || !axis || !event.shiftKey || event.button !== 0) return false;
    const start = this.#range(axis);
    const width = plot.over.clientWidth;
    const stop = new AbortController();
    const { signal } = stop;
    const onMove = (/** @type {MouseEvent} */ { clientX }) =>
      this.#zoomSoon(axis.changed(start, { by: (event.clientX - clientX) / width }));
    addEventListener('mousemove', onMove, { signal });
    addEventListener('mouseup', () => stop.abort(), { signal });
    event.preventDefault();
    return true;
  }

  /** Ctrl and wheel (a pinch on a trackpad) zooms at the pointer, Shift or a sideways wheel pans. @param {WheelEvent} event */
  #onWheel(event) {
    const { plot, axis } = this;
    if (!plot || !axis) return;
    const isPanning = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!event.ctrlKey && !event.metaKey && !isPanning) return;
    const range = this.nextZoom ?? this.#range(axis);
    event.preventDefault();
    if (isPanning) {
      const by = (event.deltaX || event.deltaY) / plot.over.clientWidth;
      this.#zoomSoon(axis.changed(range, { by }));
    } else {
      const left = event.clientX - plot.over.getBoundingClientRect().left;
      const around = plot.posToVal(left, 'x');
      this.#zoomSoon(axis.changed(range, { around, factor: 2 ** (event.deltaY / WHEEL_DOUBLE) }));
    }
  }

  /** Lights the checkpoint or the finding below the pointer. @param {PointerEvent} event */
  #onPointer(event) {
    const { plot, axis } = this;
    if (!plot || !axis) return;
    const finding = this.#findingBelow(plot, axis, event);
    if (finding !== this.hoveredFinding) this.tell('finding-hovered', finding);
    this.hoveredFinding = finding;
    const step = this.#checkpointBelow(plot, axis, event);
    if (step === this.hoveredStep) return;
    this.hoveredStep = step;
    if (step === null) this.tell('checkpoint-left', null);
    else this.tell('checkpoint-lit', { index: null, x: step });
  }

  #onLeave() {
    if (this.hoveredFinding !== null) this.tell('finding-hovered', null);
    if (this.hoveredStep !== null) this.tell('checkpoint-left', null);
    this.hoveredFinding = null;
    this.hoveredStep = null;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const { plot, axis } = this;
    if (!plot || !axis || event.shiftKey) return;
    const finding = this.#findingBelow(plot, axis, event);
    const step = this.#checkpointBelow(plot, axis, event);
    if (finding !== null) this.tell('finding-chosen', finding);
    else if (step !== null) this.tell('checkpoint-picked', { index: null, x: step });
  }

  /** @param {uPlot} plot @param {ChartAxis} axis @param {MouseEvent} event */
  #findingBelow(plot, axis, event) {
    const box = plot.over.getBoundingClientRect();
    const at = { left: event.clientX - box.left, top: event.clientY - box.top };
    return findingAt(plot, this.#shades(axis), at);
  }

  /** The step of the tick below the pointer. @param {uPlot} plot @param {ChartAxis} axis @param {MouseEvent} event */
  #checkpointBelow(plot, axis, event) {
    const { run } = this;
    if (!run || !this.#sharesAxis()) return null;
    const box = plot.over.getBoundingClientRect();
    // Ticks stand at the lower edge; further up the pointer is after the curve.
    if (event.clientY < box.bottom - 24) return null;
    const left = event.clientX - box.left;
    const recommended = run.verdict.recommended?.x;
    let nearest = null;
    let least = TICK_REACH;
    for (const step of isAbsent(recommended)
      ? run.checkpointSteps
      : [recommended, ...run.checkpointSteps]) {
      const place = axis.placeOf(step);
      const distance = place === null ? Infinity : Math.abs(plot.valToPos(place, 'x') - left);
      if (distance >= least) continue;
      least = distance;
      nearest = step;
    }
    return nearest;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { plot, axis } = this;
    const key = actionOf('chart', event);
    if (!plot || !axis || key === undefined) return;
    const pace = event.shiftKey ? 10 : 1;
    const [first, last] = this.#shownIndices(plot, axis);
    const at = this.cursor?.index ?? first - 1;
    const range = this.#range(axis);
    const around = this.cursor?.x;
    const zoom = (/** @type {number} */ factor) =>
      this.#zoomTo(axis.changed(range, around === undefined ? { factor } : { around, factor }));
    const move = (/** @type {number} */ index) => this.#moveCursor(plot, index);
    /** @type {Partial<Record<ShortcutAction, () => void>>} */
    const actions = {
      right: () => move(Math.min(last, at + pace)),
      left: () => move(Math.max(first, at - pace)),
      first: () => move(first),
      last: () => move(last),
      zoomIn: () => zoom(0.5),
      zoomOut: () => zoom(2),
      panLeft: () => this.#zoomTo(axis.changed(range, { by: -PAN_SHARE })),
      panRight: () => this.#zoomTo(axis.changed(range, { by: PAN_SHARE })),
      reset: () => this.#zoomTo(null),
      nextFinding: () => this.#nextFinding(1),
      previousFinding: () => this.#nextFinding(-1),
    };
    event.preventDefault();
    actions[key]?.();
  }

  /** The first and the last point within what is shown. @param {uPlot} plot @param {ChartAxis} axis @returns {[number, number]} */
  #shownIndices(plot, axis) {
    const xs = plot.data[0];
    const { from, to } = this.#range(axis);
    const hair = (to - from) * 1e-6;
    return [firstAtOrAfter(xs, from - hair), firstAtOrAfter(xs, to + hair) - 1];
  }

  /** @param {uPlot} plot @param {number} index */
  #moveCursor(plot, index) {
    const x = plot.data[0]?.[index];
    if (isAbsent(x)) return;
    const left = Math.round(plot.valToPos(x, 'x'));
    plot.setCursor({ left, top: plot.over.clientHeight / 2 }, true);
    // Dense curves have several points on one pixel; the cursor still moves point by point.
    this.cursor = this.#cursorAt(plot, index);
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

  /** Tells the last of several zooms within one frame. @param {Range | null} range */
  #zoomSoon(range) {
    const isWaiting = this.nextZoom !== undefined;
    this.nextZoom = range;
    if (isWaiting) return;
    requestAnimationFrame(() => {
      const next = this.nextZoom ?? null;
      this.nextZoom = undefined;
      this.#zoomTo(next);
    });
  }

  #fillTable() {
    const { plot, axis, texts: t } = this;
    if (!plot || !axis || !t || !this.isConnected) return;
    const [first = 0, last = -1] = this.#shownIndices(plot, axis);
    const count = last - first + 1;
    const shown = Math.min(count, TABLE_ROWS);
    this.rows = Array.from({ length: Math.max(0, shown) }, (_, row) => {
      const index = first + Math.round((row * (count - 1)) / Math.max(1, shown - 1));
      const cursor = this.#cursorAt(plot, index);
      const values = cursor?.values ?? [];
      return [axis.sayHere(cursor?.x ?? 0, t), ...values.map((value) => formatValue(value))];
    });
  }

  /** What is visible. @param {ChartAxis} axis @returns {Range} */
  #range(axis) {
    return (this.#sharesAxis() ? this.zoom : null) ?? axis.full;
  }

  /** Whether the metrics stand where checkpoints, findings and the other charts do. */
  #sharesAxis() {
    return this.metrics[0]?.x === this.run?.x;
  }

  /** A logarithmic axis needs something to show. @param {ChartSettings} settings */
  #isLogY({ isLogY }) {
    return (
      isLogY && this.metrics.some(({ max }) => typeof max?.value === 'number' && max.value > 0)
    );
  }

  /** A wide chart may be half as high again, so that slopes do not flatten. */
  #size() {
    const { width } = this;
    const height = Math.round(Math.min(Math.max(this.height, width * 0.16), this.height * 1.5));
    return { width, height };
  }

  /** @param {string} name of a token */
  #color(name) {
    return getComputedStyle(this).getPropertyValue(`--cs-${name}`).trim();
  }
}

/** Settings that change which points are drawn. @type {readonly (keyof ChartSettings)[]} */
const CURVE_SETTINGS = ['isLogY', 'smoothBy', 'weight'];

/** @template Value @param {Value | null | undefined} value @returns {value is null | undefined} */
function isAbsent(value) {
  return value === undefined || value === null;
}

/** @param {number} hue */
function circle(hue) {
  return html`<svg x="6" y="1" width="6" height="6" viewBox="0 0 6 6">
    <circle cx="3" cy="3" r="3" fill=${`var(--cs-series-${hue})`} />
  </svg>`;
}

define('cs-metric-chart', MetricChart);
