/**
 * What could have been done otherwise, folded away: when the usual callbacks would have acted, what was
 * trained in vain, and which checkpoints are worth averaging. Shows nothing where there is nothing to say.
 */
import { css, html, nothing } from 'lit';

import {
  columnFormatter,
  formatDuration,
  formatInteger,
  formatMessage,
  formatValue,
} from '../api/index.js';
import { define } from './define.js';
import { ABSENT, checkpointPlace, exactNumber, placeOnAxis } from './format.js';
import { Part } from './part.js';
import { stackedStyles, tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { CheckpointRef, Numeric, Recommended, Run, Stopping, StopReplay, XKind } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

/**
 * @fires checkpoint-lit detail: LitCheckpoint
 * @fires checkpoint-left detail: number | null
 * @fires checkpoint-picked detail: LitCheckpoint
 */
export class StoppingPanel extends Part {
  /** @override */
  static properties = {
    printing: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    tableStyles,
    stackedStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      :host([empty]) {
        display: none;
      }
      summary {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 8px;
        padding: 12px 16px;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        color: var(--cs-quiet);
        content: '▸';
      }
      [open] > summary::before {
        content: '▾';
      }
      summary:hover {
        background: var(--cs-raised);
      }
      summary h2 {
        display: inline;
        margin-inline-end: 8px;
      }
      summary span {
        overflow-wrap: anywhere;
      }
      .scroll {
        max-height: none;
      }
      tbody th {
        max-width: 64ch;
        padding-block: 6px;
        font-weight: 400;
        white-space: normal;
      }
      td button,
      li button {
        min-height: 24px;
        padding: 0;
        border: 0;
      }
      .soup {
        display: grid;
        gap: 8px;
        padding: 0 16px 12px 32px;
      }
      .soup p {
        max-width: 80ch;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      li {
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        tbody th {
          grid-column: 1 / -1;
          padding: 4px 0;
        }
        td.missing {
          display: none;
        }
        .soup {
          padding-inline-start: 16px;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** On paper nothing is folded away. */
    this.printing = false;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const parts = [
      this.#stopping(t, run, run.stopping),
      this.#averaging(t, run, run.verdict.recommended),
    ];
    // Nothing takes no place between its neighbours either.
    this.toggleAttribute(
      'empty',
      parts.every((part) => part === nothing),
    );
    return parts;
  }

  /** @param {Texts} t @param {Run} run @param {Stopping} stopping */
  #stopping(t, run, { metric: name, message, wastedSeconds, replays }) {
    const metric = run.metrics.find((one) => one.name === name);
    const acting = replays.filter(({ actsAt }) => actsAt !== null).length;
    if (!metric || (!message && acting === 0)) return nothing;
    const words = t.stopping;
    const format = columnFormatter(replays.map(({ best }) => best?.value));
    const said = message
      ? formatMessage(message, t.language)
      : words.acted(formatInteger(acting), formatInteger(replays.length));
    const time =
      message && wastedSeconds ? words.time(formatDuration(wastedSeconds, t.language)) : '';
    return html`<details class="panel stopping" ?open=${this.printing}>
      <summary>
        <span
          ><h2>${words.heading}</h2>
          <span class="quiet">${said}${time}</span></span
        >
      </summary>
      <div class="scroll" tabindex="0" role="group" aria-label=${words.heading}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.columns.rule}</th>
              <th scope="col">${words.columns.actsAt}</th>
              <th scope="col" class="number">${words.columns.best}</th>
              <th scope="col" class="number">${words.columns.saved}</th>
              <th scope="col" class="number">${words.columns.regret}</th>
            </tr>
          </thead>
          <tbody>
            ${replays.map((replay) => this.#replay(t, replay, metric.x, metric.x === run.x, format))}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  /**
   * @param {Texts} t
   * @param {StopReplay} replay
   * @param {XKind} kind of the metric's axis
   * @param {boolean} isOnRunAxis whether its places are those of the run
   * @param {(value: Numeric | null) => string} format of values of the metric
   */
  #replay(t, { counting, actsAt, best, saved, regret }, kind, isOnRunAxis, format) {
    const { columns, never } = t.stopping;
    const place = actsAt && placeOnAxis(actsAt.step, kind, t);
    return html`<tr>
      <th scope="row">${formatMessage(counting, t.language)}</th>
      <td data-title=${columns.actsAt}>
        ${
          actsAt === null
            ? html`<span class="quiet">${never}</span>`
            : isOnRunAxis
              ? this.#link(place, { index: null, x: actsAt.step })
              : place
        }
      </td>
      ${numberCell(columns.best, format(best?.value ?? null), best?.value ?? null)}
      ${numberCell(columns.saved, spanOnAxis(saved, kind, t), saved)}
      ${numberCell(columns.regret, format(regret), regret)}
    </tr>`;
  }

  /** @param {Texts} t @param {Run} run @param {Recommended | null} recommended */
  #averaging(t, run, recommended) {
    const averaging = recommended?.averaging;
    if (!averaging) return nothing;
    const { message, checkpoints } = averaging;
    const words = t.averaging;
    return html`<details class="panel averaging" ?open=${this.printing}>
      <summary>
        <span
          ><h2>${words.heading}</h2>
          <span class="quiet">${words.candidates(formatInteger(checkpoints.length))}</span></span
        >
      </summary>
      <div class="soup">
        <p>${formatMessage(message, t.language)}</p>
        <ol>
          ${checkpoints.map(
            (one) =>
              html`<li>${this.#link(nameOf(one, run, t), { index: one.index, x: one.x })}</li>`,
          )}
        </ol>
      </div>
    </details>`;
  }

  /**
   * A place that leads to its row, and lights it and its tick.
   * @param {string | null} words
   * @param {{ readonly index: number | null, readonly x: number | null }} checkpoint
   */
  #link(words, checkpoint) {
    return html`<button
      class="plain"
      @click=${() => this.tell('checkpoint-picked', checkpoint)}
      @pointerenter=${() => this.tell('checkpoint-lit', checkpoint)}
      @pointerleave=${() => this.tell('checkpoint-left', checkpoint.index)}
    >
      ${words}
    </button>`;
  }
}

/** @param {CheckpointRef} checkpoint @param {Run} run @param {Texts} t */
function nameOf(checkpoint, run, t) {
  const place = checkpointPlace(checkpoint, run.x, t);
  return checkpoint.id === '' ? place : `${place} · ${checkpoint.id}`;
}

/** @param {string} title @param {string} text @param {Numeric | null} value */
function numberCell(title, text, value) {
  if (value === null)
    return html`<td class="number quiet missing" data-title=${title}>${ABSENT}</td>`;
  return html`<td class="number" data-title=${title} title=${exactNumber(value)}>${text}</td>`;
}

/** A length on an axis: 400, 0.5, "2 hr 3 min". @param {number | null} length @param {XKind} kind @param {Texts} t */
function spanOnAxis(length, kind, t) {
  if (length === null) return ABSENT;
  if (kind === 'time') return formatDuration(length, t.language);
  return Number.isInteger(length) ? formatInteger(length) : formatValue(length);
}

define('cs-stopping-panel', StoppingPanel);
