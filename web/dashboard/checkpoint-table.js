/**
 * The checkpoints and evaluations of a run: a table of any length of which only the visible rows
 * exist, asked from the engine as they scroll into view, sorted there by any column.
 */
import { css, html, nothing, unsafeCSS } from 'lit';
import 'regular-table';
import scrollStyles from 'regular-table/dist/css/sub-cell-scrolling.css?inline';

import { formatInteger } from '../api/index.js';
import { checkpointColumns } from './checkpoint-columns.js';
import { define } from './define.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { RegularTableElement } from 'regular-table' */
/** @import { CheckpointRow, Run } from '../api/types.js' */
/** @import { Column } from './checkpoint-columns.js' */
/** @import { LitCheckpoint } from './state.js' */

const ROW_HEIGHT = 28;
const ROWS_VISIBLE = 14;
const PAGE = 64;
const PAGES_KEPT = 16;

/**
 * @fires checkpoint-lit detail: LitCheckpoint
 * @fires checkpoint-left detail: index of the checkpoint that the pointer has left
 */
export class CheckpointTable extends Part {
  /** @override */
  static properties = {
    checkpoint: { attribute: false },
    sort: { state: true },
    isDescending: { state: true },
  };

  /** @override */
  static styles = [
    common,
    unsafeCSS(scrollStyles),
    css`
      section {
        display: grid;
        gap: 8px;
        padding: 12px 0 0;
      }
      header {
        display: flex;
        gap: 16px;
        align-items: baseline;
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
      tbody th {
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
      tbody th::before {
        display: inline-block;
        width: 16px;
        color: var(--cs-accent);
        content: '';
        text-align: start;
      }
      tr.recommended th::before {
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
      thead button {
        width: 100%;
        min-height: 27px;
        padding: 0 12px;
        border: 0;
        border-radius: 0;
        background: none;
        color: inherit;
        font-size: var(--cs-label);
        text-align: inherit;
        white-space: nowrap;
      }
      thead button:hover {
        color: var(--cs-ink);
      }
      thead button:focus-visible {
        outline-offset: -2px;
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
    this.sort = '';
    this.isDescending = false;
    /** @type {Column | undefined} names the row */
    this.head = undefined;
    /** @type {readonly Column[]} */
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
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    if (run.checkpointCount === 0) return nothing;
    const kept = run.verdict.recommended?.x;
    return html`<section class="panel" aria-label=${t.checkpointsHeading}>
      <header>
        <h2>${t.checkpointsHeading}</h2>
        <span class="label">${t.rowCount(formatInteger(run.checkpointCount))}</span>
        ${
          isNumber(kept)
            ? html`<button class="plain" @click=${() => this.showCheckpoint(kept)}>
                ${t.showKept}
              </button>`
            : nothing
        }
      </header>
      <div class="frame">
        <regular-table
          @keydown=${this.#onKey}
          @copy=${this.#onCopy}
          @pointermove=${this.#onPointer}
          @pointerleave=${this.#unlight}
        ></regular-table>
      </div>
    </section>`;
  }

  /** @param {PropertyValues<this>} changed @override */
  updated(changed) {
    if (changed.has('run') || changed.has('texts')) void this.#onRun();
    else if (changed.has('sort') || changed.has('isDescending')) {
      this.pages.clear();
      this.place = -1;
      if (this.table) this.table.scrollTop = 0;
      void this.#redraw();
    } else if (changed.has('checkpoint')) {
      this.#styleRows();
    }
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
    this.pages.clear();
    this.buttons.clear();
    this.visible = [];
    this.place = -1;
    this.pointed = null;
    if (!run || !t || !table) return;
    const count = run.checkpointCount;
    const [first, last] = await Promise.all([
      run.rows({ start: 0, count: PAGE }),
      run.rows({ start: Math.max(0, count - PAGE), count: PAGE }),
    ]).catch(() => [[], []]);
    // Another run may have taken its place meanwhile.
    if (this.run !== run) return;
    const { head, columns } = checkpointColumns(run, t, [...(first ?? []), ...(last ?? [])]);
    this.head = head;
    this.columns = columns;
    const isSortable = [head, ...columns].some((column) => column.sort === this.sort);
    if (!isSortable) this.sort = '';
    const rows = Math.min(count, ROWS_VISIBLE);
    const frame = table.parentElement;
    // One row for the header, and room for a scrollbar below the last.
    frame?.style.setProperty('height', `${(rows + 1) * ROW_HEIGHT + 14}px`);
    table.resetAutoSize();
    table.scrollTop = 0;
    table.scrollLeft = 0;
    table.setDataListener((x0, y0, x1, y1) => this.#data(x0, y0, x1, y1), {
      virtual_mode: 'both',
    });
    table.addStyleListener(() => this.#style());
    await this.#redraw();
  }

  async #redraw() {
    const { table, head } = this;
    if (!table || !head || this.columns.length === 0) return;
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
    const { run, head, columns } = this;
    const count = run?.checkpointCount ?? 0;
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
      num_row_headers: 1,
      num_column_headers: 1,
      row_headers: rows.map((row) => [head?.text(row) ?? '']),
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
          sort: this.sort,
          descending: this.isDescending,
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
    if (sort === null) {
      const span = document.createElement('span');
      span.textContent = title;
      span.title = hint;
      return span;
    }
    let button = this.buttons.get(key);
    if (!button) {
      button = document.createElement('button');
      button.addEventListener('click', () => this.#sortBy(column));
      this.buttons.set(key, button);
    }
    const isSorted = this.sort === sort && sort !== '';
    const arrow = this.isDescending ? '↓' : '↑';
    const text = isSorted ? `${title} ${arrow}` : title;
    if (button.textContent !== text) button.textContent = text;
    button.title = hint === '' ? (this.texts?.sortBy(title) ?? '') : hint;
    return button;
  }

  /** @param {Column} column */
  #sortBy({ sort, prefersDescending }) {
    if (sort === null) return;
    const first = prefersDescending;
    if (this.sort !== sort) {
      this.sort = sort;
      this.isDescending = first;
    } else if (this.isDescending === first) {
      this.isDescending = !first;
    } else {
      this.sort = '';
      this.isDescending = false;
    }
  }

  /** After every drawing: classes, exact values, and the header of the row names. */
  #style() {
    const { table, head } = this;
    if (!table || !head) return;
    for (const th of table.querySelectorAll('thead th')) {
      const meta = table.getMeta(/** @type {HTMLElement} */ (th));
      if (!meta) continue;
      const isCorner = meta.type !== 'column_header';
      const column = isCorner ? head : this.columns[meta.x];
      if (!column) continue;
      if (isCorner) this.#fillCorner(th, head);
      th.classList.toggle('number', column.isNumber);
      th.classList.toggle('primary', column.isPrimary);
      if (this.sort === column.sort && this.sort !== '') {
        th.setAttribute('aria-sort', this.isDescending ? 'descending' : 'ascending');
      } else {
        th.removeAttribute('aria-sort');
      }
    }
    this.#styleRows();
  }

  /** @param {Element} th @param {Column} head */
  #fillCorner(th, head) {
    const button = this.#button(head);
    if (th.firstElementChild !== button) th.replaceChildren(button);
  }

  #styleRows() {
    const { table, head } = this;
    if (!table || !head) return;
    for (const tr of table.querySelectorAll('tbody tr')) {
      const row = this.#rowOf(tr.firstElementChild);
      if (!row) continue;
      tr.classList.toggle('recommended', row.marks.includes('recommended'));
      tr.classList.toggle('lit', this.#isLit(row));
      for (const cell of tr.children) this.#styleCell(table, cell, row, head);
    }
  }

  /**
   * @param {RegularTableElement} table
   * @param {Element} cell
   * @param {CheckpointRow} row
   * @param {Column} head
   */
  #styleCell(table, cell, row, head) {
    const meta = table.getMeta(/** @type {HTMLElement} */ (cell));
    const column = meta?.type === 'body' ? this.columns[meta.x] : head;
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
    cell.classList.toggle('missing', exact === '');
    cell.setAttribute('title', exact);
  }

  /**
   * Scrolls to the checkpoint at a place of the run's own x, oldest first, and lights it.
   * @param {number} x
   */
  async showCheckpoint(x) {
    const { run } = this;
    if (!run) return;
    this.sort = '';
    this.isDescending = false;
    await this.updateComplete;
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
    const paces = { ArrowDown: 1, ArrowUp: -1 };
    const pace = event.key === 'ArrowDown' || event.key === 'ArrowUp' ? paces[event.key] : 0;
    const isHeader = event.target instanceof HTMLButtonElement;
    if (pace === 0 || isHeader) return;
    event.preventDefault();
    void this.#lightPlace(this.place + pace);
  }

  /** Lights the row at a place of the present order and scrolls it into view. @param {number} place */
  async #lightPlace(place) {
    const { run, table } = this;
    if (!run || !table || place < 0 || place >= run.checkpointCount) return;
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
    const { head, columns, checkpoint } = this;
    const row = this.visible.find(({ index }) => index === checkpoint?.index);
    const isSelection = String(document.getSelection() ?? '') !== '';
    if (!head || !row || isSelection || !event.clipboardData) return;
    const all = [head, ...columns];
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
