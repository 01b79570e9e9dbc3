/**
 * The checkpoints and evaluations of a run: a table of any length of which only the visible rows
 * exist, asked from the engine as they scroll into view, sorted and filtered there.
 */
import { css, html, nothing, unsafeCSS } from 'lit';
import 'regular-table';
import scrollStyles from 'regular-table/dist/css/sub-cell-scrolling.css?inline';

import { CheckpointError, formatInteger } from '../api/index.js';
import { checkpointColumns } from './checkpoint-columns.js';
import { define } from './define.js';
import { Part } from './part.js';
import { actionOf } from './shortcuts.js';
import './table-controls.js';
import { panelStyles, sortingStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { PropertyValues, TemplateResult } from 'lit' */
/** @import { RegularTableElement } from 'regular-table' */
/** @import { CheckpointRow, Run } from '../api/types.js' */
/** @import { Column } from './checkpoint-columns.js' */
/** @import { LitCheckpoint, TableSettings } from './state.js' */
/** @import { TableControls } from './table-controls.js' */
/** @import { Texts } from './texts.js' */

const ROW_HEIGHT = 28;
const ROWS_VISIBLE = 14;
const PAGE = 64;
const PAGES_KEPT = 16;
/** More rows than these nobody prints. */
const ROWS_PRINTED = 1000;
/** Columns that are side by side on a sheet; what there are more stands in a table below. */
const COLUMNS_PRINTED = 11;

/**
 * @fires checkpoint-lit detail: LitCheckpoint
 * @fires checkpoint-left detail: index of the checkpoint that the pointer has left
 * @fires table-changed detail: Partial<TableSettings>
 */
export class CheckpointTable extends Part {
  /** @override */
  static properties = {
    checkpoint: { attribute: false },
    settings: { attribute: false },
    printing: { attribute: false },
    count: { state: true },
    problem: { state: true },
    said: { state: true },
    all: { state: true },
  };

  /** @override */
  static styles = [
    common,
    panelStyles,
    sortingStyles,
    unsafeCSS(scrollStyles),
    css`
      .none {
        position: absolute;
        top: 40px;
        left: 0;
        display: flex;
        gap: 8px;
        align-items: center;
        width: 100%;
        padding: 0 16px;
      }
      .frame {
        position: relative;
        overflow: hidden;
        border-radius: 0 0 var(--cs-radius) var(--cs-radius);
      }
      regular-table {
        overflow: auto;
        scrollbar-width: thin;
        scrollbar-color: var(--cs-edge) transparent;
      }
      regular-table:focus-visible {
        outline-offset: -2px;
      }
      /* The library clips cells that are scrolled half away; a pixel more keeps their lower line. */
      regular-table tbody tr td:first-of-type {
        clip-path: inset(0 0 -1px var(--regular-table--clip-x, 0));
      }
      regular-table tbody tr:first-child :is(td, th) {
        clip-path: inset(var(--regular-table--clip-y, 0) 0 -1px 0);
      }
      regular-table tbody tr:first-child td:first-of-type {
        clip-path: inset(var(--regular-table--clip-y, 0) 0 -1px var(--regular-table--clip-x, 0));
      }
      /* Where the columns end before the panel does, their lines go on. */
      regular-table :is(td, th):last-child {
        position: relative;
      }
      regular-table tr > :last-child::before {
        position: absolute;
        top: 0;
        bottom: -1px;
        left: 100%;
        width: 100vw;
        border-bottom: inherit;
        background: inherit;
        content: '';
      }
      regular-table tbody tr:first-child > :last-child {
        clip-path: inset(var(--regular-table--clip-y, 0) -100vw -1px 0);
      }
      table {
        border-spacing: 0;
        border-collapse: separate;
      }
      th,
      td {
        height: 28px;
        padding: 0 12px;
        border-bottom: 1px solid var(--cs-line);
        background: var(--cs-panel);
        font-weight: 400;
        line-height: 27px;
        text-align: start;
        white-space: nowrap;
      }
      .paper {
        display: none;
      }
      @media print {
        section {
          break-inside: auto;
        }
        table.paper {
          display: table;
          width: 100%;
          font-size: 9px;
        }
        p.paper {
          display: block;
        }
        .paper th,
        .paper td {
          height: auto;
          padding: 2px 4px;
          line-height: 12px;
        }
        .paper :is(th, td:not(.number)) {
          white-space: normal;
          overflow-wrap: anywhere;
        }
        .paper th {
          font-size: 8px;
        }
        table.paper + table.paper {
          margin-top: 12px;
        }
        .paper tr.recommended {
          font-weight: 700;
        }
      }
      @media (forced-colors: active) {
        tr.lit td,
        tr.lit th {
          outline: 1px solid Highlight;
          outline-offset: -1px;
        }
      }
      thead th {
        position: relative;
        padding: 0;
        border-bottom-color: var(--cs-edge);
        color: var(--cs-quiet);
        font-size: var(--cs-label);
      }
      thead th > span:first-child {
        display: block;
        padding: 0 12px;
      }
      tbody th:first-child {
        font-weight: 600;
      }
      .number {
        text-align: end;
      }
      tbody td.primary {
        padding-inline-end: 24px;
      }
      thead th.primary button {
        padding-inline-end: 24px;
        color: var(--cs-ink);
        font-weight: 600;
      }
      td.best::after,
      td.equivalent::after {
        position: absolute;
        right: 9px;
        color: var(--cs-accent);
        content: '●';
        font-size: 10px;
      }
      td.equivalent::after {
        content: '≈';
        font-size: 13px;
      }
      td.primary {
        position: relative;
      }
      tbody td.name,
      tbody th.name {
        cursor: copy;
      }
      tbody th:first-child::before {
        display: inline-block;
        width: 16px;
        color: var(--cs-accent);
        content: '';
        text-align: start;
      }
      tr.recommended th:first-child::before {
        content: '◆';
      }
      tr.recommended td,
      tr.recommended th {
        background: var(--cs-accent-soft);
      }
      tr.lit td,
      tr.lit th {
        background: var(--cs-raised);
      }
      tr.recommended.lit td,
      tr.recommended.lit th {
        background: var(--cs-accent-soft);
        box-shadow: inset 0 -2px 0 var(--cs-accent);
      }
      .missing {
        color: var(--cs-quiet);
      }
      .rt-column-resize {
        position: absolute;
        top: 0;
        right: 0;
        width: 6px;
        height: 100%;
        cursor: col-resize;
      }
      .rt-cell-clip {
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {LitCheckpoint | null} */
    this.checkpoint = null;
    /** @type {TableSettings | undefined} */
    this.settings = undefined;
    this.printing = false;
    /** @type {readonly CheckpointRow[]} what paper shows, fetched ahead: printing does not wait */
    this.printed = [];
    /** How many rows meet the filter. */
    this.count = 0;
    /** What of the filter is not understood, '' when all is. */
    this.problem = '';
    /** What the last copy said. */
    this.said = '';
    /** The filter that the rows on screen meet, as `rows` takes it. */
    this.filter = '';
    /** Called when rows stand in another order. */
    this.onRearranged = () => {};
    /** @type {readonly Column[]} that there are, but the one that names the row */
    this.all = [];
    /** @type {readonly Column[]} that stay at the left; the first names the row */
    this.heads = [];
    /** @type {readonly Column[]} that scroll */
    this.columns = [];
    /** @type {Map<number, Promise<readonly CheckpointRow[]>>} by number of the page */
    this.pages = new Map();
    /** @type {Map<string, HTMLButtonElement>} by key of the column */
    this.buttons = new Map();
    /** @type {readonly CheckpointRow[]} the rows on screen */
    this.visible = [];
    this.visibleStart = 0;
    /** @type {number} place of the row that the keyboard lit */
    this.place = -1;
    /** @type {number | null} index of the row below the pointer */
    this.pointed = null;
    this.resizing = new ResizeObserver(() => void this.#redraw());
  }

  /** @override */
  render() {
    const { texts: t, run, settings } = this;
    if (!t || !run || !settings) return nothing;
    if (run.checkpointCount === 0) return nothing;
    const kept = run.verdict.recommended?.x;
    const total = formatInteger(run.checkpointCount);
    const isFiltered = this.filter !== '';
    return html`<section class="panel" aria-label=${t.checkpointsHeading}>
      <header>
        <h2>${t.checkpointsHeading}</h2>
        <span class="label" role="status"
          >${isFiltered ? t.rowsOf(formatInteger(this.count), total) : t.rowCount(total)}</span
        >
        ${
          isNumber(kept)
            ? html`<button class="plain control" @click=${() => this.showCheckpoint(kept)}>
                ${t.showKept}
              </button>`
            : nothing
        }
        <span class="label" role="status">${this.said}</span>
        <cs-table-controls
          class="control"
          .texts=${t}
          .run=${run}
          .settings=${settings}
          .columns=${this.all}
          .problem=${this.problem}
        ></cs-table-controls>
      </header>
      ${this.printing ? this.#paper(t) : nothing}
      <div class="frame control">
        <regular-table
          @keydown=${this.#onKey}
          @copy=${this.#onCopy}
          @click=${this.#onClick}
          @pointermove=${this.#onPointer}
          @pointerleave=${this.#unlight}
        ></regular-table>
        ${
          isFiltered && this.count === 0
            ? html`<p class="none quiet">
                ${t.noRows}
                <button
                  class="plain"
                  @click=${() => this.tell('table-changed', { filter: '', isSavedOnly: false })}
                >
                  ${t.clearFilter}
                </button>
              </p>`
            : nothing
        }
      </div>
    </section>`;
  }

  /** The whole table, as far as paper goes. @param {Texts} t */
  #paper(t) {
    /** @type {TemplateResult[]} */
    const tables = [];
    for (let at = 0; at < Math.max(this.columns.length, 1); at += COLUMNS_PRINTED) {
      tables.push(this.#paperTable(this.columns.slice(at, at + COLUMNS_PRINTED)));
    }
    return html`${tables}
    ${
      this.printed.length < this.count
        ? html`<p class="label paper">
            ${t.rowsOf(formatInteger(this.printed.length), formatInteger(this.count))}
          </p>`
        : nothing
    }`;
  }

  /** As many columns as a sheet is wide, beside those that name the row. @param {readonly Column[]} some */
  #paperTable(some) {
    const columns = [...this.heads, ...some];
    const sort = (/** @type {Column} */ { isNumber }) => (isNumber ? 'number' : '');
    return html`<table class="paper">
      <thead>
        <tr>
          ${columns.map((column) => html`<th class=${sort(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${this.printed.map(
          (row) =>
            html`<tr class=${row.marks.includes('recommended') ? 'recommended' : ''}>
              ${columns.map((column) => html`<td class=${sort(column)}>${column.text(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** Has the rows at hand that paper would show. */
  async #fetchPrinted() {
    const { run, settings, filter } = this;
    if (!run || !settings) return;
    const { sort, isDescending } = settings;
    try {
      const rows = await run.rows({
        count: ROWS_PRINTED,
        sort,
        descending: isDescending,
        filter,
      });
      if (this.run === run && this.settings === settings) this.printed = rows;
    } catch {
      // The run was closed.
    }
  }

  /** @param {PropertyValues<this>} changed @override */
  updated(changed) {
    const before = changed.get('settings');
    if (changed.has('run') || changed.has('texts')) void this.#onRun();
    else if (before && before !== this.settings) void this.#onSettings(before);
    else if (changed.has('checkpoint')) this.#styleRows();
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
  }

  /** @override */
  firstUpdated() {
    this.resizing.observe(this);
  }

  /** @returns {RegularTableElement | null} */
  get table() {
    return /** @type {RegularTableElement | null} */ (
      this.renderRoot.querySelector('regular-table')
    );
  }

  async #onRun() {
    const { run, texts: t, table } = this;
    this.#forget();
    this.buttons.clear();
    this.pointed = null;
    this.said = '';
    if (!run || !t || !table) return;
    const count = run.checkpointCount;
    const [first, last] = await Promise.all([
      run.rows({ start: 0, count: PAGE }),
      run.rows({ start: Math.max(0, count - PAGE), count: PAGE }),
      this.#filter(run, t),
    ]).catch(() => [[], []]);
    // Another run may have taken its place meanwhile.
    if (this.run !== run) return;
    const { head, columns } = checkpointColumns(run, t, [...(first ?? []), ...(last ?? [])]);
    this.heads = [head];
    this.all = columns;
    this.#arrange();
    const rows = Math.min(count, ROWS_VISIBLE);
    const frame = table.parentElement;
    // One row for the header, and room for a scrollbar below the last.
    frame?.style.setProperty('height', `${(rows + 1) * ROW_HEIGHT + 14}px`);
    table.scrollTop = 0;
    table.scrollLeft = 0;
    // The library ends everything with the last column.
    table.shadowRoot?.querySelector('slot')?.style.setProperty('overflow', 'visible');
    table.setDataListener((x0, y0, x1, y1) => this.#data(x0, y0, x1, y1), {
      virtual_mode: 'both',
    });
    table.addStyleListener(() => this.#style());
    await this.#redrawAfresh();
    void this.#fetchPrinted();
  }

  /** @param {TableSettings} before */
  async #onSettings(before) {
    const { run, texts: t, settings, table } = this;
    if (!run || !t || !settings || !table) return;
    if (before.filter !== settings.filter || before.isSavedOnly !== settings.isSavedOnly) {
      await this.#filter(run, t);
    }
    this.#forget();
    if (before.hidden !== settings.hidden || before.pinned !== settings.pinned) {
      this.#arrange();
      await this.#redrawAfresh();
    } else {
      table.scrollTop = 0;
      await this.#redraw();
    }
    void this.#fetchPrinted();
    this.onRearranged();
  }

  /** Counts the rows that meet the filter, and keeps to the last one that made sense. @param {Run} run @param {Texts} t */
  async #filter(run, t) {
    const { filter = '', isSavedOnly = false } = this.settings ?? {};
    const wanted = [filter.trim(), isSavedOnly ? 'saved' : ''].filter(Boolean).join(' and ');
    try {
      const count = wanted === '' ? run.checkpointCount : await run.countRows(wanted);
      if (this.run !== run) return;
      this.count = count;
      this.filter = wanted;
      this.problem = '';
    } catch (error) {
      if (this.run !== run || !(error instanceof CheckpointError)) return;
      this.problem = t.language === 'en' ? error.message : error.zh.message;
      if (this.count === 0) this.count = run.checkpointCount;
    }
  }

  /** Parts the columns into those that stay and those that scroll. */
  #arrange() {
    const { hidden = [], pinned = [] } = this.settings ?? {};
    const isShown = (/** @type {Column} */ { key }) => !hidden.includes(key);
    const isPinned = (/** @type {Column} */ { key }) => pinned.includes(key);
    const shown = this.all.filter(isShown);
    this.heads = [...this.heads.slice(0, 1), ...shown.filter(isPinned)];
    this.columns = shown.filter((column) => !isPinned(column));
  }

  /** The rows that are known are no longer those that stand there. */
  #forget() {
    this.pages.clear();
    this.visible = [];
    this.place = -1;
  }

  /** Other columns: the first drawing measures them, the second knows how far they scroll. */
  async #redrawAfresh() {
    this.table?.resetAutoSize();
    await this.#redraw();
    await this.#redraw();
  }

  async #redraw() {
    const { table } = this;
    if (!table || this.heads.length === 0) return;
    try {
      await table.draw({ invalid_viewport: true });
    } catch {
      // The run was closed while its rows were on their way.
    }
  }

  /**
   * Answers the table's question for a rectangle of cells.
   * @param {number} x0
   * @param {number} y0
   * @param {number} x1
   * @param {number} y1
   */
  async #data(x0, y0, x1, y1) {
    const { run, heads, columns, count } = this;
    const end = Math.min(y1, count);
    const rows = run && end > y0 ? await this.#rows(run, y0, end) : [];
    if (end > y0) {
      this.visible = rows;
      this.visibleStart = y0;
    }
    const shown = columns.slice(x0, x1);
    return {
      num_rows: count,
      num_columns: columns.length,
      num_row_headers: heads.length,
      num_column_headers: 1,
      merge_headers: /** @type {const} */ ('column'),
      row_headers: rows.map((row) => heads.map((head) => head.text(row))),
      // The table takes elements as well as texts; its types only know texts.
      column_headers: shown.map((column) => [
        /** @type {string} */ (/** @type {unknown} */ (this.#button(column))),
      ]),
      data: shown.map((column) => rows.map((row) => column.text(row))),
    };
  }

  /** @param {Run} run @param {number} start @param {number} end */
  async #rows(run, start, end) {
    const first = Math.floor(start / PAGE);
    const last = Math.floor((end - 1) / PAGE);
    /** @type {Promise<readonly CheckpointRow[]>[]} */
    const pages = [];
    for (let page = first; page <= last; ++page) {
      let rows = this.pages.get(page);
      if (!rows) {
        rows = run.rows({
          start: page * PAGE,
          count: PAGE,
          sort: this.settings?.sort ?? '',
          descending: this.settings?.isDescending ?? false,
          filter: this.filter,
        });
        if (this.pages.size >= PAGES_KEPT) this.pages.clear();
        this.pages.set(page, rows);
      }
      pages.push(rows);
    }
    return (await Promise.all(pages)).flat().slice(start - first * PAGE, end - first * PAGE);
  }

  /** The header of a column: a button that sorts, or its text. @param {Column} column */
  #button(column) {
    const { key, sort, title, hint } = column;
    let button = this.buttons.get(key);
    if (!button) {
      button = document.createElement('button');
      button.addEventListener('click', () => this.#sortBy(column));
      this.buttons.set(key, button);
    }
    const isSorted = this.settings?.sort === sort && sort !== '';
    const arrow = this.settings?.isDescending ? '↓' : '↑';
    const text = isSorted ? `${title} ${arrow}` : title;
    if (button.textContent !== text) button.textContent = text;
    button.title = hint === '' ? (this.texts?.sortBy(title) ?? '') : hint;
    return button;
  }

  /** @param {Column} column */
  #sortBy({ sort, prefersDescending }) {
    const { settings } = this;
    if (!settings) return;
    const first = prefersDescending;
    if (settings.sort !== sort) this.tell('table-changed', { sort, isDescending: first });
    else if (settings.isDescending === first) {
      this.tell('table-changed', { isDescending: !first });
    } else this.tell('table-changed', { sort: '', isDescending: false });
  }

  /** After every drawing: classes, exact values, and the header of the row names. */
  #style() {
    const { table, settings } = this;
    if (!table || !settings) return;
    for (const th of table.querySelectorAll('thead th')) {
      const column = this.#columnOf(table, th);
      if (!column) continue;
      const isCorner = table.getMeta(/** @type {HTMLElement} */ (th))?.type === 'corner';
      if (isCorner) this.#fillCorner(th, column);
      th.classList.toggle('number', column.isNumber);
      th.classList.toggle('primary', column.isPrimary);
      if (settings.sort === column.sort && settings.sort !== '') {
        th.setAttribute('aria-sort', settings.isDescending ? 'descending' : 'ascending');
      } else {
        th.removeAttribute('aria-sort');
      }
    }
    this.#styleRows();
  }

  /** The column that a cell of the head or the body belongs to. @param {RegularTableElement} table @param {Element} cell */
  #columnOf(table, cell) {
    const meta = table.getMeta(/** @type {HTMLElement} */ (cell));
    if (!meta) return undefined;
    const isHead = meta.type === 'corner' || meta.type === 'row_header';
    return isHead ? this.heads[meta.row_header_x] : this.columns[meta.x];
  }

  /** @param {Element} th @param {Column} column */
  #fillCorner(th, column) {
    const button = this.#button(column);
    if (th.firstElementChild !== button) th.replaceChildren(button);
  }

  #styleRows() {
    const { table } = this;
    if (!table) return;
    for (const tr of table.querySelectorAll('tbody tr')) {
      const row = this.#rowOf(tr.firstElementChild);
      if (!row) continue;
      tr.classList.toggle('recommended', row.marks.includes('recommended'));
      tr.classList.toggle('lit', this.#isLit(row));
      for (const cell of tr.children) this.#styleCell(table, cell, row);
    }
  }

  /** @param {RegularTableElement} table @param {Element} cell @param {CheckpointRow} row */
  #styleCell(table, cell, row) {
    const column = this.#columnOf(table, cell);
    if (!column) return;
    cell.classList.toggle('number', column.isNumber);
    cell.classList.toggle('primary', column.isPrimary);
    const isBest = column.isPrimary && row.marks.includes('best');
    cell.classList.toggle('best', isBest);
    cell.classList.toggle(
      'equivalent',
      column.isPrimary && !isBest && row.marks.includes('equivalent'),
    );
    const exact = column.exact(row);
    cell.classList.toggle('name', column.isName && exact !== '');
    cell.classList.toggle('missing', exact === '');
    cell.setAttribute('title', exact || column.remark(row));
  }

  /**
   * Scrolls to the checkpoint at a place of the run's own x, oldest first, and lights it.
   * @param {number} x
   */
  async showCheckpoint(x) {
    const { run } = this;
    if (!run) return;
    if (this.settings?.sort !== '' || this.filter !== '') {
      // Its place is known in the order of the run alone.
      const all = { sort: '', isDescending: false, filter: '', isSavedOnly: false };
      await new Promise((resolve) => {
        this.onRearranged = () => resolve(undefined);
        this.tell('table-changed', all);
      });
    }
    let low = 0;
    let high = run.checkpointCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      const [row] = await this.#rows(run, middle, middle + 1);
      if ((row?.x ?? Infinity) < x) low = middle + 1;
      else high = middle;
    }
    await this.#lightPlace(low);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'instant' : 'smooth' });
  }

  /** The row that a cell belongs to. @param {Element | null | undefined} cell */
  #rowOf(cell) {
    const meta = cell instanceof HTMLElement ? this.table?.getMeta(cell) : undefined;
    if (meta?.type !== 'body' && meta?.type !== 'row_header') return undefined;
    return this.visible[meta.y - this.visibleStart];
  }

  /**
   * Lights the row that the pointer has moved to. A row that comes to lie below a resting pointer, as
   * the page scrolls, must not take the light from the one that the keyboard chose.
   * @param {PointerEvent} event
   */
  #onPointer(event) {
    const target = event.target instanceof Element ? event.target.closest('td, tbody th') : null;
    const row = this.#rowOf(target);
    if (!row) {
      this.#unlight();
    } else if (row.index !== this.pointed) {
      this.pointed = row.index;
      this.#light(row);
    }
  }

  #unlight() {
    if (this.pointed === null) return;
    this.dispatchEvent(
      new CustomEvent('checkpoint-left', { detail: this.pointed, bubbles: true, composed: true }),
    );
    this.pointed = null;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const action = actionOf('table', event);
    if (action === undefined || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    if (action === 'down' || action === 'up') {
      void this.#lightPlace(this.place + (action === 'down' ? 1 : -1));
      return;
    }
    const row = this.visible.find((one) => this.#isLit(one));
    const names = row ? [row.model, row.path] : [];
    if (row && action === 'copyName') names.unshift(row.id);
    void this.#copy(names.find((name) => name !== '') ?? '');
  }

  /** A press on a name copies it. @param {MouseEvent} event */
  #onClick({ target }) {
    const cell = target instanceof Element ? target.closest('.name') : null;
    const row = this.#rowOf(cell);
    const column = cell && this.table ? this.#columnOf(this.table, cell) : undefined;
    const isSelecting = String(document.getSelection() ?? '') !== '';
    if (row && column?.isName && !isSelecting) void this.#copy(column.exact(row));
  }

  /** @param {string} name */
  async #copy(name) {
    const { texts: t } = this;
    if (!t || name === '') return;
    try {
      await navigator.clipboard.writeText(name);
      this.said = `${t.copied}: ${name}`;
    } catch {
      this.said = t.copyFailed;
    }
  }

  /** Leads the keyboard to the filter. */
  focusFilter() {
    const controls = /** @type {TableControls | null} */ (
      this.renderRoot.querySelector('cs-table-controls')
    );
    controls?.focusFilter();
  }

  /** Lights the row at a place of the present order and scrolls it into view. @param {number} place */
  async #lightPlace(place) {
    const { run, table } = this;
    if (!run || !table || place < 0 || place >= this.count) return;
    // At once, so that the next key counts from here although the row is still on its way.
    this.place = place;
    const [row] = await this.#rows(run, place, place + 1);
    if (!row || this.place !== place) return;
    const top = place * ROW_HEIGHT;
    const room = table.clientHeight - ROW_HEIGHT * 2;
    if (top < table.scrollTop) table.scrollTop = top;
    else if (top > table.scrollTop + room) table.scrollTop = top - room;
    this.#light(row);
  }

  /** Copies the lit row with every digit when no text is selected. @param {ClipboardEvent} event */
  #onCopy(event) {
    const { heads, columns, checkpoint } = this;
    const row = this.visible.find(({ index }) => index === checkpoint?.index);
    const isSelection = String(document.getSelection() ?? '') !== '';
    if (!row || isSelection || !event.clipboardData) return;
    const all = [...heads, ...columns];
    const lines = [all.map(({ title }) => title), all.map((column) => column.exact(row))];
    event.clipboardData.setData('text/plain', lines.map((line) => line.join('\t')).join('\n'));
    event.preventDefault();
  }

  /** Whether it is the lit one, which a chart knows by its place alone. @param {CheckpointRow} row */
  #isLit({ index, x }) {
    const { checkpoint } = this;
    if (!checkpoint) return false;
    return checkpoint.index === null ? checkpoint.x === x : checkpoint.index === index;
  }

  /** @param {CheckpointRow} row */
  #light(row) {
    if (row.index === this.checkpoint?.index) return;
    /** @type {LitCheckpoint} */
    const detail = { index: row.index, x: row.x };
    this.dispatchEvent(
      new CustomEvent('checkpoint-lit', { detail, bubbles: true, composed: true }),
    );
  }
}

/** @param {unknown} value @returns {value is number} */
function isNumber(value) {
  return typeof value === 'number';
}

define('cs-checkpoint-table', CheckpointTable);
