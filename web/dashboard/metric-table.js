/** Every metric of a run in one line: first, last, best, range, trend in words, and its curve. */
import { css, html, nothing } from 'lit';

import { columnFormatter, formatInteger, formatP } from '../api/index.js';
import { define } from './define.js';
import { ABSENT, exactNumber, placeOnAxis } from './format.js';
import { markStyles, sparkline } from './marks.js';
import { Part } from './part.js';
import { tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { Metric, PointRef } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

const METRICS_SHOWN = 30;
/** @type {readonly ('first' | 'last' | 'best' | 'min' | 'max')[]} */
const POINTS = ['first', 'last', 'best', 'min', 'max'];

export class MetricTable extends Part {
  /** @override */
  static properties = {
    printing: { attribute: false },
    isOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    tableStyles,
    css`
      .scroll {
        max-height: none;
      }
      .trend {
        min-width: 120px;
      }
      button {
        justify-self: start;
        margin: 0 8px 8px;
      }
    `,
  ];

  constructor() {
    super();
    /** On paper nothing is folded away. */
    this.printing = false;
    this.isOpen = false;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run || run.metrics.length === 0) return nothing;
    const shown = this.isOpen || this.printing ? run.metrics : run.metrics.slice(0, METRICS_SHOWN);
    const names = t.metricColumns;
    return html`<section class="panel" aria-label=${t.metricsHeading}>
      <header><h2>${t.metricsHeading}</h2></header>
      <div class="scroll" tabindex="0" role="group" aria-label=${t.metricsHeading}>
        <table>
          <thead>
            <tr>
              <th scope="col">${names.name}</th>
              <th scope="col">${names.curve}</th>
              ${POINTS.map((key) => html`<th scope="col" class="number">${names[key]}</th>`)}
              <th scope="col">${names.trend}</th>
              <th scope="col" class="number">${names.points}</th>
              <th scope="col">${names.role}</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((metric) => this.#line(t, metric))}
          </tbody>
        </table>
      </div>
      ${
        shown.length < run.metrics.length
          ? html`<button class="plain control" @click=${() => (this.isOpen = true)}>
              ${t.showMetrics(run.metrics.length - shown.length)}
            </button>`
          : nothing
      }
    </section>`;
  }

  /** @param {Texts} t @param {Metric} metric */
  #line(t, metric) {
    const format = columnFormatter(POINTS.map((key) => metric[key]?.value));
    const counts = [
      formatInteger(metric.points),
      metric.nonFinite > 0 ? t.nonFinite(metric.nonFinite) : '',
      metric.sentinels > 0 ? t.sentinels(formatInteger(metric.sentinels)) : '',
    ];
    const { trend } = metric;
    return html`<tr>
      <th scope="row" title=${metric.name}>${metric.name}</th>
      <td>${sparkline(metric.spark, 80, 20)}</td>
      ${POINTS.map((key) => this.#point(t, metric, metric[key], format))}
      <td class="trend" title=${t.trendTitle(formatP(trend.p), trend.n)}>
        ${trendWords(t, metric)}
      </td>
      <td class="number">${counts.filter(Boolean).join(' + ')}</td>
      <td class="quiet">${t.roles[metric.role]}</td>
    </tr>`;
  }

  /**
   * @param {Texts} t
   * @param {Metric} metric
   * @param {PointRef | null} point
   * @param {(value: PointRef['value']) => string} format
   */
  #point(t, metric, point, format) {
    if (!point) return html`<td class="number quiet">${ABSENT}</td>`;
    const place = t.at(placeOnAxis(point.step, metric.x, t));
    return html`<td class="number" title=${`${exactNumber(point.value)} ${place}`}>
      ${format(point.value)}
    </td>`;
  }
}

/** "falling (better)". @param {Texts} t @param {Metric} metric */
function trendWords(t, { trend, direction }) {
  const words = t.trends[trend.verdict];
  if (direction === 'unknown') return words;
  const good = direction === 'lower' ? 'falling' : 'rising';
  if (trend.verdict !== 'falling' && trend.verdict !== 'rising') return words;
  return `${words}, ${trend.verdict === good ? t.better : t.worse}`;
}

define('cs-metric-table', MetricTable);
