/**
 * All runs in one table: verdict, best and last value, length and curve of each, with filters, any
 * order, and marks that choose what is compared. Only the rows in view exist, so that hundreds of runs
 * scroll like ten.
 */
import { LitElement, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

import {
  columnFormatter,
  formatDuration,
  formatInteger,
  formatMessage,
  formatValue,
} from '../api/index.js';
import { define } from './define.js';
import { ABSENT, exactNumber, placeOnAxis } from './format.js';
import { hueStyles, markStyles, severityMark, sparkline } from './marks.js';
import { metricNames, overviewRows, severityCounts } from './overview-rows.js';
import { overviewStyles, ROW_HEIGHT } from './overview-styles.js';
import { learnDurations } from './run-durations.js';
import './run-editor.js';
import { sortingStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { Numeric, PointRef, Severity } from '../api/types.js' */
/** @import { OverviewRow } from './overview-rows.js' */
/** @import { RunEditor } from './run-editor.js' */
/** @import { Entry, OverviewColumn, OverviewSettings } from './state.js' */
/** @import { Texts } from './texts.js' */

/** Rows that exist above and below those in view. */
const MARGIN_ROWS = 8;
const PAGE_ROWS = 10;
/** Metrics that the choice of values offers. */
const METRICS_MAX = 200;
/** @type {readonly Severity[]} */
const SEVERITIES = ['critical', 'warning', 'notice', 'info'];
/** @type {readonly { readonly key: OverviewColumn, readonly isNumber: boolean }[]} */
const LEADING = [
  { key: 'name', isNumber: false },
  { key: 'verdict', isNumber: false },
];
/** @type {readonly { readonly key: OverviewColumn, readonly isNumber: boolean }[]} */
const MEASURED = [
  { key: 'best', isNumber: true },
  { key: 'last', isNumber: true },
  { key: 'steps', isNumber: true },
  { key: 'duration', isNumber: true },
];

/**
 * @fires run-selected detail: number, the key of the run to show
 * @fires runs-marked detail: { keys, isMarked }
 * @fires overview-changed detail: Partial<OverviewSettings>
 * @fires run-edited detail: { key, name, hue }
 * @fires screen-chosen detail: "compare"
 * @fires panel-chosen detail: "rules"
 */
export class Overview extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    entries: { attribute: false },
    marked: { attribute: false },
    settings: { attribute: false },
    printing: { attribute: false },
    active: { state: true },
    first: { state: true },
    visible: { state: true },
    durationsKnown: { state: true },
  };

  /** @override */
  static styles = [common, markStyles, hueStyles, sortingStyles, overviewStyles];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Entry[]} */
    this.entries = [];
    /** @type {readonly number[]} */
    this.marked = [];
    /** @type {OverviewSettings | undefined} */
    this.settings = undefined;
    /** On paper nothing is out of view. */
    this.printing = false;
    /** Place of the row that the keyboard is on. */
    this.active = 0;
    /** First row in view. */
    this.first = 0;
    /** Rows in view. */
    this.visible = 20;
    this.durationsKnown = 0;
    /** @type {Map<number, number | null>} in seconds, by key of the run */
    this.durations = new Map();
    /** @type {readonly OverviewRow[]} all that pass the filters */
    this.rows = [];
    /** @type {readonly string[]} */
    this.names = [];
    /** Writes the values of one metric with equal decimals. */
    this.format = formatValue;
    this.isFocusMoving = false;
    this.resizing = new ResizeObserver(() => this.#onScroll());
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    const { texts: t, settings, entries } = this;
    if (!t || !settings) return;
    if (changed.has('entries')) {
      this.names = metricNames(entries);
      void learnDurations(entries, this.durations, () => {
        this.durationsKnown = this.durations.size;
      });
    }
    const sources = /** @type {const} */ (['entries', 'settings', 'durationsKnown', 'texts']);
    if (!sources.some((name) => changed.has(name))) return;
    const known = new Map([...this.durations].filter(([, seconds]) => seconds !== null));
    this.rows = overviewRows(
      entries,
      settings,
      /** @type {Map<number, number>} */ (known),
      t.language,
    );
    this.format = columnFormatter(
      this.rows.flatMap((each) => [each.best?.value, each.last?.value]),
    );
    this.active = Math.min(this.active, Math.max(0, this.rows.length - 1));
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
  }

  /** @override */
  firstUpdated() {
    this.#observe();
  }

  /** @override */
  updated() {
    // The policy of the page allows no style in markup.
    for (const room of this.renderRoot.querySelectorAll('tr.room')) {
      const count = Number(/** @type {HTMLElement} */ (room).dataset['rows']);
      /** @type {HTMLElement} */ (room).style.height = `${count * ROW_HEIGHT}px`;
    }
    if (!this.isFocusMoving) return;
    this.isFocusMoving = false;
    const box = this.renderRoot.querySelector('tr.active input');
    if (box instanceof HTMLElement) box.focus({ preventScroll: true });
  }

  /** @override */
  render() {
    const { texts: t, settings, rows } = this;
    if (!t || !settings) return nothing;
    const top = this.printing ? 0 : Math.min(this.first, rows.length - this.visible);
    const bottom = this.printing ? rows.length : this.first + this.visible;
    const first = Math.max(0, top - MARGIN_ROWS);
    const end = Math.min(rows.length, bottom + MARGIN_ROWS);
    return html`<section class="panel" aria-label=${t.overview.heading}>
        ${this.#header(t, settings)}
        <div class="scroll" @scroll=${this.#onScroll} @keydown=${this.#onKey}>
          <table aria-rowcount=${rows.length + 1}>
            <caption class="spoken">
              ${t.overview.keys}
            </caption>
            <thead>
              <tr aria-rowindex="1">
                ${this.#headBox(t)}
                ${LEADING.map(({ key, isNumber }) => this.#headCell(t, settings, key, isNumber))}
                <th scope="col" class="metric"><span>${t.overview.columns.metric}</span></th>
                ${MEASURED.map(({ key, isNumber }) => this.#headCell(t, settings, key, isNumber))}
                <th scope="col" class="curve"><span>${t.overview.columns.curve}</span></th>
              </tr>
            </thead>
            <tbody>
              ${room(first)}
              ${repeat(
                rows.slice(first, end),
                ({ entry }) => entry.key,
                (row, index) => this.#keptRow(t, settings, row, first + index),
              )}
              ${room(rows.length - end)}
            </tbody>
          </table>
          ${rows.length === 0 ? html`<p class="none quiet">${t.overview.noneMatch}</p>` : nothing}
        </div>
      </section>
      <cs-run-editor .texts=${t}></cs-run-editor>`;
  }

  /** @param {Texts} t @param {OverviewSettings} settings */
  #header(t, settings) {
    const { entries, rows, marked } = this;
    const counts = severityCounts(entries);
    const isAll = rows.length === entries.length;
    return html`<header>
        <h2>${t.overview.heading}</h2>
        <span class="label" role="status">
          ${
            isAll
              ? t.overview.count(formatInteger(entries.length))
              : t.overview.some(formatInteger(rows.length), formatInteger(entries.length))
          }
        </span>
        <span class="space"></span>
        ${
          marked.length > 0
            ? html`<span class="label">${t.overview.marked(formatInteger(marked.length))}</span>
                <button @click=${() => this.#mark(marked, false)}>${t.overview.unmark}</button>`
            : nothing
        }
        <button
          class="plain control"
          @click=${() =>
            this.dispatchEvent(new CustomEvent('panel-chosen', { detail: 'rules', bubbles: true }))}
        >
          ${t.thresholds.heading}
        </button>
        <button
          class="primary control"
          ?disabled=${marked.length < 2}
          title=${marked.length < 2 ? t.overview.compareHint : ''}
          @click=${() => this.#tell('screen-chosen', 'compare')}
        >
          ${t.overview.compare}
        </button>
      </header>
      <div class="filters control">
        <input
          type="search"
          aria-label=${t.overview.filter}
          placeholder=${t.overview.filter}
          .value=${live(settings.text)}
          @input=${this.#onText}
        />
        <div class="severities" role="group" aria-label=${t.overview.bySeverity}>
          ${SEVERITIES.filter((key) => counts[key] > 0 || settings.severity === key).map(
            (key) =>
              html`<button
                class="chip"
                aria-label=${`${t.severities[key]}, ${counts[key]}`}
                aria-pressed=${settings.severity === key ? 'true' : 'false'}
                @click=${() => this.#set({ severity: settings.severity === key ? '' : key })}
              >
                ${severityMark(key, t.severities[key])} ${t.severities[key]}
                <span class="quiet">${formatInteger(counts[key])}</span>
              </button>`,
          )}
        </div>
        <label class="values">
          <span class="label">${t.overview.valuesOf}</span>
          <select @change=${this.#onMetric}>
            <option value="" ?selected=${settings.metric === ''}>${t.overview.ownMetric}</option>
            ${this.names
              .slice(0, METRICS_MAX)
              .map(
                (name) =>
                  html`<option value=${name} ?selected=${name === settings.metric}>
                    ${name}
                  </option>`,
              )}
          </select>
        </label>
      </div>`;
  }

  /** Marks all that are shown. @param {Texts} t */
  #headBox(t) {
    const marked = new Set(this.marked);
    const count = this.rows.filter(({ entry }) => marked.has(entry.key)).length;
    const isAll = count > 0 && count === this.rows.length;
    return html`<th scope="col" class="box">
      <input
        type="checkbox"
        aria-label=${t.overview.markAll}
        title=${t.overview.markAll}
        .checked=${live(isAll)}
        .indeterminate=${count > 0 && !isAll}
        @change=${() => this.#markShown(!isAll)}
      />
    </th>`;
  }

  /** @param {Texts} t @param {OverviewSettings} settings @param {OverviewColumn} key @param {boolean} isNumber */
  #headCell(t, settings, key, isNumber) {
    const isSorted = settings.sort === key;
    const order = settings.isDescending ? 'descending' : 'ascending';
    const arrow = settings.isDescending ? ' ↓' : ' ↑';
    const title = t.overview.columns[key];
    return html`<th
      scope="col"
      class=${`${key}${isNumber ? ' number' : ''}`}
      aria-sort=${isSorted ? order : 'none'}
    >
      <button title=${t.sortBy(title)} @click=${() => this.#sort(settings, key)}>
        ${title}${isSorted ? html`<span aria-hidden="true">${arrow}</span>` : nothing}
      </button>
    </th>`;
  }

  /**
   * A row is only made again when something in it is another: scrolling makes those that come into view.
   * @param {Texts} t
   * @param {OverviewSettings} settings
   * @param {OverviewRow} row
   * @param {number} place
   */
  #keptRow(t, settings, row, place) {
    const isMarked = this.marked.includes(row.entry.key);
    return guard([t, this.format, row, place, isMarked, place === this.active], () =>
      this.#row(t, settings, row, place),
    );
  }

  /** @param {Texts} t @param {OverviewSettings} settings @param {OverviewRow} row @param {number} place */
  #row(t, settings, { entry, metric, best, last, seconds, isLeading }, place) {
    const { key, run, hue } = entry;
    const { severity, headline } = run.verdict;
    const isMarked = this.marked.includes(key);
    const isActive = place === this.active;
    const tab = isActive ? '0' : '-1';
    const words = formatMessage(headline, t.language);
    const format = settings.metric === '' ? formatValue : this.format;
    return html`<tr
      class=${`${isActive ? 'active' : ''}${isMarked ? ' marked' : ''}`}
      aria-rowindex=${place + 2}
      @focusin=${() => (this.active = place)}
    >
      <td class=${`box hue-${hue}`}>
        <input
          type="checkbox"
          tabindex=${tab}
          aria-label=${t.overview.mark(run.name)}
          .checked=${live(isMarked)}
          @change=${() => this.#mark([key], !isMarked)}
        />
      </td>
      <th scope="row" class="name">
        <span class=${`swatch hue-${hue}`}></span>
        <button
          class="plain open"
          tabindex=${tab}
          title=${run.sources.join('\n')}
          @click=${() => this.#tell('run-selected', key)}
        >
          <span>${run.name}</span>
        </button>
        <button
          class="plain edit"
          tabindex=${tab}
          title=${t.overview.edit}
          aria-label=${t.overview.editNamed(run.name)}
          @click=${() => this.#edit(entry)}
        >
          ✎
        </button>
      </th>
      <td class="verdict" title=${words}>
        <div>
          ${severityMark(severity, t.severities[severity])}
          <span class="words">${words}</span>
        </div>
      </td>
      <td class="metric quiet" title=${metric?.name ?? ''}>${metric?.name ?? ABSENT}</td>
      ${this.#point(t, row(metric, best), format, isLeading)}
      ${this.#point(t, row(metric, last), format, false)}
      <td class="number steps">${run.lastStep === null ? ABSENT : formatInteger(run.lastStep)}</td>
      <td class="number duration">
        ${seconds === null ? ABSENT : formatDuration(seconds, t.language)}
      </td>
      <td class=${`curve hue-${hue}`}>${metric ? sparkline(metric.spark, 88, 22) : nothing}</td>
    </tr>`;
  }

  /**
   * @param {Texts} t
   * @param {{ readonly name: string, readonly point: PointRef | null, readonly x: Parameters<typeof placeOnAxis>[1] }} shown
   * @param {(value: Numeric) => string} format
   * @param {boolean} isLeading
   */
  #point(t, { name, point, x }, format, isLeading) {
    if (!point) return html`<td class="number quiet">${ABSENT}</td>`;
    const title = `${name} ${exactNumber(point.value)} ${t.at(placeOnAxis(point.step, x, t))}`;
    return html`<td class=${`number${isLeading ? ' leading' : ''}`} title=${title}>
      ${isLeading ? html`<span role="img" aria-label=${t.overview.leading}>●</span>` : nothing}
      ${format(point.value)}
    </td>`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey) return;
    const last = this.rows.length - 1;
    /** @type {Readonly<Record<string, number>>} */
    const moves = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + PAGE_ROWS,
      PageUp: this.active - PAGE_ROWS,
      Home: 0,
      End: last,
    };
    const target = moves[event.key];
    if (target !== undefined && last >= 0) {
      event.preventDefault();
      this.#goTo(Math.min(last, Math.max(0, target)), event.shiftKey);
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault();
      this.#markShown(true);
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      const key = this.rows[this.active]?.entry.key;
      if (key !== undefined) this.#tell('run-selected', key);
    }
  }

  /** Puts the keyboard on a row, and marks those passed when `isMarking`. @param {number} place @param {boolean} isMarking */
  #goTo(place, isMarking) {
    if (isMarking) {
      const [from, to] = [Math.min(this.active, place), Math.max(this.active, place)];
      this.#mark(
        this.rows.slice(from, to + 1).map(({ entry }) => entry.key),
        true,
      );
    }
    this.active = place;
    this.isFocusMoving = true;
    const scroll = this.renderRoot.querySelector('.scroll');
    if (!scroll) return;
    const top = place * ROW_HEIGHT;
    // The header stays above the rows and hides one of them.
    const room = scroll.clientHeight - 2 * ROW_HEIGHT;
    scroll.scrollTop = Math.min(top, Math.max(scroll.scrollTop, top - room));
    this.#onScroll();
    this.requestUpdate();
  }

  #onScroll() {
    const scroll = this.renderRoot.querySelector('.scroll');
    if (!scroll) return;
    this.first = Math.floor(scroll.scrollTop / ROW_HEIGHT);
    this.visible = Math.ceil(scroll.clientHeight / ROW_HEIGHT);
  }

  #observe() {
    const scroll = this.renderRoot.querySelector('.scroll');
    if (scroll) this.resizing.observe(scroll);
  }

  /** @param {OverviewSettings} settings @param {OverviewColumn} key */
  #sort({ sort, isDescending }, key) {
    if (sort !== key) return this.#set({ sort: key, isDescending: key === 'verdict' });
    // The third press is the order of opening again.
    const isSecond = isDescending === (key === 'verdict');
    return this.#set(isSecond ? { isDescending: !isDescending } : { sort: '' });
  }

  /** @param {Event} event */
  #onText({ target }) {
    if (target instanceof HTMLInputElement) this.#set({ text: target.value });
  }

  /** @param {Event} event */
  #onMetric({ target }) {
    if (target instanceof HTMLSelectElement) this.#set({ metric: target.value });
  }

  /** @param {Entry} entry */
  #edit(entry) {
    const editor = /** @type {RunEditor | null} */ (this.renderRoot.querySelector('cs-run-editor'));
    void editor?.edit(entry);
  }

  /** @param {Partial<OverviewSettings>} change */
  #set(change) {
    this.#tell('overview-changed', change);
  }

  /** @param {boolean} isMarked */
  #markShown(isMarked) {
    this.#mark(
      this.rows.map(({ entry }) => entry.key),
      isMarked,
    );
  }

  /** @param {readonly number[]} keys @param {boolean} isMarked */
  #mark(keys, isMarked) {
    this.#tell('runs-marked', { keys, isMarked });
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** What a cell of a value shows. @param {OverviewRow['metric']} metric @param {PointRef | null} point */
function row(metric, point) {
  return { name: metric?.name ?? '', point, x: metric?.x ?? /** @type {const} */ ('step') };
}

/** Stands for rows out of view. @param {number} count */
function room(count) {
  return count > 0
    ? html`<tr class="room" data-rows=${count} aria-hidden="true">
        <td colspan="9"></td>
      </tr>`
    : nothing;
}

define('cs-overview', Overview);
