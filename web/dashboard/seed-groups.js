/**
 * Runs that differ in nothing but their seed as groups: mean and band of each, group against group in
 * words, and what was set differently beside what came out differently.
 */
import { css, html, nothing } from 'lit';

import {
  columnFormatter,
  compareRuns,
  formatInteger,
  formatMessage,
  formatValue,
} from '../api/index.js';
import { define } from './define.js';
import { ABSENT, exactNumber, placeOnAxis } from './format.js';
import './group-chart.js';
import { hueStyles, markStyles, severityMark } from './marks.js';
import { metricNames } from './overview-rows.js';
import { Part } from './part.js';
import { tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Comparison, FactDifference, Metric, RuleOverrides, RunGroup } from '../api/types.js' */
/** @import { Entry } from './state.js' */
/** @import { Texts } from './texts.js' */

const PAIRS_SHOWN = 6;
const FACTS_SHOWN = 16;
const METRICS_MAX = 200;

export class SeedGroups extends Part {
  /** @override */
  static properties = {
    entries: { attribute: false },
    rules: { attribute: false },
    scheme: { attribute: false },
    metric: { state: true },
    comparison: { state: true },
    hasFailed: { state: true },
    arePairsOpen: { state: true },
    areFactsOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    hueStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .space {
        flex: 1;
      }
      select {
        max-width: 30ch;
      }
      .chart {
        padding: 0 16px;
      }
      .pairs {
        display: grid;
        gap: 4px;
        padding: 4px 16px 8px;
      }
      .pairs li {
        max-width: 100ch;
      }
      .open {
        justify-self: start;
        margin: 0 8px 8px;
      }
      .settings td {
        max-width: 28ch;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      thead .setting {
        font-family: var(--cs-mono);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {readonly Entry[]} at least two */
    this.entries = [];
    /** @type {RuleOverrides} numbers other than the defaults */
    this.rules = {};
    /** @type {'light' | 'dark'} */
    this.scheme = 'light';
    /** What the runs are compared by; "" is what best means in most of them. */
    this.metric = '';
    /** @type {Comparison | null} */
    this.comparison = null;
    this.hasFailed = false;
    this.arePairsOpen = false;
    this.areFactsOpen = false;
    /** @type {readonly Entry[]} those in the comparison */
    this.compared = [];
    this.asking = new AbortController();
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    const asked = /** @type {const} */ (['entries', 'rules', 'metric', 'texts']);
    if (asked.some((name) => changed.has(name))) void this.#ask();
  }

  async #ask() {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { entries, metric, texts: t } = this;
    const isKnown = entries.some(({ run }) => run.metrics.some(({ name }) => name === metric));
    const by = isKnown ? metric : commonMetric(entries);
    try {
      const comparison = await compareRuns(
        entries.map(({ run }) => run),
        { signal, rules: this.rules, locale: t?.language, ...(by === '' ? {} : { metric: by }) },
      );
      if (signal.aborted) return;
      this.compared = entries;
      this.comparison = comparison;
      this.hasFailed = false;
    } catch {
      if (!signal.aborted) this.hasFailed = true;
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.asking.abort();
  }

  /** @override */
  render() {
    const { texts: t, comparison } = this;
    if (!t) return nothing;
    if (this.hasFailed) return html`<p class="panel none" role="alert">${t.compare.failed}</p>`;
    if (!comparison) return html`<p class="quiet" role="status">${t.compare.comparing}</p>`;
    return html`${this.#groups(t, comparison)} ${this.#settings(t, comparison)}`;
  }

  /** @param {Texts} t @param {Comparison} comparison */
  #groups(t, comparison) {
    const words = t.compare;
    const { groups, metric } = comparison;
    const level = formatValue(comparison.level * 100);
    const hues = groups.map(({ runs }) => this.compared[runs[0] ?? 0]?.hue ?? 1);
    const hasBand = groups.some(({ runs }) => runs.length > 1);
    return html`<section class="panel" aria-label=${words.groups}>
      <header>
        <h2>${words.groups}</h2>
        <span class="label">${words.groupsHint}</span>
        <span class="space"></span>
        <label>
          <span class="label">${words.by}</span>
          <select @change=${this.#onMetric}>
            ${metricNames(this.compared)
              .slice(0, METRICS_MAX)
              .map(
                (name) => html`<option value=${name} ?selected=${name === metric}>${name}</option>`,
              )}
          </select>
        </label>
      </header>
      ${
        hasBand
          ? html`<cs-group-chart
              class="chart"
              .label=${words.meanOf(metric ?? '', level)}
              .groups=${groups}
              .hues=${hues}
              .scheme=${this.scheme}
            ></cs-group-chart>`
          : nothing
      }
      <div class="scroll" tabindex="0" role="group" aria-label=${words.groups}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.group}</th>
              <th scope="col" class="number">${words.runs}</th>
              <th scope="col" class="number" title=${words.meanHint}>${words.mean}</th>
              <th scope="col" class="number">${words.deviation}</th>
              <th scope="col" class="number">${words.interval(level)}</th>
            </tr>
          </thead>
          <tbody>
            ${groups.map((group, index) => this.#group(t, group, hues[index] ?? 1))}
          </tbody>
        </table>
      </div>
      ${this.#pairs(t, comparison)}
    </section>`;
  }

  /** @param {Texts} t @param {RunGroup} group @param {number} hue */
  #group(t, { name, runs, mean, deviation, low, high }, hue) {
    const format = columnFormatter([mean, low, high]);
    const names = runs.map((index) => this.compared[index]?.run.name).join('\n');
    return html`<tr title=${names}>
      <th scope="row"><span class=${`swatch hue-${hue}`}></span> ${name}</th>
      <td class="number">${formatInteger(runs.length)}</td>
      <td class="number">${format(mean)}</td>
      <td class="number">${deviation === null ? ABSENT : formatValue(deviation)}</td>
      <td class="number">${low === null ? ABSENT : t.compare.fromTo(format(low), format(high))}</td>
    </tr>`;
  }

