/** Run A against run B at the same step: every metric that both have, and the difference. */
import { css, html, nothing } from 'lit';

import { columnFormatter, formatPercent } from '../api/index.js';
import { define } from './define.js';
import { ABSENT, exactNumber, placeOnAxis, signed } from './format.js';
import { hueStyles } from './marks.js';
import { Part } from './part.js';
import { atSameStep, commonStretch } from './same-step.js';
import { tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { SameStep } from './same-step.js' */
/** @import { Entry } from './state.js' */
/** @import { Texts } from './texts.js' */

export class PairTable extends Part {
  /** @override */
  static properties = {
    entries: { attribute: false },
    first: { state: true },
    second: { state: true },
    place: { state: true },
    rows: { state: true },
  };

  /** @override */
  static styles = [
    common,
    hueStyles,
    tableStyles,
    css`
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        padding: 0 16px;
      }
      .choices label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-width: 0;
      }
      select {
        min-width: 0;
        max-width: 28ch;
      }
      .place {
        flex: 1 1 260px;
      }
      .place input {
        flex: 1;
        min-width: 80px;
      }
      .place output {
        min-width: 9ch;
      }
      .better {
        color: var(--cs-accent);
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {readonly Entry[]} at least two */
    this.entries = [];
    /** @type {number | null} key of A; null: the first */
    this.first = null;
    /** @type {number | null} key of B; null: the second */
    this.second = null;
    /** @type {number | null} null: the last that both reached */
    this.place = null;
    /** @type {readonly SameStep[]} */
    this.rows = [];
    this.asking = new AbortController();
  }

  /** @returns {readonly [Entry, Entry] | null} */
  get pair() {
    const { entries } = this;
    const a = entries.find(({ key }) => key === this.first) ?? entries[0];
    const b =
      entries.find(({ key }) => key === this.second && key !== a?.key) ??
      entries.find(({ key }) => key !== a?.key);
    return a && b ? [a, b] : null;
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    const asked = /** @type {const} */ (['entries', 'first', 'second', 'place']);
    if (asked.some((name) => changed.has(name))) void this.#ask();
  }

  async #ask() {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { pair } = this;
    const stretch = pair && commonStretch(pair[0].run, pair[1].run);
    if (!pair || !stretch) {
      this.rows = [];
      return;
    }
    const x = Math.min(Math.max(this.place ?? stretch.to, stretch.from), stretch.to);
    try {
      const rows = await atSameStep(pair[0].run, pair[1].run, x, signal);
      if (!signal.aborted) this.rows = rows;
    } catch {
      // Another place was asked for meanwhile, or a run was closed.
    }
  }

  /** @override */
  render() {
    const { texts: t, pair } = this;
    if (!t || !pair) return nothing;
    const [a, b] = pair;
    const stretch = commonStretch(a.run, b.run);
    const words = t.compare;
    return html`<section class="panel" aria-label=${words.sameStep}>
      <header><h2>${words.sameStep}</h2></header>
      <div class="choices">
        ${this.#choice('A', a, b, 'first')} ${this.#choice('B', b, a, 'second')}
        ${
          stretch
            ? html`<label class="place">
                <span class="label">${words.at}</span>
                <input
                  class="control"
                  type="range"
                  min=${stretch.from}
                  max=${stretch.to}
                  step=${a.run.x === 'epoch' ? 'any' : 1}
                  .value=${String(this.place ?? stretch.to)}
                  @input=${this.#onPlace}
                />
                <output>${placeOnAxis(this.place ?? stretch.to, a.run.x, t)}</output>
              </label>`
            : nothing
        }
      </div>
      ${
        stretch && this.rows.length > 0
          ? this.#table(t, a, b)
          : html`<p class="none quiet">${stretch ? '' : words.neverMet}</p>`
      }
    </section>`;
  }

  /** @param {string} letter @param {Entry} entry @param {Entry} other @param {'first' | 'second'} which */
  #choice(letter, entry, other, which) {
    const onChange = (/** @type {Event} */ { target }) => {
      if (!(target instanceof HTMLSelectElement)) return;
      // Who takes the other's run gives it the own one.
      if (Number(target.value) === other.key) {
        this.first = which === 'first' ? other.key : entry.key;
        this.second = which === 'first' ? entry.key : other.key;
      } else {
        this.first = which === 'first' ? Number(target.value) : other.key;
        this.second = which === 'first' ? other.key : Number(target.value);
      }
    };
    return html`<label>
      <b>${letter}</b><span class=${`swatch hue-${entry.hue}`}></span>
      <select @change=${onChange}>
        ${this.entries.map(
          ({ key, run }) =>
            html`<option value=${key} ?selected=${key === entry.key}>${run.name}</option>`,
        )}
      </select>
    </label>`;
  }

  /** @param {Texts} t @param {Entry} a @param {Entry} b */
  #table(t, a, b) {
    const words = t.compare;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${words.sameStep}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t.metricColumns.name}</th>
            <th scope="col" class="number" title=${a.run.name}>A</th>
            <th scope="col" class="number" title=${b.run.name}>B</th>
            <th scope="col" class="number">${words.difference}</th>
            <th scope="col" class="number">%</th>
            <th scope="col">${words.judged}</th>
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row) => this.#row(t, a, row))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Texts} t @param {Entry} a @param {SameStep} row */
  #row(t, a, { metric, a: left, b: right, difference, judged }) {
    const format = columnFormatter([left?.y, right?.y]);
    const wanted = this.place ?? commonStretch(a.run, this.pair?.[1].run ?? a.run)?.to ?? 0;
    const cell = (/** @type {SameStep['a']} */ point) =>
      point
        ? html`<td class="number" title=${exactNumber(point.y)}>
            ${
              point.x < wanted
                ? html`<span class="label">${t.at(placeOnAxis(point.x, metric.x, t))}</span>`
                : nothing
            }
            ${format(point.y)}
          </td>`
        : html`<td class="number quiet">${ABSENT}</td>`;
    const share =
      difference === null || !left || left.y === 0 ? null : difference / Math.abs(left.y);
    return html`<tr>
      <th scope="row" title=${metric.name}>${metric.name}</th>
      ${cell(left)} ${cell(right)}
      <td class="number">${signed(difference, format)}</td>
      <td class="number quiet">${formatPercent(share, t.language, { signed: true })}</td>
      <td class=${judged === 'better' ? 'better' : 'quiet'}>
        ${judged === null ? '' : words(t, judged)}
      </td>
    </tr>`;
  }

  /** @param {Event} event */
  #onPlace({ target }) {
    if (target instanceof HTMLInputElement) this.place = Number(target.value);
  }
}

/** @param {Texts} t @param {'better' | 'worse' | 'equal'} judged */
function words(t, judged) {
  return t.compare.judgements[judged];
}

define('cs-pair-table', PairTable);
