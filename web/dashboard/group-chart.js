/** The mean of each group of runs over their common axis, with the band that says how sure it is. */
import { LitElement, css, html, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';

import { axisLabels } from './format.js';
import { define } from './define.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { RunGroup } from '../api/types.js' */

const HEIGHT = 220;
const BAND = 0.16;
const AXIS_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Its numbers stand in the table of groups beside it. */
export class GroupChart extends LitElement {
  /** @override */
  static properties = {
    label: { attribute: false },
    groups: { attribute: false },
    hues: { attribute: false },
    scheme: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    unsafeCSS(uplotStyles),
    css`
      :host,
      .plot {
        min-width: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.label = '';
    /** @type {readonly RunGroup[]} */
    this.groups = [];
    /** @type {readonly number[]} colour of each group */
    this.hues = [];
    /** @type {'light' | 'dark'} what the canvas must be drawn for */
    this.scheme = 'light';
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.resizing = new ResizeObserver(() => this.#onResize());
  }

  /** @override */
  render() {
    return html`<div class="plot" role="img" aria-label=${this.label}></div>`;
  }

  /** @override */
  firstUpdated() {
    this.resizing.observe(this);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.resizing.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.resizing.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  /** @param {PropertyValues<this>} changed @override */
  updated(changed) {
    if (changed.has('groups') || changed.has('hues') || changed.has('scheme')) this.#draw();
  }

  #onResize() {
    if (!this.plot) this.#draw();
    else if (this.#width > 0) this.plot.setSize({ width: this.#width, height: HEIGHT });
  }

  get #width() {
    return this.renderRoot.querySelector('.plot')?.clientWidth ?? 0;
  }

  #draw() {
    this.plot?.destroy();
    this.plot = undefined;
    const target = this.renderRoot.querySelector('.plot');
    if (!(target instanceof HTMLElement) || this.#width === 0) return;
    const tables = this.groups.map(
      ({ curve }) =>
        /** @type {uPlot.AlignedData} */ ([
          [...curve.x],
          [...curve.mean],
          [...curve.low],
          [...curve.high],
        ]),
    );
    if (tables.length === 0) return;
    const data = uPlot.join(tables);
    this.plot = new uPlot(this.#options(), data, target);
  }

  /** @returns {uPlot.Options} */
  #options() {
    const style = getComputedStyle(this);
    const color = (/** @type {string} */ name) => style.getPropertyValue(`--cs-${name}`).trim();
    const axis = {
      font: AXIS_FONT,
      stroke: color('quiet'),
      grid: { stroke: color('line'), width: 1 },
      ticks: { show: false },
      values: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => axisLabels(splits),
    };
    const strokes = this.groups.map((_, index) => color(`series-${this.hues[index] ?? 1}`));
    return {
      width: this.#width,
      height: HEIGHT,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false } },
      axes: [
        { ...axis, size: 26, gap: 6 },
        { ...axis, size: 52, gap: 6 },
      ],
      series: [
        {},
        ...strokes.flatMap((stroke) => [
          { stroke, width: 2, points: { show: false }, spanGaps: true },
          { width: 0, points: { show: false }, spanGaps: true },
          { width: 0, points: { show: false }, spanGaps: true },
        ]),
      ],
      bands: strokes.map((stroke, index) => ({
        series: /** @type {[number, number]} */ ([3 * index + 3, 3 * index + 2]),
        fill: translucent(stroke),
      })),
    };
  }
}

/** @param {string} color #rrggbb */
function translucent(color) {
  return `${color}${Math.round(BAND * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

define('cs-group-chart', GroupChart);
