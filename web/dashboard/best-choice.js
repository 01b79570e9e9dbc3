/** What "best" means for a run: a metric and a direction, always shown, always changeable. */
import { css, html, nothing } from 'lit';

import { define } from './define.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Direction } from '../api/types.js' */

/** @typedef {{ readonly metric: string, readonly direction: Direction }} BestChoice */

/** @type {readonly Direction[]} */
const DIRECTIONS = ['lower', 'higher'];

/** @fires best-chosen detail: BestChoice; an empty metric asks for the engine's own choice */
export class BestChoiceControl extends Part {
  /** @override */
  static properties = {
    busy: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      select {
        max-width: min(100%, 40ch);
      }
    `,
  ];

  constructor() {
    super();
    this.busy = false;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const { primary } = run;
    const direction = primary?.direction ?? 'unknown';
    return html`<div class="row">
      <span class="quiet">${t.bestMeans}</span>
      <select
        aria-label=${t.bestDirection}
        .value=${direction}
        ?disabled=${!primary}
        @change=${this.#onDirection}
      >
        ${
          direction === 'unknown'
            ? html`<option value="unknown" selected>${t.directions.unknown}</option>`
            : nothing
        }
        ${DIRECTIONS.map(
          (value) =>
            html`<option value=${value} ?selected=${value === direction}>
              ${t.directions[value]}
            </option>`,
        )}
      </select>
      <select aria-label=${t.bestMetric} @change=${this.#onMetric}>
        ${primary ? nothing : html`<option value="" selected>${t.noMetric}</option>`}
        ${run.metrics.map(
          ({ name }) =>
            html`<option value=${name} ?selected=${name === primary?.name}>${name}</option>`,
        )}
      </select>
      ${
        primary?.chosenByUser
          ? html`<span class="quiet">${t.chosenByYou}</span>
              <button class="plain control" @click=${() => this.#tell('', 'unknown')}>
                ${t.resetChoice}
              </button>`
          : nothing
      }
      <span class="quiet" role="status">${this.busy ? t.loadingRun : ''}</span>
    </div>`;
  }

  /** @param {Event} event */
  #onMetric(event) {
    const name = valueOf(event);
    const metric = this.run?.metrics.find((candidate) => candidate.name === name);
    if (!metric) return;
    // A metric that nobody ranks needs a direction to mean anything; the person corrects it beside.
    this.#tell(metric.name, metric.direction === 'unknown' ? 'lower' : metric.direction);
  }

  /** @param {Event} event */
  #onDirection(event) {
    const direction = DIRECTIONS.find((candidate) => candidate === valueOf(event));
    const metric = this.run?.primary?.name;
    if (direction && metric) this.#tell(metric, direction);
  }

  /** @param {string} metric @param {Direction} direction */
  #tell(metric, direction) {
    /** @type {BestChoice} */
    const detail = { metric, direction };
    this.tell('best-chosen', detail);
  }
}

/** @param {Event} event */
function valueOf(event) {
  return event.target instanceof HTMLSelectElement ? event.target.value : '';
}

define('cs-best-choice', BestChoiceControl);