  /** @param {Texts} t @param {Comparison} comparison */
  #pairs(t, { pairs }) {
    const shown = this.arePairsOpen ? pairs : pairs.slice(0, PAIRS_SHOWN);
    if (pairs.length === 0) return nothing;
    return html`<ul class="pairs">
        ${shown.map(({ message }) => html`<li>${formatMessage(message, t.language)}</li>`)}
      </ul>
      ${
        shown.length < pairs.length
          ? html`<button class="plain open" @click=${() => (this.arePairsOpen = true)}>
              ${t.showAll(pairs.length)}
            </button>`
          : nothing
      }`;
  }

  /** @param {Texts} t @param {Comparison} comparison */
  #settings(t, comparison) {
    const { facts, metric } = comparison;
    const words = t.compare;
    const shown = this.areFactsOpen ? facts : facts.slice(0, FACTS_SHOWN);
    return html`<section class="panel settings" aria-label=${words.settings}>
      <header>
        <h2>${words.settings}</h2>
        <span class="label">${facts.length === 0 ? words.noSettings : ''}</span>
      </header>
      <div class="scroll" tabindex="0" role="group" aria-label=${words.settings}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t.overview.columns.name}</th>
              <th scope="col">${t.overview.columns.verdict}</th>
              <th scope="col" class="number" title=${metric ?? ''}>${t.overview.columns.best}</th>
              <th scope="col" class="number" title=${words.finalHint}>${words.final}</th>
              ${shown.map(({ name }) => html`<th scope="col" class="setting">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.compared.map((entry, index) => this.#line(t, entry, index, comparison, shown))}
          </tbody>
        </table>
      </div>
      ${
        shown.length < facts.length
          ? html`<button class="plain open" @click=${() => (this.areFactsOpen = true)}>
              ${t.showAll(facts.length)}
            </button>`
          : nothing
      }
    </section>`;
  }

  /**
   * @param {Texts} t
   * @param {Entry} entry
   * @param {number} index
   * @param {Comparison} comparison
   * @param {readonly FactDifference[]} facts
   */
  #line(t, { run, hue }, index, { runs }, facts) {
    const result = runs[index];
    const { severity, headline } = run.verdict;
    const words = formatMessage(headline, t.language);
    return html`<tr>
      <th scope="row" title=${run.name}><span class=${`swatch hue-${hue}`}></span> ${run.name}</th>
      <td title=${words}>${severityMark(severity, t.severities[severity])} ${words}</td>
      ${
        result?.best
          ? html`<td
              class="number"
              title=${`${exactNumber(result.best.value)} ${t.at(placeOnAxis(result.best.step, run.x, t))}`}
            >
              ${formatValue(result.best.value)}
            </td>`
          : html`<td class="number quiet">${ABSENT}</td>`
      }
      <td class="number">${formatValue(result?.final ?? null)}</td>
      ${facts.map(({ values }) => {
        const value = values[index] ?? null;
        const text = value === null ? ABSENT : String(value);
        return html`<td class=${value === null ? 'quiet' : ''} title=${text}>${text}</td>`;
      })}
    </tr>`;
  }

  /** @param {Event} event */
  #onMetric({ target }) {
    if (target instanceof HTMLSelectElement) this.metric = target.value;
  }
}

/**
 * What most of the runs can be ranked by, where best means the same in no two of them; else "", and the
 * engine compares them by that.
 * @param {readonly Entry[]} entries
 */
function commonMetric(entries) {
  const primaries = mostFrequent(entries.map(({ run }) => run.primary?.name ?? ''));
  if (primaries.count > 1) return '';
  const ranked = (/** @type {Metric} */ { direction }) => direction !== 'unknown';
  const all = entries.flatMap(({ run }) => run.metrics.filter(ranked).map(({ name }) => name));
  return mostFrequent(all).name;
}

/** @param {readonly string[]} names "" is none */
function mostFrequent(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  let most = { name: '', count: 0 };
  for (const [name, count] of counts) if (count > most.count) most = { name, count };
  return most;
}

define('cs-seed-groups', SeedGroups);
